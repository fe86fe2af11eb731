/** Looks at ids that are on no record: anybody may have made them up. */
import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { aLookWorld, type LookWorld } from '../../../test/builders/lookWorld.ts';
import { aMachineId } from '../../../test/builders/machine.ts';
import { Throttled } from '../errors.ts';
import { minutes, seconds } from '../time.ts';

/** The reads for unknown ids are used up for this long. */
const used = (world: LookWorld, ms: number) =>
  world.arm.next('get', new Throttled('RateExceeded', 'Used up.', world.clock.now() + ms));

const unknownReads = ({ arm }: LookWorld) => arm.options.map(({ unknown }) => unknown);

describe('a machine that is on no record', () => {
  it('is read at once while few are named', async () => {
    const world = aLookWorld();
    await world.ask('event:1');

    await world.next();

    expect(world.asked).toEqual([]);
    expect(unknownReads(world)[0]).toBe(true);
  });

  it('is read with the share of known machines once the inventory shows it', async () => {
    const world = aLookWorld({ shown: true });
    used(world, minutes(3));
    await world.ask('event:1');

    expect(await world.next()).toMatchObject({ did: 'installExtension: accepted' });
    expect(unknownReads(world).slice(0, 2)).toEqual([true, false]);
  });

  it('keeps that share when it has to wait for its turn', async () => {
    const world = aLookWorld({ shown: true });
    used(world, minutes(3));
    used(world, seconds(20));
    await world.ask('event:1');

    expect(await world.next()).toMatchObject({ did: 'throttled' });
    expect(world.wait()).toBe(seconds(20));
    await world.next();

    expect(unknownReads(world).slice(0, 3)).toEqual([true, false, false]);
    expect(world.asked).toHaveLength(1);
  });

  it('that the inventory does not show is asked for again soon, without a GET of its own', async () => {
    const world = aLookWorld({ shown: false });
    used(world, minutes(3));
    await world.ask('event:1');

    expect(await world.next()).toMatchObject({ did: 'unconfirmed' });

    expect(world.wait()).toBe(seconds(15));
    expect((await world.record()).slot).toEqual({ call: 'read', at: NOON + minutes(3) });
  });

  it('is forgotten when the inventory has not shown it for ten minutes', async () => {
    const world = aLookWorld({ shown: false });
    await world.ask('event:1');
    for (let looks = 0; world.wait() !== undefined && looks < 20; looks++) {
      used(world, minutes(90));
      await world.next();
    }

    expect(await world.ledger.read(aMachineId())).toBeUndefined();
    expect(world.clock.now() - NOON).toBeLessThanOrEqual(minutes(16));
    expect(world.asked.length).toBeLessThan(10);
  });

  it('waits for its turn while the inventory does not answer', async () => {
    const world = aLookWorld();
    used(world, minutes(3));
    await world.ask('event:1');

    expect(await world.next()).toMatchObject({ did: 'throttled' });
    expect(world.wait()).toBe(minutes(3));
  });

  it('is read for a person with the share of known machines', async () => {
    const world = aLookWorld();
    await world.ask('person:1', 'person');

    await world.next();

    expect(unknownReads(world)[0]).toBe(false);
  });
});
