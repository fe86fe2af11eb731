import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { aLookWorld, type LookWorld } from '../../../test/builders/lookWorld.ts';
import { aMachine, aMachineId, anExtension } from '../../../test/builders/machine.ts';

const NO_IDENTITY = { identity: { kind: 'none' } } as const;

/** The extension is installed, and its write makes an event, as ARM's do. */
async function installs(world: LookWorld): Promise<void> {
  world.arm.installed();
  await world.ask('event:installed');
}

describe('a machine with its identity', () => {
  it('is ready after two readings and one write', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');

    await world.next();
    await installs(world);
    await world.next();

    expect(world.arm.calls).toEqual(['get', 'put', 'get']);
    expect(await world.record()).toMatchObject({ state: 'Ready', readyAt: NOON });
  });

  it('is ready without the event, too, by asking how the operation goes', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');

    await world.next();
    await world.next();
    await world.next();
    world.arm.installed();
    const last = await world.next();

    expect(world.arm.calls).toEqual(['get', 'put', 'poll', 'poll', 'poll', 'get']);
    expect(last).toEqual({ kind: 'looked', did: 'rest', state: 'Ready', reason: 'Ready' });
  });
});

describe('a machine in a region without the extension', () => {
  it('is ineligible, and left alone', async () => {
    const world = aLookWorld({ machine: { location: 'brazilsoutheast' } });
    world.arm.withoutExtension.add('brazilsoutheast');
    await world.ask('event:registered');

    await world.next();

    expect(world.arm.changes).toEqual([]);
    expect(await world.record()).toMatchObject({ state: 'Ineligible', reason: 'NotOffered' });
  });
});

describe('a machine without its identity', () => {
  it('is ready after three readings and two writes', async () => {
    const world = aLookWorld({ machine: NO_IDENTITY });
    await world.ask('event:registered');

    await world.next();
    await world.next();
    await installs(world);
    await world.next();

    expect(world.arm.calls).toEqual(['get', 'patch', 'get', 'put', 'get']);
    expect(await world.record()).toMatchObject({
      state: 'Ready',
      attempts: [
        { what: 'enableIdentity', outcome: 'succeeded' },
        { what: 'installExtension', outcome: 'succeeded' },
      ],
    });
  });

  it('gets it also when somebody else has installed the extension', async () => {
    const world = aLookWorld({ machine: { ...NO_IDENTITY, extensions: [anExtension()] } });
    await world.ask('event:registered');

    await world.next();
    await world.next();

    expect(world.arm.calls).toEqual(['get', 'patch', 'get']);
    expect((await world.record()).state).toBe('Ready');
  });
});

describe('what a look does', () => {
  it('is told in its outcome', async () => {
    const world = aLookWorld({ machine: NO_IDENTITY });
    await world.ask('event:registered');

    const first = await world.next();
    const second = await world.next();
    const third = await world.next();

    expect(first).toMatchObject({
      kind: 'looked',
      did: 'enableIdentity: accepted',
      state: 'Onboarding',
      reason: 'IdentityRequested',
    });
    expect(second).toMatchObject({
      did: 'installExtension: accepted',
      state: 'Onboarding',
      reason: 'InstallRequested',
    });
    expect((await world.record()).installs).toBe(1);
    expect(third).toMatchObject({ did: 'poll: running', state: 'Onboarding', reason: 'InstallRequested' });
  });

  it('goes on at once after the identity, and asks after the installation 15, 15, 30, 60 seconds later', async () => {
    const world = aLookWorld({ machine: NO_IDENTITY });
    const waits: (number | undefined)[] = [];
    await world.ask('event:registered');

    for (let turn = 0; turn < 5; turn++) {
      await world.next();
      waits.push(world.wait());
    }

    expect(waits).toEqual([0, 15_000, 15_000, 30_000, 60_000]);
  });

  it('waits as long as ARM says', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');
    world.arm.next('put', { kind: 'accepted', operationUrl: 'https://arm.example/o', retryAfterMs: 40_000 });
    world.arm.next('poll', { kind: 'running', url: 'https://arm.example/o2', retryAfterMs: 70_000 });

    await world.next();
    const afterPut = world.wait();
    await world.next();
    const afterPoll = world.wait();

    expect([afterPut, afterPoll]).toEqual([40_000, 70_000]);
    expect((await world.record()).operationUrl).toBe('https://arm.example/o2');
  });

  it('names itself in every call, and calls a machine unknown until it has been seen', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');

    await world.next();
    await installs(world);
    await world.next();

    expect(world.arm.options).toEqual([
      { correlationId: 'look', unknown: true },
      { correlationId: 'look' },
      { correlationId: 'look', unknown: false },
    ]);
  });
});

