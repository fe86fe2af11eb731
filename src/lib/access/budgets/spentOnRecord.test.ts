import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours } from '../../time.ts';
import type { GrantRecord } from '../grants.ts';
import type { Spent } from './budgets.ts';
import { spentOnRecord } from './spentOnRecord.ts';

const reserved: Spent = { removals: new Set(['a']), denials: new Set(['d']), of: () => new Set(['a']) };

const taken = (principalId: string, parts: Partial<GrantRecord> = {}): GrantRecord => ({
  name: principalId,
  scope: '/subscriptions/s',
  role: 'user',
  principalId,
  binding: 'staff',
  at: NOON,
  how: 'removed',
  counted: 'removals',
  ...parts,
});

const spent = (...records: readonly GrantRecord[]) => {
  const recorded = new Map(records.map((record) => [record.name, record]));
  return spentOnRecord(reserved, { recorded, groups: new Map(), now: NOON + hours(1) });
};

describe('what was spent, by the ledger as well', () => {
  it('is what is reserved, and what was taken from others within a day', () => {
    const both = spent(taken('b'), taken('c', { binding: null }), taken('e', { counted: 'denials' }));

    expect(both.removals).toEqual(new Set(['a', 'b', 'c']));
    expect(both.denials).toEqual(new Set(['d', 'e']));
    expect(both.of('staff', 'removals')).toEqual(new Set(['a', 'b']));
    expect(both.of(null, 'removals')).toEqual(new Set(['a', 'c']));
    expect(both.of('staff', 'additions')).toEqual(new Set(['a']));
  });

  it('is not what guards do not count, nor what is a day old', () => {
    const { counted: _counted, ...uncounted } = taken('b');

    const both = spent(uncounted, taken('c', { at: NOON + hours(1) - hours(24) }));

    expect(both.removals).toEqual(new Set(['a']));
  });
});
