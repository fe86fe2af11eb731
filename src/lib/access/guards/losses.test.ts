import { describe, expect, it } from 'vitest';
import { type AccessWorld, aBinding, aGroup, OTHER_SUB, own, SUB } from '../../../../test/builders/accessWorld.ts';
import { guardedWorld } from '../../../../test/builders/guarded.ts';
import type { Change } from '../plan/change.ts';
import type { Binding } from '../policy/policy.ts';
import { losersOf } from './losses.ts';

/** The group `old` is to lose the role of a user. */
const removal: Change = {
  action: 'remove',
  scope: SUB,
  role: 'user',
  principalId: 'old',
  principalType: 'Group',
  binding: null,
  reason: 'dropped',
};

const losers = (bindings: readonly Binding[], change: Partial<Change> = {}, there: AccessWorld['there'] & {} = []) => {
  const groups = [aGroup('old', ['ann', 'bob']), aGroup('staff', ['ann'])];
  const { found, input } = guardedWorld({ bindings, groups, there });
  return losersOf({ ...removal, ...change }, found, input.groups);
};

describe('who loses something with the assignment of a group', () => {
  it.each<[string, Binding[], readonly string[]]>([
    ['is everybody in it, where no binding gives the role', [], ['ann', 'bob']],
    ['is nobody who is to have the role there by a binding: the group keeps it until they have', [aBinding()], ['bob']],
    ['is also who is to have another role there', [aBinding({ role: 'administrator' })], ['ann', 'bob']],
    ['is also who was to have it by a binding that is over', [aBinding({ expires: '2020-01-01' })], ['ann', 'bob']],
    ['is also who is to have it elsewhere', [aBinding({ at: [OTHER_SUB] })], ['ann', 'bob']],
  ])('%s', (_what, bindings, expected) => {
    expect(losers(bindings)).toEqual(expected);
  });

  it('is a person who loses an assignment of their own, whatever a binding is about to give them', () => {
    expect(losers([aBinding()], { principalId: 'ann', principalType: 'User' })).toEqual(['ann']);
  });

  it('is nobody in another group that keeps the role there, or a stronger one', () => {
    const group = { principalType: 'Group' };
    const by = (role: 'user' | 'administrator') =>
      losers([aBinding({ assign: 'group', role })], {}, [own('staff', role, SUB, group)]);

    expect([by('user'), by('administrator')]).toEqual([['bob'], ['bob']]);
  });
});
