import { describe, expect, it } from 'vitest';
import { aLookWorld } from '../../../test/builders/lookWorld.ts';
import { aMachine, anExtension } from '../../../test/builders/machine.ts';
import type { HeldReason } from './reasons.ts';

const FAILED = anExtension({
  provisioningState: 'Failed',
  message: 'Extension returned non-zero exit code for Install: 51.',
});

describe('an installation that is due', () => {
  it.each<[HeldReason, number]>([
    ['OnboardingPaused', 120_000],
    ['RolloutHalted', 120_000],
    ['RolloutFull', 30_000],
  ])('is held back by %s: the machine says so, nothing is written, and it asks again', async (held, wait) => {
    const world = aLookWorld();
    world.brakes.held = held;
    await world.ask('event:registered');

    const outcome = await world.next();

    expect(outcome).toMatchObject({ state: 'Waiting', reason: held, did: `held: ${held}` });
    expect(world.arm.calls).toEqual(['get']);
    expect(world.wait()).toBe(wait);
  });

  it('makes no call to Azure while it is held, asks less often, and begins when it is let go', async () => {
    const world = aLookWorld();
    world.brakes.held = 'RolloutFull';
    await world.ask('event:registered');
    await world.next();

    await world.next();
    const later = world.wait();
    world.brakes.held = undefined;
    const outcome = await world.next();

    expect(later).toBe(60_000);
    expect(outcome).toMatchObject({ state: 'Onboarding', did: 'installExtension: accepted' });
    expect(world.arm.calls).toEqual(['get', 'get', 'put']);
    expect((await world.record()).held).toBeUndefined();
  });

  it.each<HeldReason>(['OnboardingPaused', 'RolloutHalted'])(
    'is asked after every two minutes, however long %s has held it: whoever resumes does not wait for hours',
    async (held) => {
      const world = aLookWorld();
      world.brakes.held = held;
      await world.ask('event:registered');
      await world.next();

      const waits: unknown[] = [];
      for (let look = 0; look < 10; look++) {
        await world.next();
        waits.push(world.wait());
      }

      expect(new Set(waits)).toEqual(new Set([120_000]));
      expect(world.arm.calls).toEqual(['get']);
    },
  );

  it('does not wait longer for its turn because events came while it was held', async () => {
    const world = aLookWorld();
    world.brakes.held = 'RolloutFull';
    await world.ask('event:registered');
    await world.next();

    for (const event of ['event:1', 'event:2', 'event:3']) {
      await world.ask(event);
      await world.next();
    }

    expect(world.wait()).toBe(30_000);
  });

  it('is looked at again when a person or an event asks, held or not', async () => {
    const world = aLookWorld();
    world.brakes.held = 'RolloutHalted';
    await world.ask('event:registered');
    await world.next();
    world.arm.machine = aMachine({ extensions: [anExtension()] });

    await world.ask('event:installed');
    const outcome = await world.next();

    expect(outcome).toMatchObject({ state: 'Ready' });
    expect((await world.record()).held).toBeUndefined();
  });
});

describe('an identity that is due', () => {
  it('is held back by a pause', async () => {
    const world = aLookWorld({ machine: { identity: { kind: 'none' } } });
    world.brakes.held = 'OnboardingPaused';
    await world.ask('event:registered');

    expect(await world.next()).toMatchObject({ did: 'held: OnboardingPaused' });
    expect(world.arm.calls).toEqual(['get']);
  });

  it('is not held back by the rollout', async () => {
    const world = aLookWorld({ machine: { identity: { kind: 'none' } } });
    world.brakes.held = 'RolloutFull';
    await world.ask('event:registered');

    expect(await world.next()).toMatchObject({ did: 'enableIdentity: accepted' });
  });
});

describe('the rollout', () => {
  it.each([
    ['that an installation went well', [anExtension()], 'ok'],
    ['that an installation failed', [{ ...FAILED, message: 'exit code -2145648607' }], 'failed'],
    ['that one failed for a cause that lies in the machine', [FAILED], 'failedInMachine'],
  ] as const)('is told %s, once', async (_what, extensions, how) => {
    const world = aLookWorld();
    await world.ask('event:registered');
    await world.next();
    world.arm.machine = aMachine({ extensions });

    await world.ask('event:installed');
    await world.next();
    await world.ask('event:again');
    await world.next();

    expect(world.brakes.ends).toEqual([how]);
  });

  it.each([
    ['somebody else installs', { kind: 'busy' }],
    ['ARM refuses', { kind: 'refused', code: 'C', message: 'm' }],
    ['ARM denies', { kind: 'denied', code: 'C', message: 'm' }],
    ['the machine went', { kind: 'absent' }],
  ] as const)('gets the place back when %s', async (_what, answer) => {
    const world = aLookWorld();
    world.arm.next('put', answer);
    await world.ask('event:registered');

    await world.next();

    expect(world.brakes.ends).toEqual(['withdrawn']);
  });

  it('gets the place back when the machine goes during its installation', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');
    await world.next();

    await world.deleted();
    const outcome = await world.next();

    expect(outcome.state).toBe('Gone');
    expect(world.brakes.ends).toEqual(['withdrawn']);
  });
});

describe('a machine that is away', () => {
  it('is left to the sweep: no message lies on the queue for hours', async () => {
    const world = aLookWorld({ machine: { status: 'Disconnected' } });
    await world.ask('event:registered');

    const outcome = await world.next();

    expect(outcome).toMatchObject({ state: 'Offline', did: 'wait' });
    expect(world.wait()).toBeUndefined();
    expect((await world.record()).dueAt).toBe(world.clock.now() + 6 * 3_600_000);
  });
});
