import { describe, expect, it } from 'vitest';
import { askToLeave, EXCLUDED } from '../../../test/builders/leaving.ts';
import { aLookWorld, type LookWorld, type LookWorldOptions } from '../../../test/builders/lookWorld.ts';
import { aMachine, anExtension } from '../../../test/builders/machine.ts';
import type { LookOutcome } from './look.ts';
import type { ObservedMachine } from './machine.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const READY = { extensions: [anExtension()] };
const failed = anExtension({ provisioningState: 'Failed', message: 'exit code 51' });
const SETTLING = { settings: { settleMs: MINUTE } };

/** The next look that is made: messages that stand for nothing any more are passed over. */
async function nextLook(world: LookWorld): Promise<LookOutcome> {
  const outcome = await world.next();
  return outcome.kind === 'superseded' ? nextLook(world) : outcome;
}

let events = 0;

/** The machine is like this now, and an event says so. */
async function becomes(world: LookWorld, machine: Partial<ObservedMachine>): Promise<LookOutcome> {
  world.arm.machine = aMachine(machine);
  await world.ask(`event:${++events}`);
  return nextLook(world);
}

/** The machine is deleted from Azure, and the app has seen it. */
async function goes(world: LookWorld): Promise<void> {
  await world.deleted(`event:${++events}`);
  expect(await nextLook(world)).toMatchObject({ state: 'Gone' });
}

/** One answer of ARM is a 404, and an event has asked for it. */
async function oneAbsence(world: LookWorld): Promise<LookOutcome> {
  world.arm.next('get', { kind: 'absent' });
  await world.ask(`event:${++events}`);
  return nextLook(world);
}

async function aWorld(machine: Partial<ObservedMachine>, options: LookWorldOptions = {}): Promise<LookWorld> {
  const world = aLookWorld({ ...options, machine });
  await world.ask(`event:${++events}`);
  await nextLook(world);
  return world;
}

