import { describe, expect, it } from 'vitest';
import type { Change } from '../plan/change.ts';
import { applyOrder, leastSent } from './applyOrder.ts';

const SUB = '/subscriptions/11111111-1111-4111-8111-111111111111';
const OTHER = '/subscriptions/22222222-2222-4222-8222-222222222222';

const WEB = `${SUB}/resourceGroups/web`;
const MACHINE = `${WEB}/providers/Microsoft.HybridCompute/machines/web-1`;

const change = (action: Change['action'], principalId: string, rest: Partial<Change> = {}): Change => ({
  action,
  scope: SUB,
  role: 'user',
  principalId,
  principalType: 'User',
  binding: 'b',
  reason: action === 'add' ? 'member' : 'leftGroup',
  ...rest,
});

const roomy = (scope: string) => ({ scope, used: 10, limit: 4000, after: 10 });
const full = (scope: string) => ({ scope, used: 4000, limit: 4000, after: 4000 });

const order = (adds: readonly Change[], removes: readonly Change[], quota = [roomy(SUB), roomy(OTHER)]) =>
  applyOrder({ adds, removes, quota }).map(({ principalId }) => principalId);

describe('the order of changes', () => {
  it('is: who is denied, who comes, who goes', () => {
    const removes = [change('remove', 'left'), change('remove', 'denied', { reason: 'deny' })];

    expect(order([change('add', 'new')], removes)).toEqual(['denied', 'new', 'left']);
  });

  it('lets removals make room where additions would not fit, and only there', () => {
    const adds = [change('add', 'new'), change('add', 'else', { scope: OTHER })];
    const removes = [change('remove', 'left'), change('remove', 'gone', { scope: OTHER })];

    expect(order(adds, removes, [full(SUB), roomy(OTHER)])).toEqual(['left', 'new', 'else', 'gone']);
  });

  it.each([
    ['the same person', change('remove', 'ann'), change('add', 'ann', { scope: MACHINE })],
    ['the same person, in the other direction', change('remove', 'ann', { scope: MACHINE }), change('add', 'ann')],
    [
      'somebody in the group',
      change('remove', 'staff', { principalType: 'Group', people: ['ann', 'bob'] }),
      change('add', 'bob', { scope: MACHINE }),
    ],
    [
      'a group that they are in',
      change('remove', 'bob'),
      change('add', 'staff', { principalType: 'Group', people: ['bob'], scope: MACHINE }),
    ],
  ])('makes no room with what is to be replaced for %s', (_whom, removal, addition) => {
    const removes = [change('remove', 'left'), removal];

    expect(applyOrder({ adds: [addition], removes, quota: [full(SUB)] })).toEqual([removes[0], addition, removal]);
  });

  it('makes room with what somebody loses who is to have something elsewhere only', () => {
    const elsewhere = `${SUB}/resourceGroups/db`;

    const removal = change('remove', 'ann', { scope: WEB });
    const addition = change('add', 'ann', { scope: elsewhere });
    expect(applyOrder({ adds: [addition], removes: [removal], quota: [full(SUB)] })).toEqual([removal, addition]);
  });

  it('does not hold up whoever goes behind thousands who come', () => {
    const adds = Array.from({ length: 1000 }, (_, i) => change('add', `new-${i}`));

    const sent = order(adds, [change('remove', 'left')]);

    expect(sent.indexOf('left')).toBe(400);
    expect(sent).toHaveLength(1001);
  });

  it('owes to its plan, whoever asks for another run, every removal and a first batch of additions', () => {
    const adds = Array.from({ length: 1000 }, (_, i) => change('add', `new-${i}`));
    const removes = [change('remove', 'left'), change('remove', 'denied', { reason: 'deny' })];
    const least = leastSent({ adds, removes });

    expect(least).toBe(402);
    expect(order(adds, removes).slice(0, least)).toEqual(expect.arrayContaining(['left', 'denied']));
    expect(leastSent({ adds: adds.slice(0, 3), removes: [] })).toBe(3);
  });

  it('takes turns between places, each of which has a rate of its own', () => {
    const at = (scope: string, name: string) => [1, 2, 3].map((n) => change('add', `${name}${n}`, { scope }));
    const adds = [...at(`${SUB}/resourceGroups/a`, 'a'), ...at(`${SUB}/resourceGroups/b`, 'b'), ...at(OTHER, 'c')];
    const gone = [...at(SUB, 'd'), ...at(OTHER, 'e')].map((one) => ({ ...one, action: 'remove' as const }));

    expect(order(adds, [])).toEqual(['a1', 'c1', 'a2', 'c2', 'a3', 'c3', 'b1', 'b2', 'b3']);
    expect(order([], gone)).toEqual(['d1', 'e1', 'd2', 'e2', 'd3', 'e3']);
  });
});
