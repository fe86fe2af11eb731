import { describe, expect, it } from 'vitest';
import { askToLeave, EXCLUDED, leaving } from '../../../test/builders/leaving.ts';
import { aLookWorld, type LookWorld } from '../../../test/builders/lookWorld.ts';
import { aMachine, aMachineId, anExtension } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import type { MachineRecord } from './record.ts';
import { clonedImage } from './warnings.ts';

const NEW = aMachineId('srv-1', 'rg-new');
const SEEN = { location: 'x', os: {}, vmId: 'vm-1' };

/** The machine turns up under its new id, and has been looked at there. */
async function turnsUp({ ledger, deps, clock }: LookWorld, parts: Partial<MachineRecord> = {}): Promise<void> {
  clock.advance(1000);
  const since = clock.now();
  await deps.vmIds.put('vm-1', { id: NEW, since, gone: false, shows: '' });
  await ledger.write(aRecord({ id: NEW, firstSeenAt: since, seen: SEEN, claimedVmId: 'vm-1', ...parts }), undefined);
}

/** The old id is found gone. */
async function goes(world: LookWorld, event: string): Promise<MachineRecord> {
  await world.deleted(event);
  await world.next();
  return world.record();
}

async function there({ ledger }: LookWorld): Promise<MachineRecord> {
  const held = await ledger.read(NEW);
  if (held === undefined) throw new Error('It is not on record.');
  return held.record;
}

const events = ({ timeline }: MachineRecord) => timeline.map(({ event }) => event);

describe('a machine that is to leave and is moved', () => {
  it('is to leave under its new id, which is looked at for it', async () => {
    const world = await leaving();
    const { offboard } = await world.record();
    await turnsUp(world);

    const old = await goes(world, 'event:deleted');
    const now = await there(world);

    expect(old).toMatchObject({ state: 'Gone', movedTo: NEW });
    expect(old).not.toHaveProperty('offboard');
    expect(old).not.toHaveProperty('unmetOrder');
    expect(events(old)).toContain('OffboardPassedOn');
    expect(now).toMatchObject({
      offboard: { requestedAt: offboard?.requestedAt },
      looks: { next: { cause: 'event' } },
    });
    expect(now.timeline.at(-1)?.message).toMatch(/asked for the machine to leave.*while it was .*rg-web.*srv-1/);
    expect(world.wait()).toBe(0);
  });

  it('is so too when it turns up only after the old id was found gone', async () => {
    const world = await leaving();
    const before = await goes(world, 'event:deleted');
    await turnsUp(world);

    const after = await goes(world, 'event:told');

    expect(before).toMatchObject({ state: 'Gone', unmetOrder: { requestedAt: expect.any(Number) } });
    expect((await there(world)).offboard).toEqual(before.unmetOrder);
    expect(after).not.toHaveProperty('unmetOrder');
  });

  it('is so too when nobody had noticed that it had moved when the order came', async () => {
    const world = aLookWorld({ machine: { extensions: [anExtension()] } });
    await world.ask('event:registered');
    await world.next();
    await turnsUp(world);
    world.clock.advance(1000);
    await askToLeave(world);

    await goes(world, 'event:deleted');

    expect((await there(world)).offboard).toBeDefined();
  });

  it('does not take a copy along that stood beside it when the order came', async () => {
    const world = aLookWorld({ machine: { extensions: [anExtension()] } });
    await world.ask('event:registered');
    await world.next();
    await turnsUp(world);
    const warnings = [clonedImage({ twins: [NEW], more: false })];
    await world.remember({ ...(await world.record()), warnings });
    world.clock.advance(1000);
    await askToLeave(world);

    const old = await goes(world, 'event:deleted');
    const again = await goes(world, 'event:told');

    expect((await there(world)).offboard).toBeUndefined();
    expect(old).not.toHaveProperty('unmetOrder');
    expect(again.movedTo).toEqual(NEW);
  });

  it.each<[string, Partial<MachineRecord>]>([
    ['that is to leave already', { offboard: { requestedAt: 5, by: 'ada' } }],
    ['that has left since', { offboardedAt: Date.UTC(2030, 0) }],
  ])('tells nothing new to one %s', async (_what, parts) => {
    const world = await leaving();
    await turnsUp(world, parts);

    await goes(world, 'event:deleted');

    expect((await there(world)).offboard).toEqual(parts.offboard);
  });
});

describe('a machine that is to leave, goes, and comes back under its id', () => {
  it('is to leave still when it is the same', async () => {
    const world = await leaving();
    await goes(world, 'event:deleted');
    world.arm.machine = aMachine({ extensions: [anExtension()] });
    await world.ask('event:registered-again');

    const outcome = await world.next();

    expect(outcome.did).toBe('excludeByTag: accepted');
    expect(await world.record()).not.toHaveProperty('unmetOrder');
  });

  it.each([
    ['another', { vmId: 'vm-2' }],
    ['one that does not tell what it is', { vmId: undefined }],
  ])('is not to leave when it is %s', async (_what, { vmId }) => {
    const world = await leaving();
    await goes(world, 'event:deleted');
    const { vmId: _was, ...machine } = aMachine();
    world.arm.machine = { ...machine, ...(vmId !== undefined && { vmId }) };
    await world.ask('event:registered-anew');

    expect((await world.next()).did).toBe('installExtension: accepted');
    expect(await world.record()).not.toHaveProperty('unmetOrder');
    expect(world.arm.machine?.tags).not.toMatchObject(EXCLUDED);
  });
});
