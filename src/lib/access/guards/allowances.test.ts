import { describe, expect, it } from 'vitest';
import { type AccessWorld, aBinding, aGroup, OTHER_SUB, own } from '../../../../test/builders/accessWorld.ts';
import { crowd, type GuardedParts, guardedWorld } from '../../../../test/builders/guarded.ts';
import { MOST_RESERVED } from '../budgets/reservations.ts';
import { budgetsFor, type PlannedBudgets } from './allowances.ts';
import { peopleIn } from './people.ts';

const world: AccessWorld = {
  bindings: [
    aBinding({ role: 'administrator', guards: { minAdministrators: 3 } }),
    aBinding({ group: 'web', at: [OTHER_SUB], guards: { maxNewUsers: 1 } }),
    aBinding({ group: 'quiet', at: [OTHER_SUB] }),
  ],
  groups: [aGroup('staff', crowd(10)), aGroup('web', crowd(3)), aGroup('quiet', crowd(3))],
  there: [
    ...crowd(12).map((id) => own(id, 'administrator')),
    ...['p00', 'zoe'].map((id) => own(id, 'user', OTHER_SUB)),
    own('yan'),
  ],
};

const limits = {
  maxRemovals: 1,
  maxRemovalPercent: 25,
  maxRemovalsTotal: 20,
  maxNewAdministrators: 2,
  maxNewAdministratorsPercent: 50,
  maxNewUsers: 9,
  maxNewUsersPercent: 0,
  maxDenied: 5,
  minAdministrators: 1,
};

function budgetsOf(parts: GuardedParts = {}): PlannedBudgets {
  const { found, guardInput } = guardedWorld(world, { limits, ...parts });
  return budgetsFor([...found.adds, ...found.removes], guardInput, peopleIn(found, guardInput.groups));
}

describe('the limits of a plan', () => {
  it('are told in people, of bindings that have changes, and over all', () => {
    expect(budgetsOf()).toEqual({
      budgets: [
        { binding: 'web', removals: 1, additions: 1, minAdministrators: 1 },
        { binding: 'staff', removals: 3, additions: 6, minAdministrators: 3 },
        // Nothing is added through no binding.
        { binding: null, removals: 1, additions: 0, minAdministrators: 1 },
      ],
      budgetInAll: { removals: 20, denials: 5 },
    });
  });

  it('are the same whatever was done: that is for whoever reserves', () => {
    expect(budgetsOf({ spent: { lost: { staff: ['x'] }, added: { staff: ['y'] }, denied: ['z'] } })).toEqual(
      budgetsOf(),
    );
  });

  it('let nobody lose anything where the record of what was written there is lost', () => {
    expect(budgetsOf({ lost: ['staff', null] }).budgets).toMatchObject([
      { binding: 'web', removals: 1 },
      { binding: 'staff', removals: 0, additions: 6 },
      { binding: null, removals: 0 },
    ]);
  });

  it('are never more than can be reserved', () => {
    const many = {
      maxRemovals: 100_000,
      maxRemovalsTotal: 100_000,
      maxNewAdministrators: 100_000,
      maxDenied: 100_000,
    };
    const { budgets, budgetInAll } = budgetsOf({ limits: many });

    expect(budgets.find(({ binding }) => binding === 'staff')).toMatchObject({
      removals: MOST_RESERVED,
      additions: MOST_RESERVED,
    });
    expect(budgetInAll).toEqual({ removals: MOST_RESERVED, denials: MOST_RESERVED });
  });

  it('withhold more than can be reserved', () => {
    const joining = (count: number): AccessWorld => ({
      bindings: [aBinding()],
      groups: [aGroup('staff', crowd(count))],
    });

    expect(guardedWorld(joining(MOST_RESERVED)).guarded.adds).toHaveLength(MOST_RESERVED);
    expect(guardedWorld(joining(MOST_RESERVED + 1)).guarded.adds).toEqual([]);
  });
});
