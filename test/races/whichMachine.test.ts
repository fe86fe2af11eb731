/** Races over which machine is which: names, vmIds and ARM ids that come and go. */
import { describe, expect, it } from 'vitest';
import { armId } from '../../src/lib/onboarding/machineId.ts';
import type { MachineView } from '../../src/lib/status/machineView.ts';
import { aRace, machineIn, type Race } from './race.ts';

const WEB = machineIn('rg-web', 'srv-1');
const DB = machineIn('rg-db', 'srv-1');
const COPY = machineIn('rg-web', 'srv-2');
const VM_ID = 'b7a098cc-b0b8-46e8-a205-62f301a62a8f';

const INSTALLED = [{ at: expect.any(String), what: 'installExtension', outcome: 'succeeded' }];
const events = (view: MachineView | undefined) => view?.timeline.map(({ event }) => event);
const warned = (view: MachineView | undefined) => view?.warnings.map(({ reason }) => reason);

async function aReady(id: typeof WEB, as: Parameters<Race['connect']>[1] = {}): Promise<Race> {
  const race = aRace();
  race.connect(id, as);
  await race.rest();
  return race;
}

describe('two machines of one name in two resource groups', () => {
  it('become ready each by a write of its own, and are nothing to each other', async () => {
    const race = aRace();
    race.connect(WEB);
    race.connect(DB);

    await race.rest();

    for (const id of [WEB, DB]) {
      expect(await race.shown(id)).toMatchObject({
        id: armId(id),
        state: 'Ready',
        warnings: [],
        movedFrom: null,
        attempts: INSTALLED,
      });
    }
    expect(race.writes()).toEqual({ [armId(WEB)]: 1, [armId(DB)]: 1 });
  });

  it('do not go together: the other stays ready', async () => {
    const race = await aReady(WEB);
    race.connect(DB);
    await race.rest();

    race.remove(WEB);
    await race.rest();

    expect(await race.shown(WEB)).toMatchObject({ state: 'Gone', reason: 'Absent', movedTo: null });
    expect(await race.shown(DB)).toMatchObject({ state: 'Ready', movedFrom: null });
  });
});

describe('a machine deleted and registered again under the same name', () => {
  it('is a new machine: installed once more, with nothing of the old one but the timeline', async () => {
    const race = await aReady(WEB);
    const old = await race.shown(WEB);

    race.remove(WEB);
    race.connect(WEB);
    await race.rest();
    const anew = await race.shown(WEB);

    expect(anew).toMatchObject({ state: 'Ready', movedFrom: null, movedTo: null, warnings: [] });
    expect(anew?.vmId).not.toBe(old?.vmId);
    expect(anew?.firstSeenAt).not.toBe(old?.firstSeenAt);
    expect(events(anew)).toContain('RegisteredAnew');
    expect(race.writes()).toEqual({ [armId(WEB)]: 2 });
  });

  it('in the middle of its installation is installed once for each registration', async () => {
    const race = aRace();
    race.connect(WEB);
    await race.pass(10);
    const before = await race.shown(WEB);

    race.remove(WEB);
    race.connect(WEB);
    await race.rest();
    const anew = await race.shown(WEB);

    expect(before).toMatchObject({ state: 'Onboarding', reason: 'InstallRequested' });
    expect(anew).toMatchObject({ state: 'Ready', ready: true });
    expect(anew?.attempts.filter(({ outcome }) => outcome === 'succeeded')).toHaveLength(1);
    expect(race.writes()).toEqual({ [armId(WEB)]: 2 });
  });
});

