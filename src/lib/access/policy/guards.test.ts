import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyGuards, bindingGuardParts, guardParts } from '../../../../test/builders/guards.ts';
import { DEFAULT_GUARDS, effectiveGuards, type Guards, ROLE_ASSIGNABLE, stricter } from './guards.ts';

const someGuards = fc.record(guardParts, { requiredKeys: [] });
const someBindingGuards = fc.record(bindingGuardParts, { requiredKeys: [] });

/** Whether nothing in `a` allows what `b` forbids, said guard by guard. */
function noLooser(a: Guards, b: Guards): boolean {
  return (
    a.maxRemovals <= b.maxRemovals &&
    a.maxRemovalPercent <= b.maxRemovalPercent &&
    a.maxRemovalsTotal <= b.maxRemovalsTotal &&
    a.maxNewAdministrators <= b.maxNewAdministrators &&
    a.maxNewAdministratorsPercent <= b.maxNewAdministratorsPercent &&
    a.maxNewUsers <= b.maxNewUsers &&
    a.maxNewUsersPercent <= b.maxNewUsersPercent &&
    a.maxDenied <= b.maxDenied &&
    a.minAdministrators >= b.minAdministrators &&
    ROLE_ASSIGNABLE.indexOf(a.requireRoleAssignable) >= ROLE_ASSIGNABLE.indexOf(b.requireRoleAssignable)
  );
}

describe('the stricter of two guards', () => {
  it('is the smaller maximum, the greater minimum, and the wider demand', () => {
    const other: Guards = {
      maxRemovals: 1,
      maxRemovalPercent: 50,
      maxRemovalsTotal: 10,
      maxNewAdministrators: 50,
      maxNewAdministratorsPercent: 0,
      maxNewUsers: 101,
      maxNewUsersPercent: 1,
      maxDenied: 9,
      minAdministrators: 3,
      requireRoleAssignable: 'all',
    };

    expect(stricter(DEFAULT_GUARDS, other)).toEqual({
      maxRemovals: 1,
      maxRemovalPercent: 10,
      maxRemovalsTotal: 10,
      maxNewAdministrators: 5,
      maxNewAdministratorsPercent: 0,
      maxNewUsers: 100,
      maxNewUsersPercent: 1,
      maxDenied: 5,
      minAdministrators: 3,
      requireRoleAssignable: 'all',
    });
  });

  it.each([
    ['none', 'groupMode', 'groupMode'],
    ['groupMode', 'all', 'all'],
    ['all', 'none', 'all'],
  ] as const)('of %s and %s is %s', (a, b, expected) => {
    const of = (requireRoleAssignable: Guards['requireRoleAssignable']) => ({
      ...DEFAULT_GUARDS,
      requireRoleAssignable,
    });

    expect(stricter(of(a), of(b)).requireRoleAssignable).toBe(expected);
  });

  it('is never looser than either, whatever comes first, and stays as it is', () => {
    fc.assert(
      fc.property(anyGuards, anyGuards, (a, b) => {
        const both = stricter(a, b);

        expect(stricter(a, a)).toEqual(a);
        expect(stricter(b, a)).toEqual(both);
        expect(stricter(both, a)).toEqual(both);
        expect(noLooser(both, a) && noLooser(both, b)).toBe(true);
      }),
    );
  });

  it('groups as it likes', () => {
    fc.assert(
      fc.property(anyGuards, anyGuards, anyGuards, (a, b, c) => {
        expect(stricter(stricter(a, b), c)).toEqual(stricter(a, stricter(b, c)));
      }),
    );
  });
});

describe('the guards that hold', () => {
  it('are the limits where nobody says anything', () => {
    expect(effectiveGuards(DEFAULT_GUARDS, {})).toEqual(DEFAULT_GUARDS);
  });

  it('are stricter where the policy or the binding is, and not looser where they are', () => {
    const held = effectiveGuards(
      DEFAULT_GUARDS,
      { maxRemovals: 1, maxNewUsers: 1000, minAdministrators: 2 },
      { maxRemovals: 2, maxRemovalPercent: 0, minAdministrators: 0 },
    );

    expect(held).toEqual({ ...DEFAULT_GUARDS, maxRemovals: 1, maxRemovalPercent: 0, minAdministrators: 2 });
  });

  it('are never looser than the limits, whatever a policy says', () => {
    fc.assert(
      fc.property(anyGuards, someGuards, someBindingGuards, (limits, policy, binding) => {
        expect(noLooser(effectiveGuards(limits, policy, binding), limits)).toBe(true);
      }),
    );
  });
});
