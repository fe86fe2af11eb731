import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { mortal } from '../../../test/builders/ledgers.ts';
import { aLookWorld, type LookWorld } from '../../../test/builders/lookWorld.ts';
import { aMachineId, anExtension } from '../../../test/builders/machine.ts';
import { Failure } from '../errors.ts';
import { look } from './look.ts';
import type { Looks } from './looks.ts';
import type { Ledger } from './ports.ts';

const id = aMachineId();
const READY = { extensions: [anExtension()] };

/** Somebody else changes the marks on the machine's row. */
async function mark({ ledger, record }: Pick<LookWorld, 'ledger' | 'record'>, looks: Looks): Promise<void> {
  const held = await ledger.read(id);
  await ledger.write({ ...(await record()), looks }, held?.etag);
}

describe('an event during a look', () => {
  it.each([
    ['the reading', 'get' as const],
    ['the write', 'put' as const],
  ])('while it waits for %s makes exactly one more', async (_what, call) => {
    const world = aLookWorld();
    await world.ask('event:registered');
    world.arm.during(call, async () => {
      await world.ask('event:2');
      await world.ask('event:3');
    });

    await world.next();
    const wait = world.wait();
    const second = await world.next();

    expect(wait).toBe(0);
    expect(second.kind).toBe('looked');
    expect(world.arm.calls).toEqual(['get', 'put', 'get']);
  });

  it('by a person counts as a person’s', async () => {
    const world = aLookWorld({ machine: READY });
    await world.ask('event:registered');
    world.arm.during('get', () => world.ask('call', 'person'));

    await world.next();
    await world.next();

    expect((await world.record()).timeline.map(({ event }) => event)).toContain('LookRequested');
  });
});

describe('a message', () => {
  const call = { id, token: 'event:registered', redelivered: false };

  it('that is doubled does nothing, during its look and after it, and leaves no further message', async () => {
    const world = aLookWorld({ machine: READY });
    await world.ask('event:registered');
    world.arm.during('get', async () => {
      expect(await look(call, world.deps)).toEqual({ kind: 'superseded' });
    });

    await world.next();
    const late = await look(call, world.deps);

    expect(late).toEqual({ kind: 'superseded' });
    expect(world.wait()).toBeUndefined();
    expect(world.arm.calls).toEqual(['get']);
  });

  it('that the queue brings back during its look waits until that has ended, and then does nothing', async () => {
    const world = aLookWorld({ machine: READY });
    await world.ask('event:registered');
    world.arm.during('get', async () => {
      expect(await look({ ...call, redelivered: true }, world.deps)).toEqual({ kind: 'busy' });
    });

    await world.next();
    const wait = world.wait();
    const late = await world.next();

    expect(wait).toBe(90_000);
    expect(late).toEqual({ kind: 'superseded' });
    expect(world.arm.calls).toEqual(['get']);
  });

  it('of a look that died is taken up after a minute and a half', async () => {
    const world = aLookWorld({ machine: READY });
    await world.ask('event:registered');
    await mark(world, { running: { token: 'event:registered', since: NOON - 60_000, cause: 'event' } });
    world.queue.take();

    const early = await look({ ...call, redelivered: true }, world.deps);
    const wait = world.wait();
    const late = await world.next();

    expect(early).toEqual({ kind: 'busy' });
    expect(wait).toBe(30_000);
    expect(late).toMatchObject({ kind: 'looked', state: 'Ready' });
  });

  it('that was overtaken makes no call', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');

    const outcome = await look({ ...call, token: 'old' }, world.deps);

    expect(outcome).toEqual({ kind: 'superseded' });
    expect(world.arm.calls).toEqual([]);
  });

  it('of a look that died after its end sends the message of the next one, at its time', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');
    await world.next();
    world.clock.advance(5_000);

    const again = await look({ ...call, redelivered: true }, world.deps);
    world.clock.advance(10_000);

    expect(again).toEqual({ kind: 'resent' });
    expect([world.queue.take()?.token, world.queue.take()?.token]).toEqual(['next-1', 'next-1']);
  });

  it('of an event that is delivered again after its look is no second look', async () => {
    const world = aLookWorld({ machine: READY });
    await world.ask('event:registered');
    await world.next();

    await world.ask('event:registered');

    expect(world.wait()).toBeUndefined();
  });
});

describe('a look that loses its row to another', () => {
  const other = { running: { token: 'other', since: NOON, cause: 'event' as const } };

  it('before its write does not write', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');
    world.arm.during('get', () => mark(world, other));

    const outcome = await world.next();

    expect(outcome).toEqual({ kind: 'superseded' });
    expect(world.arm.calls).toEqual(['get']);
    expect(world.wait()).toBeUndefined();
  });

  it('before its end leaves the row as it is', async () => {
    const world = aLookWorld({ machine: READY });
    await world.ask('event:registered');
    world.arm.during('get', () => mark(world, other));

    const outcome = await world.next();

    expect(outcome).toEqual({ kind: 'superseded' });
    expect(await world.record()).toMatchObject({ state: 'Discovered', looks: other });
  });

  it('and fails throws what brought it there', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');
    world.arm.during('get', () => mark(world, other));
    world.arm.next('get', new Failure('transient', 'ServerError', 'Azure is ill.'));

    await expect(world.next()).rejects.toMatchObject({ code: 'ServerError' });

    expect((await world.record()).looks).toEqual(other);
  });
});

describe('a process that is killed', () => {
  function aMortalWorld() {
    const mortals: ReturnType<typeof mortal>[] = [];
    const through = (ledger: Ledger) => {
      mortals.push(mortal(ledger));
      return mortals[0] ?? ledger;
    };
    const world = aLookWorld({ through });
    const setAlive = (alive: boolean) => {
      for (const ledger of mortals) ledger.alive = alive;
    };
    return { world, setAlive };
  }

  it('after putting its write on record does not make it within four minutes', async () => {
    const { world, setAlive } = aMortalWorld();
    await world.ask('event:registered');
    world.arm.during('put', async () => {
      setAlive(false);
      throw new Error('killed');
    });
    await expect(world.next()).rejects.toThrow('killed');
    setAlive(true);
    await world.comesBack();
    world.arm.calls.length = 0;
    const start = world.clock.now();

    while (!world.arm.calls.includes('put')) await world.next();

    expect(world.clock.now() - start).toBeGreaterThanOrEqual(240_000);
    expect((await world.record()).attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'accepted']);
  });

  it('before putting its write on record has not written, and writes when it is back', async () => {
    const { world, setAlive } = aMortalWorld();
    await world.ask('event:registered');
    world.arm.during('get', async () => setAlive(false));
    await expect(world.next()).rejects.toThrow('killed');
    const before = world.arm.calls.slice();
    setAlive(true);
    await world.comesBack();

    await world.next();
    const outcome = await world.next();

    expect(before).toEqual(['get']);
    expect(outcome.did).toBe('installExtension: accepted');
  });

  it('after its write finds the extension when it is back', async () => {
    const { world, setAlive } = aMortalWorld();
    await world.ask('event:registered');
    world.arm.during('put', async () => setAlive(false));
    await expect(world.next()).rejects.toThrow('killed');
    setAlive(true);
    await world.comesBack();

    await world.next();
    const outcome = await world.next();

    expect(world.arm.calls).toEqual(['get', 'put', 'get']);
    expect(outcome).toMatchObject({ state: 'Onboarding', reason: 'ExtensionInProgress' });
  });
});
