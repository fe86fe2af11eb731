import { describe, expect, it } from 'vitest';
import { aLookWorld, type LookWorld } from '../../../test/builders/lookWorld.ts';
import { aMachine, anExtension } from '../../../test/builders/machine.ts';
import type { LookOutcome } from './look.ts';

const DAY = 24 * 3_600_000;

/** The extension comes or goes, and an event tells of it. */
async function becomes(world: LookWorld, installed: boolean, event: string) {
  world.arm.machine = aMachine({ extensions: installed ? [anExtension()] : [] });
  await world.ask(event);
  return world.next();
}

/** The next look that is made: messages that stand for nothing any more are passed over. */
async function nextLook(world: LookWorld): Promise<LookOutcome> {
  const outcome = await world.next();
  return outcome.kind === 'superseded' ? nextLook(world) : outcome;
}

async function aReadyMachine(): Promise<LookWorld> {
  const world = aLookWorld({ machine: { extensions: [anExtension()] } });
  await world.ask('event:registered');
  await world.next();
  return world;
}

describe('an extension that somebody removes from a ready machine', () => {
  it('is reported at once and left away, until the sweep looks after a day', async () => {
    const world = await aReadyMachine();

    const outcome = await becomes(world, false, 'event:deleted');

    expect(outcome).toMatchObject({ state: 'Waiting', reason: 'ExtensionRemoved' });
    expect(world.wait()).toBeUndefined();
    expect((await world.record()).dueAt).toBe(world.clock.now() + DAY);
    expect(world.arm.calls).not.toContain('put');
  });

  it('has not been removed when nobody can read the extensions', async () => {
    const world = await aReadyMachine();
    world.arm.machine = aMachine({ unreadable: ['resources'] });
    await world.ask('event:odd');

    const outcome = await world.next();

    expect(outcome).toMatchObject({ state: 'Ready', did: 'rest' });
    const { removedAt, removals, inProgressSince, conditions } = await world.record();
    expect({ removedAt, removals, inProgressSince }).toEqual({});
    expect(conditions?.ExtensionInstalled).toMatchObject({ status: 'Unknown', reason: 'ExtensionsUnreadable' });
  });

  it('that cannot be read any more still counts as removed', async () => {
    const world = await aReadyMachine();
    await becomes(world, false, 'event:deleted');
    const { removedAt } = await world.record();
    world.arm.machine = aMachine({ unreadable: ['resources'] });
    await world.ask('event:odd');

    await world.next();

    expect((await world.record()).removedAt).toBe(removedAt);
  });

  it('comes back after the grace', async () => {
    const world = await aReadyMachine();
    await becomes(world, false, 'event:deleted');
    world.clock.advance(DAY);

    const outcome = await becomes(world, false, 'event:swept');

    expect(outcome.did).toBe('installExtension: accepted');
  });

  it('that puts it back by itself is forgiven', async () => {
    const world = await aReadyMachine();
    await becomes(world, false, 'event:deleted');

    const outcome = await becomes(world, true, 'event:installed');

    expect(outcome.state).toBe('Ready');
    expect((await world.record()).removedAt).toBeUndefined();
  });

  it('is left alone the third time, until a person asks', async () => {
    const world = await aReadyMachine();
    for (const time of [1, 2]) {
      await becomes(world, false, `event:deleted-${time}`);
      await becomes(world, true, `event:installed-${time}`);
    }
    const third = await becomes(world, false, 'event:deleted-3');
    world.clock.advance(2 * DAY);
    const later = await becomes(world, false, 'event:swept');

    await world.ask('person:asks', 'person');
    const asked = await world.next();

    expect(third.reason).toBe('ExtensionFight');
    expect(later.reason).toBe('ExtensionFight');
    expect(asked.did).toBe('installExtension: accepted');
  });
});

describe('an extension that somebody removes within minutes of our request', () => {
  const failed = anExtension({ provisioningState: 'Failed', message: 'exit code 51' });

  async function installing(): Promise<LookWorld> {
    const world = aLookWorld();
    await world.ask('event:registered');
    expect((await world.next()).did).toBe('installExtension: accepted');
    return world;
  }

  it('was seen installed: it is reported at once', async () => {
    const world = await installing();
    await becomes(world, true, 'event:installed');

    const outcome = await becomes(world, false, 'event:deleted');

    expect(outcome).toMatchObject({ state: 'Waiting', reason: 'ExtensionRemoved' });
  });

  it('was seen failed: it comes back after the grace', async () => {
    const world = await installing();
    world.arm.machine = aMachine({ extensions: [failed] });
    await world.ask('event:failed');
    const before = await world.next();

    const outcome = await becomes(world, false, 'event:deleted');

    world.clock.advance(DAY);
    await world.ask('event:swept');
    const later = await nextLook(world);

    expect(before.reason).toBe('InstallFailed');
    expect(outcome).toMatchObject({ did: 'wait', reason: 'ExtensionRemoved' });
    expect(later.did).toBe('installExtension: accepted');
  });

  it('was seen under way on a machine that had been ready: it is a removal like any other', async () => {
    const world = await aReadyMachine();
    await becomes(world, false, 'event:deleted');
    world.clock.advance(DAY);
    await becomes(world, false, 'event:swept');
    world.arm.machine = aMachine({ extensions: [anExtension({ provisioningState: 'Creating' })] });
    await world.ask('event:creating');
    await world.next();

    const outcome = await becomes(world, false, 'event:deleted-again');

    expect(outcome).toMatchObject({ state: 'Waiting', reason: 'ExtensionRemoved' });
    expect((await world.record()).removals).toBe(2);
  });

  it('was never seen, or only under way: whoever removes it at once is not raced', async () => {
    const world = await installing();
    world.arm.machine = aMachine({ extensions: [anExtension({ provisioningState: 'Creating' })] });
    await world.ask('event:creating');
    await world.next();

    const outcome = await becomes(world, false, 'event:deleted');

    expect(outcome).toMatchObject({ state: 'Onboarding', reason: 'InstallRequested' });
  });
});
