/** What all totals of the fleet do. */
import { describe, expect, it } from 'vitest';
import type { FleetTotals, NotReady } from '../../src/lib/onboarding/fleetTotals.ts';
import { byState, type Counted, NO_TOTALS, totalsOf } from '../../src/lib/onboarding/totals.ts';
import { type Clock, minutes } from '../../src/lib/time.ts';
import { aClock } from '../builders/clock.ts';
import { NOON } from '../builders/evidence.ts';
import { aMachineId } from '../builders/machine.ts';

export const READY: Counted = { state: 'Ready', reason: 'Ready' };
export const WAITING: Counted = { state: 'Waiting', reason: 'ObserveMode' };
export const FAILED: Counted = { state: 'Failed', reason: 'InstallFailed' };
const OLDEST: NotReady = { id: aMachineId(), state: 'Failed', since: NOON - minutes(500) };

/** Makes the totals of one more instance of the app; all of them share what they write. */
export type OpenTotals = () => FleetTotals;

/** Holds the totals that `fresh` makes, each of nothing, to the contract of `FleetTotals`. */
export function totalsContract(name: string, fresh: (clock: Clock) => OpenTotals): void {
  const start = () => {
    const clock = aClock();
    return { clock, open: fresh(clock) };
  };

  describe(`${name} as totals of the fleet`, () => {
    it('are nothing, as of now, before anything was counted', async () => {
      const { open } = start();

      expect(await open().read()).toEqual({ totals: NO_TOTALS, asOf: NOON });
      expect(await open().oldestNotReady()).toBeUndefined();
    });

    it('follow the machines, and add up over the instances', async () => {
      const { open } = start();
      const [one, other] = [open(), open()];
      await one.moved(undefined, WAITING);
      await other.moved(undefined, WAITING);
      await other.moved(undefined, FAILED);
      await one.moved(FAILED, undefined);
      await other.moved(WAITING, READY, 90);

      const { totals } = await open().read();

      expect(totals).toEqual(totalsOf([WAITING, { ...READY, readySeconds: 90 }]));
    });

    it('lose nothing of what moves at once', async () => {
      const { open } = start();
      const [one, other] = [open(), open()];

      await Promise.all(Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? other : one).moved(undefined, READY, i)));

      const { totals } = await open().read();
      expect(byState(totals).Ready).toBe(40);
      expect(totals).toEqual(totalsOf(Array.from({ length: 40 }, (_, i) => ({ ...READY, readySeconds: i }))));
    });

    it('are as of the last change', async () => {
      const { clock, open } = start();
      const [one, other] = [open(), open()];
      await one.moved(undefined, READY);
      clock.advance(5);
      await other.moved(undefined, READY);
      clock.advance(5);
      await one.moved(READY, READY);

      expect((await one.read()).asOf).toBe(NOON + 5);
    });

    it('begin anew with an exact count', async () => {
      const { clock, open } = start();
      const [one, other] = [open(), open()];
      await one.moved(undefined, WAITING);
      await other.moved(undefined, WAITING);
      clock.advance(minutes(1));

      await other.rebase(totalsOf([READY, READY, FAILED]), NOON + 7, OLDEST);

      expect(await one.read()).toEqual({ totals: totalsOf([READY, READY, FAILED]), asOf: NOON + 7 });
      expect(await one.oldestNotReady()).toEqual(OLDEST);
    });

    it('go on from an exact count, in every instance', async () => {
      const { open } = start();
      const [one, other] = [open(), open()];
      await one.moved(undefined, WAITING);
      await other.moved(undefined, WAITING);
      await open().rebase(totalsOf([WAITING, WAITING, WAITING]), NOON);

      await one.moved(WAITING, READY, 10);
      await other.moved(WAITING, FAILED);
      await one.moved(undefined, READY);

      const { totals } = await open().read();
      expect(totals).toEqual(totalsOf([WAITING, { ...READY, readySeconds: 10 }, READY, FAILED]));
    });

    it('begin anew with every exact count, also with the same', async () => {
      const { open } = start();
      const totals = open();
      await totals.rebase(totalsOf([READY]), NOON, OLDEST);
      await totals.moved(READY, FAILED);

      await totals.rebase(totalsOf([READY]), NOON);

      expect((await totals.read()).totals).toEqual(totalsOf([READY]));
      expect(await totals.oldestNotReady()).toBeUndefined();
    });

    it('lose or double at most what moves while the records are counted', async () => {
      const { open } = start();
      const [looks, sweep] = [open(), open()];
      await looks.moved(undefined, WAITING);
      const counted = totalsOf([WAITING]);
      await looks.moved(WAITING, READY);
      const rebased = sweep.rebase(counted, NOON);
      await Promise.all([rebased, looks.moved(undefined, FAILED)]);

      const states = byState((await sweep.read()).totals);

      expect(states.Waiting).toBe(1);
      expect(states.Ready).toBe(0);
      expect(states.Failed).toBeLessThanOrEqual(1);
    });
  });
}