describe('a machine that comes back from Gone with the same vmId', () => {
  it('settles anew', async () => {
    const world = await aWorld(READY, SETTLING);
    world.clock.advance(DAY);
    await goes(world);

    const back = await becomes(world, {});
    const wait = world.wait();
    const later = await nextLook(world);

    expect(back).toMatchObject({ state: 'Discovered', reason: 'Settling' });
    expect(wait).toBe(MINUTE);
    expect(later.did).toBe('installExtension: accepted');
  });

  it('is the same however the case of its vmId is written', async () => {
    const world = await aWorld(READY, SETTLING);
    await goes(world);

    await becomes(world, { vmId: 'VM-1' });

    const { timeline } = await world.record();
    expect(timeline.map(({ event }) => event)).toContain('RegisteredAgain');
    expect(timeline.map(({ event }) => event)).not.toContain('RegisteredAnew');
  });

  it('settles anew also when nobody saw it gone, and its new identity tells', async () => {
    const world = await aWorld(READY, SETTLING);
    world.clock.advance(DAY);

    const back = await becomes(world, { identity: { kind: 'systemAssigned', principalId: 'principal-2' } });

    expect(back).toMatchObject({ state: 'Discovered', reason: 'Settling' });
  });

  it('is no new registration when its identity is written in another case, or not told', async () => {
    const world = await aWorld({}, SETTLING);
    world.clock.advance(DAY);

    await becomes(world, { identity: { kind: 'systemAssigned', principalId: 'PRINCIPAL-1' } });
    await becomes(world, { identity: { kind: 'systemAssigned' } });

    expect(await world.record()).not.toHaveProperty('registeredAt');
  });

  it('keeps the grace of an extension that somebody had removed before', async () => {
    const world = await aWorld(READY);
    await becomes(world, {});
    const { removedAt = 0 } = await world.record();
    world.clock.advance(MINUTE);
    await goes(world);

    const back = await becomes(world, {});

    expect(back).toMatchObject({ state: 'Waiting', reason: 'ExtensionRemoved' });
    expect(await world.record()).toMatchObject({ removedAt, removals: 1, dueAt: removedAt + DAY });
  });

  it.each<[string, string, (world: LookWorld) => Promise<unknown>]>([
    ['was last seen excluded', 'was excluded', (world) => becomes(world, { tags: EXCLUDED })],
    [
      'had left Microsoft Entra',
      'had left Microsoft Entra',
      async (world) => {
        await askToLeave(world);
        for (let looks = 0; looks < 3; looks++) {
          await nextLook(world);
          if (world.arm.calls.at(-1) === 'delete') world.arm.removed();
        }
        expect(await world.record()).toMatchObject({ offboardedAt: expect.any(Number) });
      },
    ],
  ])('does not rejoin by itself when it %s', async (_what, past, leave) => {
    const world = await aWorld(READY);
    await leave(world);
    await goes(world);
    world.arm.changes.length = 0;

    const back = await becomes(world, {});
    world.clock.advance(30 * DAY);
    const later = await becomes(world, {});

    for (const outcome of [back, later])
      expect(outcome).toMatchObject({ state: 'Excluded', reason: 'ExcludedOnReturn' });
    const { message, fix } = await world.record();
    expect(message).toContain(past);
    expect(fix).toContain('/api/machines/11111111-1111-4111-8111-111111111111/rg-web/srv-1/include');
    expect(world.arm.changes).toEqual([]);
  });

  it.each([
    ['it excludes', EXCLUDED, 'ExcludedByTag'],
    ['its value is a typing error', { ArcEntraSignIn: 'exlude' }, 'ExclusionUnclear'],
  ])(
    'is kept out by its tag alone when it comes back with that, so that removing the tag lets it in: %s',
    async (_what, tags, reason) => {
      const world = await aWorld({ tags });
      await goes(world);

      const back = await becomes(world, { tags });
      const untagged = await becomes(world, {});

      expect(back).toMatchObject({ reason });
      expect(untagged.did).toBe('installExtension: accepted');
    },
  );

  it('stays out while its tags cannot be read, and after that', async () => {
    const world = await aWorld({ tags: EXCLUDED });
    await goes(world);

    const back = await becomes(world, { tags: {}, unreadable: ['tags'] });
    const untagged = await becomes(world, {});

    for (const outcome of [back, untagged]) expect(outcome).toMatchObject({ reason: 'ExcludedOnReturn' });
  });

  it.each<[string, Partial<ObservedMachine>]>([
    ['the exclusion tag had a value that means nothing', { tags: { ArcEntraSignIn: 'exlude' } }],
    ['its tags could not be read', { unreadable: ['tags'] }],
  ])('stays out when %s at last: in doubt it was excluded', async (_what, last) => {
    const world = await aWorld(last);
    await goes(world);

    expect(await becomes(world, {})).toMatchObject({ reason: 'ExcludedOnReturn' });
  });

  it('stays out through another departure', async () => {
    const world = await aWorld({ tags: EXCLUDED });
    await goes(world);
    await becomes(world, {});
    await goes(world);
    await becomes(world, {});

    expect(await world.record()).toMatchObject({ state: 'Excluded', reason: 'ExcludedOnReturn' });
  });

  it('is a machine like any other when it is another one', async () => {
    const world = await aWorld({ tags: EXCLUDED });
    await goes(world);

    expect((await becomes(world, { vmId: 'vm-2' })).did).toBe('installExtension: accepted');
  });
});

