import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { aLookWorld } from '../../../test/builders/lookWorld.ts';
import { aMachine, anExtension } from '../../../test/builders/machine.ts';
import { Throttled } from '../errors.ts';

const MINUTE = 60_000;
const over = (slot: number) => new Throttled('RateExceeded', 'The rate is used up.', slot);

describe('a reading over the rate', () => {
  it('comes back at its slot, and uses it once', async () => {
    const world = aLookWorld();
    world.arm.next('get', over(NOON + MINUTE));
    await world.ask('event:registered');

    const first = await world.next();
    const wait = world.wait();
    await world.next();

    expect(first).toMatchObject({ kind: 'looked', did: 'throttled' });
    expect(wait).toBe(MINUTE);
    expect(world.arm.calls).toEqual(['get', 'get', 'put']);
    expect(world.arm.options.map(({ slot }) => slot)).toEqual([undefined, NOON + MINUTE, undefined]);
    expect(await world.record()).not.toHaveProperty('slot');
  });

  it.each([
    ['how the operation goes', 'poll' as const, ['poll', 'get']],
    ['the machine, once the operation has ended', 'get' as const, ['get']],
  ])('of %s spends its slot on that call, and asks for nothing twice', async (_what, call, calls) => {
    const world = aLookWorld();
    await world.ask('event:registered');
    await world.next();
    world.arm.installed();
    const slot = world.clock.now() + 20 * 1000;
    world.arm.next(call, over(slot));
    await world.next();
    world.arm.calls.length = 0;
    world.arm.options.length = 0;

    await world.next();

    expect(world.arm.calls).toEqual(calls);
    expect(world.arm.options[0]?.slot).toBe(slot);
    expect((await world.record()).state).toBe('Ready');
  });

  it('keeps the word of a failed operation until the machine can be read', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');
    await world.next();
    world.arm.installFailed({ code: 'C', message: 'No.' });
    world.arm.next('get', over(world.clock.now() + MINUTE));

    await world.next();
    await world.next();

    expect(await world.record()).toMatchObject({ state: 'Failed', installFailure: { code: 'C', message: 'No.' } });
  });

  it('does not use the slot again after a denial', async () => {
    const world = aLookWorld();
    world.arm.next('get', over(NOON + MINUTE));
    world.arm.next('get', { kind: 'denied', code: 'C', message: 'm' });
    await world.ask('event:registered');

    await world.next();
    await world.next();
    await world.next();

    expect(world.arm.options.map(({ slot }) => slot).slice(0, 3)).toEqual([undefined, NOON + MINUTE, undefined]);
  });

  it('leaves no slot on a machine that then rests', async () => {
    const world = aLookWorld({ machine: { extensions: [anExtension()] } });
    world.arm.next('get', over(NOON + MINUTE));
    await world.ask('event:registered');

    await world.next();
    const kept = await world.record();
    await world.next();

    expect(kept.slot).toEqual({ call: 'read', at: NOON + MINUTE });
    expect(await world.record()).not.toHaveProperty('slot');
  });

  it('keeps a person’s call for the look at the slot', async () => {
    const world = aLookWorld();
    await world.remember({ installs: 3 });
    world.arm.next('get', over(NOON + MINUTE));
    await world.ask('call', 'person');

    await world.next();
    const outcome = await world.next();

    expect(outcome.did).toBe('installExtension: accepted');
  });
});

describe('a write over the rate', () => {
  it.each([
    ['the identity', 'patch' as const, { identity: { kind: 'none' as const } }],
    ['the extension', 'put' as const, {}],
  ])('of %s comes back at its slot, and uses it', async (_what, call, machine) => {
    const world = aLookWorld({ machine });
    world.arm.next(call, over(NOON + MINUTE));
    await world.ask('event:registered');

    const first = await world.next();
    const kept = await world.record();
    await world.next();

    expect(first.did).toBe('throttled');
    expect(kept).toMatchObject({ attempts: [], slot: { call: 'write', at: NOON + MINUTE } });
    expect(world.arm.calls).toEqual(['get', call, 'get', call]);
    expect(world.arm.options.map(({ slot }) => slot)).toEqual([undefined, undefined, undefined, NOON + MINUTE]);
    expect(await world.record()).not.toHaveProperty('slot');
  });

  it('gives its slot up when the machine has gone offline meanwhile, and leaves it to the sweep', async () => {
    const world = aLookWorld();
    world.arm.next('put', over(NOON + MINUTE));
    await world.ask('event:registered');
    await world.next();
    world.arm.machine = aMachine({ status: 'Disconnected' });

    await world.next();

    expect(await world.record()).not.toHaveProperty('slot');
    expect(world.wait()).toBeUndefined();
  });

  it('leaves no mark that would delay it', async () => {
    const world = aLookWorld();
    world.arm.next('put', over(NOON + 1000));
    await world.ask('event:registered');

    await world.next();
    const second = await world.next();

    expect(second.did).toBe('installExtension: accepted');
    expect((await world.record()).attempts).toHaveLength(1);
  });

  it('keeps its slot for the write while a reading is denied', async () => {
    const world = aLookWorld();
    world.arm.next('put', over(NOON + MINUTE));
    await world.ask('event:registered');
    await world.next();
    world.arm.next('get', { kind: 'denied', code: 'C', message: 'm' });

    await world.next();

    expect((await world.record()).slot).toEqual({ call: 'write', at: NOON + MINUTE });
  });
});