describe('a machine that has just registered', () => {
  it('is looked at after 5, 10, 20 and 40 seconds until it has reported', async () => {
    const { status: _none, ...silent } = aMachine({ os: {} });
    const world = aLookWorld();
    world.arm.machine = silent;
    const waits: (number | undefined)[] = [];
    await world.ask('event:registered');

    for (let turn = 0; turn < 4; turn++) {
      await world.next();
      waits.push(world.wait());
    }
    world.arm.machine = aMachine();
    await world.next();

    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000]);
    expect(world.arm.calls.at(-1)).toBe('put');
  });

  it('settles first when it was not selected by its own tag', async () => {
    const world = aLookWorld({ settings: { settleMs: 600_000 } });
    await world.ask('event:registered');

    await world.next();
    const wait = world.wait();
    const after = await world.next();

    expect(wait).toBe(600_000);
    expect(after.did).toBe('installExtension: accepted');
  });
});

describe('the pace', () => {
  it('begins anew when something else is waited for', async () => {
    const world = aLookWorld({ machine: { os: {} } });
    await world.ask('event:registered');
    for (let turn = 0; turn < 5; turn++) await world.next();
    world.arm.machine = aMachine({ extensions: [anExtension({ provisioningState: 'Creating' })] });

    await world.next();

    expect(world.wait()).toBe(15_000);
  });
});

describe('a machine that is ready', () => {
  it('is not waited for, however long it was', async () => {
    const world = aLookWorld({ machine: { extensions: [anExtension()] } });
    await world.remember({ waited: 9 });
    await world.ask('event:installed');

    const outcome = await world.next();

    expect(outcome.did).toBe('rest');
    expect((await world.record()).waited).toBe(0);
    expect(world.wait()).toBeUndefined();
  });
});

describe('observe', () => {
  it.each([
    ['the identity', NO_IDENTITY],
    ['the extension', {}],
  ])('writes nothing where %s is due, and shows it', async (_what, machine) => {
    const world = aLookWorld({ machine, settings: { mode: 'observe' } });
    await world.ask('event:registered');

    await world.next();

    expect(world.arm.calls).toEqual(['get']);
    expect(world.wait()).toBeUndefined();
    expect(await world.record()).toMatchObject({ state: 'Waiting', reason: 'ObserveMode', attempts: [] });
  });

  it('writes nothing either when a person asks', async () => {
    const world = aLookWorld({ settings: { mode: 'observe' } });
    await world.ask('call', 'person');

    await world.next();

    expect(world.arm.calls).toEqual(['get']);
  });
});

describe('a machine that is gone', () => {
  it('stays on record as Gone, and is left alone', async () => {
    const world = aLookWorld({ machine: { extensions: [anExtension()] } });
    await world.ask('event:registered');
    await world.next();
    await world.deleted();

    const outcome = await world.next();

    expect(outcome).toMatchObject({ kind: 'looked', did: 'gone', state: 'Gone', reason: 'Absent' });
    expect((await world.record()).seen?.vmId).toBe('vm-1');
    expect(world.wait()).toBeUndefined();
  });

  it('has nothing left to do and nothing in the way', async () => {
    const world = aLookWorld({ machine: undefined });
    await world.remember({
      seen: { location: 'x', os: {} },
      operationUrl: 'https://arm.example/1',
      inProgressSince: NOON,
      slot: { call: 'write', at: NOON },
      trouble: { reason: 'WriteDenied', code: 'C', message: 'm', at: NOON },
    });
    await world.deleted();

    await world.next();

    const left = Object.keys(await world.record());
    expect(left.filter((key) => /^(operationUrl|inProgressSince|slot|trouble)$/.test(key))).toEqual([]);
  });

  it('leaves no row when there never was one', async () => {
    const world = aLookWorld({ machine: undefined });
    await world.ask('event:forged');

    const outcome = await world.next();

    expect(outcome).toEqual({ kind: 'forgotten' });
    expect(await world.ledger.read(aMachineId())).toBeUndefined();
    expect(world.wait()).toBeUndefined();
  });

  it('is looked for once more when somebody asks while its row is being removed', async () => {
    const world = aLookWorld({ machine: undefined });
    await world.ask('event:early');
    world.arm.during('get', () => world.ask('event:again'));

    const first = await world.next();
    const second = await world.next();

    expect(first).toMatchObject({ kind: 'looked', state: 'Gone' });
    expect(second).toEqual({ kind: 'forgotten' });
  });
});
