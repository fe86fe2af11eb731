import { describe, expect, it } from 'vitest';
import { createMemoryControl } from '../../../local/memory/control.ts';
import { aClock } from '../../../test/builders/clock.ts';
import { aMachineId } from '../../../test/builders/machine.ts';
import { minutes, toIso } from '../time.ts';
import { createRolloutBrake } from './rolloutBrake.ts';

const NAMES = Array.from({ length: 12 }, (_, i) => `srv-${i}`);

/** Brakes of several instances over one store, with three slots. */
function aFleet() {
  const clock = aClock();
  const store = createMemoryControl();
  const open = () => createRolloutBrake({ store, clock, sleep: async () => undefined, random: () => 0.5, most: 3 });
  return { clock, store, open, brake: open() };
}

/** Three of twelve installations fail. */
async function halt({ brake }: Pick<ReturnType<typeof aFleet>, 'brake'>) {
  for (const [i, name] of NAMES.entries()) {
    await brake.reserve(aMachineId(name));
    await brake.conclude(aMachineId(name), i % 4 === 0 ? 'failed' : 'ok');
  }
}

describe('the rollout brake', () => {
  it('stands still at first', async () => {
    expect(await aFleet().brake.read()).toEqual({ most: 3, inFlight: 0, finished: 0, failed: 0, failing: [] });
  });

  it('lets as many in as there are slots, over all instances', async () => {
    const { open } = aFleet();
    const instances = [open(), open(), open()];

    const answers = await Promise.all(
      instances.flatMap((brake, i) => NAMES.slice(4 * i, 4 * i + 4).map((name) => brake.reserve(aMachineId(name)))),
    );

    expect(answers.filter((answer) => answer === 'reserved')).toHaveLength(3);
    expect(answers.filter((answer) => answer === 'full')).toHaveLength(9);
    expect(await open().read()).toEqual({ most: 3, inFlight: 3, finished: 0, failed: 0, failing: [] });
  });

  it('knows a machine however its id is spelled', async () => {
    const { brake } = aFleet();
    await brake.reserve(aMachineId('srv-1', 'rg-web'));

    await brake.conclude(aMachineId('SRV-1', 'RG-Web'), 'ok');

    expect(await brake.read()).toEqual({ most: 3, inFlight: 0, finished: 1, failed: 0, failing: [] });
  });

  it('has a slot for the next when one withdraws, or is stuck', async () => {
    const { brake, clock } = aFleet();
    for (const name of ['a', 'b', 'c']) await brake.reserve(aMachineId(name));

    await brake.conclude(aMachineId('a'), 'withdrawn');
    const afterWithdrawal = await brake.reserve(aMachineId('d'));
    const full = await brake.reserve(aMachineId('e'));
    clock.advance(minutes(60));
    const anHourLater = await brake.reserve(aMachineId('e'));

    expect([afterWithdrawal, full, anHourLater]).toEqual(['reserved', 'full', 'reserved']);
  });

  it('halts for every instance when too many fail, until a person resumes', async () => {
    const fleet = aFleet();
    await halt(fleet);
    const other = fleet.open();

    const halted = await other.reserve(aMachineId('new'));
    const standing = await other.read();
    const resumed = await other.resume();
    const after = await fleet.brake.reserve(aMachineId('new'));

    expect(halted).toBe('halted');
    expect(standing).toMatchObject({
      halted: { why: 'Installation failed on 3 of the last 10 machines: srv-0, srv-4, srv-8.' },
      failing: ['srv-0', 'srv-4', 'srv-8'].map((name) => aMachineId(name)),
    });
    expect(resumed).toBe(true);
    expect(after).toBe('reserved');
    expect(await other.read()).toEqual({ most: 3, inFlight: 1, finished: 0, failed: 0, failing: [] });
  });

  it('has nothing to resume when it is not halted', async () => {
    const { brake } = aFleet();
    await brake.reserve(aMachineId());
    await brake.conclude(aMachineId(), 'failed');

    expect(await brake.resume()).toBe(false);
    expect(await brake.read()).toEqual({ most: 3, inFlight: 0, finished: 1, failed: 1, failing: [aMachineId()] });
  });

  it('counts as halted while its row cannot be read, and begins anew when a person resumes', async () => {
    const { brake, store, clock } = aFleet();
    await store.write('rollout', { version: 2 }, undefined);

    const answer = await brake.reserve(aMachineId());
    await brake.conclude(aMachineId(), 'ok');
    const standing = await brake.read();
    const resumed = await brake.resume();

    expect(answer).toBe('halted');
    expect(standing).toMatchObject({ inFlight: 0, halted: { why: expect.stringContaining('cannot be read') } });
    expect(toIso(standing.halted?.at ?? 0)).toBe(toIso(clock.now()));
    expect(resumed).toBe(true);
    expect(await brake.reserve(aMachineId())).toBe('reserved');
  });
});
