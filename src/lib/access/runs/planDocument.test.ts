import { describe, expect, it } from 'vitest';
import { aPlanDocument } from '../../../../test/builders/planDocument.ts';
import { planDocumentSchema } from './planDocument.ts';

describe('a kept plan', () => {
  it('of an older version leaves nothing to spend, and no quarantine', () => {
    const { budgets: _budgets, budgetInAll: _inAll, quarantines: _quarantines, ...older } = aPlanDocument();

    expect(planDocumentSchema.parse(older)).toMatchObject({
      budgets: [],
      budgetInAll: { removals: 0, denials: 0 },
      quarantines: [],
    });
  });

  it('keeps what lets its changes through, and whether they count', () => {
    const change = {
      action: 'add' as const,
      scope: '/subscriptions/s1',
      role: 'user' as const,
      principalId: 'ann',
      principalType: 'User',
      binding: 'staff',
      reason: 'member' as const,
      uncounted: true as const,
      quarantine: 'q1',
    };

    expect(planDocumentSchema.parse(aPlanDocument({ adds: [change] })).adds).toEqual([change]);
  });
});
