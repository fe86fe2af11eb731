/** What the permissions of a deny assignment take away from the two login roles. Pure. */

import type { LoginRole } from '../../access/role.ts';
import { foldCase } from '../../foldCase.ts';

/** Data actions of a permission; management actions do not touch the sign-in. */
export interface DeniedData {
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

// Source: the data actions of the two roles for Arc machines (learn.microsoft.com, Azure built-in roles, Compute).
const LOGIN = 'Microsoft.HybridCompute/machines/login/action';
const LOGIN_AS_ADMIN = 'Microsoft.HybridCompute/machines/loginAsAdmin/action';

const GIVEN: readonly { readonly role: LoginRole; readonly actions: readonly string[] }[] = [
  { role: 'administrator', actions: [LOGIN, LOGIN_AS_ADMIN] },
  { role: 'user', actions: [LOGIN] },
];

/** The roles of which at least one data action is denied. */
export function deniedRoles(permissions: readonly DeniedData[]): LoginRole[] {
  const denied = (action: string) => permissions.some((permission) => denies(permission, action));
  return GIVEN.filter(({ actions }) => actions.some(denied)).map(({ role }) => role);
}

/** Each permission leaves out its own exceptions only; another one may deny them all the same. */
function denies({ dataActions, notDataActions }: DeniedData, action: string): boolean {
  const covered = (patterns: readonly string[]) => patterns.some((pattern) => covers(pattern, action));
  return covered(dataActions) && !covered(notDataActions);
}

/**
 * Whether a pattern covers an action. A `*` stands for any text, slashes too (learn.microsoft.com, role-based-access-control,
 * role-definitions). By search, not by a regular expression: many stars in one would take it very long.
 */
function covers(pattern: string, action: string): boolean {
  const wanted = foldCase(action);
  const [first = '', ...rest] = foldCase(pattern).split('*');
  const last = rest.pop();
  if (last === undefined) return wanted === first;
  if (!wanted.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = wanted.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return wanted.length - last.length >= at && wanted.endsWith(last);
}
