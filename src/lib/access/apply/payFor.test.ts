import { describe, expect, it } from 'vitest';
import { createMemoryControl } from '../../../../local/memory/control.ts';
import { aClock } from '../../../../test/builders/clock.ts';
import { aPlanDocument } from '../../../../test/builders/planDocument.ts';
import { createBudgets } from '../budgets/budgetRows.ts';
import type { Change } from '../plan/change.ts';
import { payFor } from './payFor.ts';

const change = (parts: Partial<Change> = {}): Change => ({
  action: 'add',
  scope: '/subscriptions/s',
  role: 'user',
  principalId: 'ann',
  principalType: 'User',
  binding: 'staff',
  reason: 'member',
  ...parts,
});
const remove = { action: 'remove', reason: 'leftGroup' } as const;

function aTill() {
  const budgets = createBudgets({
    store: createMemoryControl(),
    clock: aClock(),
    sleep: async () => undefined,
    random: () => 0.5,
  });
  const plan = aPlanDocument({
    budgets: [{ binding: 'staff', removals: 1, additions: 1, minAdministrators: 0 }],
    budgetInAll: { removals: 2, denials: 1 },
  });
  return {
    budgets,
    pay: async (parts: Partial<Change> = {}) => (await payFor({ plan, change: change(parts) }, { budgets }))?.held,
  };
}

describe('the budget of a change', () => {
  it.each<[string, Partial<Change>]>([
    ['an addition', {}],
    ['a removal', remove],
    ['a denial', { action: 'remove', reason: 'deny' }],
  ])('of %s holds for as many people as the plan allows', async (_what, parts) => {
    const { pay } = aTill();

    expect(await pay(parts)).toBeUndefined();
    expect(await pay({ ...parts, principalId: 'bob' })).toBe('BudgetSpent');
  });

  it.each<[string, Partial<Change>]>([
    ['an addition', {}],
    ['a removal', remove],
  ])('of %s is none where the plan has no budget for its binding', async (_what, parts) => {
    expect(await aTill().pay({ ...parts, binding: 'other' })).toBe('BudgetSpent');
  });

  it.each<[string, Partial<Change>]>([
    ['takes nothing from anybody', { uncounted: true }],
    ['an approver has looked at', { quarantine: 'q1' }],
  ])('is not spent by what %s', async (_what, parts) => {
    const { pay, budgets } = aTill();

    expect(await pay({ ...remove, ...parts })).toBeUndefined();
    expect((await budgets.spent(['staff'])).removals).toEqual(new Set());
  });

  it('of a group is spent for each of its people', async () => {
    const { pay } = aTill();

    expect(await pay({ ...remove, people: ['ann', 'bob'] })).toBe('BudgetSpent');
  });
});