describe('the same vmId twice', () => {
  it('is reported on both machines, which become ready all the same', async () => {
    const race = await aReady(WEB, { vmId: VM_ID });

    race.connect(COPY, { vmId: VM_ID.toUpperCase() });
    await race.rest();
    const [web, copy] = [await race.shown(WEB), await race.shown(COPY)];

    expect(web).toMatchObject({
      state: 'Ready',
      warnings: [{ reason: 'ClonedImage', message: expect.stringContaining(armId(COPY)) }],
    });
    expect(copy).toMatchObject({
      state: 'Ready',
      warnings: [{ reason: 'ClonedImage', message: expect.stringContaining(armId(WEB)) }],
    });
    expect([web, copy].map((view) => events(view)?.filter((event) => event === 'ClonedImage'))).toEqual([
      ['ClonedImage'],
      ['ClonedImage'],
    ]);
    expect(race.writes()).toEqual({ [armId(WEB)]: 1, [armId(COPY)]: 1 });
  });

  it('costs one look more, and then none', async () => {
    const race = await aReady(WEB, { vmId: VM_ID });
    const alone = race.looks('srv-1');

    race.connect(COPY, { vmId: VM_ID });
    await race.rest();
    const [web, copy] = [race.looks('srv-1'), race.looks('srv-2')];
    race.ask(WEB);
    race.ask(COPY);
    await race.rest();

    expect(web).toBe(alone + 1);
    expect([race.looks('srv-1'), race.looks('srv-2')]).toEqual([web + 1, copy + 1]);
  });

  it('from two machines that register at once comes to rest as well', async () => {
    const alone = (await aReady(WEB)).looks('srv-1');
    const race = aRace();
    race.connect(WEB, { vmId: VM_ID });
    race.connect(COPY, { vmId: VM_ID });

    await race.rest();

    expect([warned(await race.shown(WEB)), warned(await race.shown(COPY))]).toEqual([['ClonedImage'], ['ClonedImage']]);
    expect(race.looks('srv-1') + race.looks('srv-2')).toBeLessThanOrEqual(2 * alone + 2);
    expect(race.writes()).toEqual({ [armId(WEB)]: 1, [armId(COPY)]: 1 });
  });

  it('is over when the copy registers anew', async () => {
    const race = await aReady(WEB, { vmId: VM_ID });
    race.connect(COPY, { vmId: VM_ID });
    await race.rest();

    race.remove(COPY);
    race.connect(COPY);
    await race.rest();

    expect([warned(await race.shown(WEB)), warned(await race.shown(COPY))]).toEqual([[], []]);
    expect(await race.shown(WEB)).toMatchObject({ state: 'Ready', movedFrom: null });
  });
});

describe('a machine moved to another resource group', () => {
  it.each([
    ['the old id first', ['old', 'new']],
    ['the new id first', ['new', 'old']],
    ['the new id alone', ['new']],
  ] as const)('is recognised when events tell of %s', async (_which, told) => {
    const race = await aReady(WEB, { vmId: VM_ID });

    race.move(WEB, DB, told);
    await race.rest();
    const [old, moved] = [await race.shown(WEB), await race.shown(DB)];

    expect(moved).toMatchObject({ state: 'Ready', movedFrom: armId(WEB), warnings: [], attempts: [] });
    expect(events(moved)?.filter((event) => event === 'Moved')).toEqual(['Moved']);
    expect(old).toMatchObject({ state: 'Gone', reason: 'MovedAway', movedTo: armId(DB), warnings: [] });
    expect(old?.message).toContain(armId(DB));
    expect(race.writes()).toEqual({ [armId(WEB)]: 1 });
  });

  it('by registering there before the old resource is deleted looks like a copy for as long as both exist', async () => {
    const race = await aReady(WEB, { vmId: VM_ID });
    race.connect(DB, { vmId: VM_ID });
    await race.rest();
    const meanwhile = [warned(await race.shown(WEB)), warned(await race.shown(DB))];

    race.remove(WEB);
    await race.rest();

    expect(meanwhile).toEqual([['ClonedImage'], ['ClonedImage']]);
    expect(await race.shown(WEB)).toMatchObject({ state: 'Gone', reason: 'MovedAway', warnings: [] });
    expect(await race.shown(DB)).toMatchObject({ state: 'Ready', movedFrom: armId(WEB), warnings: [] });
    expect(race.writes()).toEqual({ [armId(WEB)]: 1, [armId(DB)]: 1 });
  });
});
