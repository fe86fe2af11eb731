import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  added,
  byReason,
  byState,
  type Counted,
  change,
  isNothing,
  NO_TOTALS,
  readTotals,
  type Totals,
  totalsOf,
} from './totals.ts';

const READY: Counted = { state: 'Ready', reason: 'Ready' };
const WAITING: Counted = { state: 'Waiting', reason: 'ObserveMode' };
const FAILED: Counted = { state: 'Failed', reason: 'InstallFailed' };

const sumOf = (...parts: readonly Totals[]) => parts.reduce(added, NO_TOTALS);

describe('totals', () => {
  it('have every state, and the reasons that there are, the most frequent first', () => {
    const totals = totalsOf([WAITING, READY, FAILED, READY, { state: 'Onboarding', reason: 'InstallFailed' }, READY]);

    expect(byState(totals)).toEqual({
      Gone: 0,
      Excluded: 0,
      Ready: 3,
      Discovered: 0,
      Ineligible: 0,
      Offline: 0,
      Failed: 1,
      Stuck: 0,
      Onboarding: 1,
      Waiting: 1,
    });
    expect(byReason(totals)).toEqual([
      { reason: 'Ready', count: 3 },
      { reason: 'InstallFailed', count: 2 },
      { reason: 'ObserveMode', count: 1 },
    ]);
  });

  it.each([[[READY, WAITING, FAILED]], [[FAILED, WAITING, READY]]])(
    'order reasons of one number by name',
    (machines) => {
      const totals = totalsOf(machines);

      expect(byReason(totals).map(({ reason }) => reason)).toEqual(['InstallFailed', 'ObserveMode', 'Ready']);
    },
  );

  it.each([
    { what: 'a machine on record', moving: change(undefined, WAITING), expected: [WAITING, WAITING, READY] },
    { what: 'a machine ready', moving: change(WAITING, READY, 90), expected: [READY, { ...READY, readySeconds: 90 }] },
    { what: 'a machine forgotten', moving: change(READY, undefined), expected: [WAITING] },
    { what: 'the same as before', moving: change(READY, READY), expected: [WAITING, READY] },
  ])('follow $what', ({ moving, expected }) => {
    expect(added(totalsOf([WAITING, READY]), moving)).toEqual(totalsOf(expected));
  });

  it('know when nothing has changed', () => {
    expect(isNothing(change(READY, READY))).toBe(true);
    expect(isNothing(change(READY, READY, 5))).toBe(false);
    expect(isNothing(change(undefined, READY))).toBe(false);
  });

  it('show no number below none, and nothing of a state they do not know', () => {
    const odd: Totals = { version: 1, machines: { 'Ready/Ready': -1, 'Asleep/Ready': 3, Failed: 2 }, readyTimes: {} };

    expect(Object.values(byState(odd)).reduce((sum, n) => sum + n)).toBe(2);
    expect(byReason(odd)).toEqual([{ reason: '', count: 2 }]);
  });

  it('read what was written', () => {
    const totals = totalsOf([{ ...READY, readySeconds: 5 }]);

    expect(readTotals(JSON.parse(JSON.stringify(totals)))).toEqual(totals);
  });

  it.each([undefined, {}, { ...NO_TOTALS, version: 2 }, { ...NO_TOTALS, machines: { 'Ready/Ready': 'many' } }])(
    'cannot read %j',
    (value) => {
      expect(readTotals(value)).toBeUndefined();
    },
  );

  it('add up to the exact count, however the changes are shared out', () => {
    const place = fc.constantFrom(READY, WAITING, FAILED, undefined);
    const moves = fc.array(fc.tuple(fc.nat(5), place, fc.nat(2)), { maxLength: 60 });
    fc.assert(
      fc.property(moves, (all) => {
        const machines = new Map<number, Counted>();
        const processes = [NO_TOTALS, NO_TOTALS, NO_TOTALS];
        for (const [machine, to, by] of all) {
          processes[by] = added(processes[by] ?? NO_TOTALS, change(machines.get(machine), to));
          if (to === undefined) machines.delete(machine);
          else machines.set(machine, to);
        }

        expect(sumOf(...processes)).toEqual(totalsOf(machines.values()));
      }),
    );
  });
});
