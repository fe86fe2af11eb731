/** Guards of every kind, for properties. */
import * as fc from 'fast-check';
import { type Guards, NUMBER_GUARDS, type NumberGuard, ROLE_ASSIGNABLE } from '../../src/lib/access/policy/guards.ts';

const number = (guard: NumberGuard) => fc.nat(NUMBER_GUARDS[guard].max);

/** What a binding can say. */
export const bindingGuardParts = {
  maxRemovals: number('maxRemovals'),
  maxRemovalPercent: number('maxRemovalPercent'),
  maxNewAdministrators: number('maxNewAdministrators'),
  maxNewAdministratorsPercent: number('maxNewAdministratorsPercent'),
  maxNewUsers: number('maxNewUsers'),
  maxNewUsersPercent: number('maxNewUsersPercent'),
  minAdministrators: number('minAdministrators'),
  requireRoleAssignable: fc.constantFrom(...ROLE_ASSIGNABLE),
};

/** What the policy can say for all bindings. */
export const guardParts = {
  ...bindingGuardParts,
  maxRemovalsTotal: number('maxRemovalsTotal'),
  maxDenied: number('maxDenied'),
};

export const anyGuards: fc.Arbitrary<Guards> = fc.record(guardParts);