describe('one 404', () => {
  it('says nothing yet: what was known stays, and the machine is read again in a minute', async () => {
    const world = await aWorld(READY);

    const outcome = await oneAbsence(world);
    const wait = world.wait();
    const again = await nextLook(world);

    expect(outcome).toMatchObject({ did: 'absent once', state: 'Ready' });
    expect(wait).toBe(MINUTE);
    expect(again.state).toBe('Ready');
    expect(await world.record()).not.toHaveProperty('absence');
  });

  it('and another a minute later is gone, though nobody told of it', async () => {
    const world = await aWorld(READY);
    world.arm.machine = undefined;
    await world.ask('event:early');
    await nextLook(world);
    world.clock.advance(MINUTE / 2);
    await world.ask('event:soon');
    const soon = await nextLook(world);

    const later = await nextLook(world);

    expect(soon).toMatchObject({ did: 'absent once', state: 'Ready' });
    expect(later).toMatchObject({ did: 'gone', state: 'Gone' });
  });

  it('does not end the grace of an extension that somebody removed', async () => {
    const world = await aWorld(READY);
    await becomes(world, {});

    await oneAbsence(world);
    const outcome = await nextLook(world);

    expect(outcome).toMatchObject({ state: 'Waiting', reason: 'ExtensionRemoved' });
    expect(world.arm.changes).toEqual([]);
  });

  it('makes no second request while the first is not visible yet', async () => {
    const world = await aWorld({});
    world.arm.machine = aMachine();

    await oneAbsence(world);
    const outcome = await nextLook(world);

    expect(outcome).toMatchObject({ did: 'wait', reason: 'InstallRequested' });
    expect(world.arm.changes).toEqual(['put']);
  });

  it.each([
    ['an installation is under way', undefined],
    ['a brake holds the machine', 'OnboardingPaused' as const],
  ])('is asked after although %s', async (_what, held) => {
    const world = aLookWorld();
    world.brakes.held = held;
    await world.ask('event:registered');
    await nextLook(world);
    await oneAbsence(world);
    world.arm.machine = undefined;

    expect(await nextLook(world)).toMatchObject({ did: 'gone' });
  });

  it('keeps a machine out that was excluded when the tag is missing after it', async () => {
    const world = await aWorld({ tags: EXCLUDED });
    await oneAbsence(world);

    world.arm.machine = aMachine();
    const outcome = await nextLook(world);

    expect(outcome).toMatchObject({ state: 'Excluded', reason: 'ExcludedOnReturn' });
  });

  it('leaves an exclusion by tag as it was when the tag is still there', async () => {
    const world = await aWorld({ tags: EXCLUDED });
    await oneAbsence(world);
    await nextLook(world);

    expect(await becomes(world, {})).toMatchObject({ did: 'installExtension: accepted' });
  });
});

describe('a delete event', () => {
  it('of a machine that is there means nothing', async () => {
    const world = await aWorld(READY);
    await world.deleted();
    world.arm.machine = aMachine(READY);

    const outcome = await nextLook(world);

    expect(outcome.state).toBe('Ready');
    expect(await world.record()).not.toHaveProperty('absence');
  });

  it('that comes while a look runs counts for the look that follows', async () => {
    const world = await aWorld(READY);
    await world.ask('event:look');
    world.arm.during('get', () => world.deleted());

    await nextLook(world);

    expect(await nextLook(world)).toMatchObject({ did: 'gone' });
  });
});

describe('an extension that fails and that somebody removes, again and again', () => {
  it('is installed three times at most, with the grace in between', async () => {
    const world = await aWorld({});
    const outcomes: (string | undefined)[] = [];
    for (let round = 0; round < 10; round++) {
      if (world.arm.machine?.extensions.length !== 0) await becomes(world, { extensions: [failed] });
      outcomes.push((await becomes(world, {})).reason);
      world.clock.advance(DAY);
      await world.ask(`event:${++events}`);
      await nextLook(world);
    }

    expect(world.arm.changes).toEqual(['put', 'put', 'put']);
    expect(outcomes.slice(0, 4)).toEqual(['ExtensionRemoved', 'ExtensionRemoved', 'ExtensionFight', 'ExtensionFight']);
  });

  it('comes back at once when the person who removed it calls, before or after the event', async () => {
    const world = await aWorld({});
    await becomes(world, { extensions: [failed] });
    world.arm.machine = aMachine();
    await world.ask('call:1', 'person');
    const atOnce = await nextLook(world);
    await becomes(world, { extensions: [failed] });
    await becomes(world, {});
    await world.ask('call:2', 'person');

    const later = await nextLook(world);

    expect([atOnce.did, later.did]).toEqual(['installExtension: accepted', 'installExtension: accepted']);
  });
});
