import { describe, expect, it } from 'vitest';
import { aLookWorld, type LookWorld } from '../../../test/builders/lookWorld.ts';
import { aMachine, anExtension } from '../../../test/builders/machine.ts';

const DAY = 24 * 3_600_000;

/** The extension comes or goes, and an event tells of it. */
async function becomes(world: LookWorld, installed: boolean, event: string) {
  world.arm.machine = aMachine({ extensions: installed ? [anExtension()] : [] });
  await world.ask(event);
  return world.next();
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
