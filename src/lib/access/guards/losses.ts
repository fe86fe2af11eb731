/** Who loses effective access by a removal. Pure. */
import { hours } from '../../time.ts';
import { scopeKey } from '../assignment.ts';
import type { Change } from '../plan/change.ts';
import type { ResolvedBinding } from '../plan/desired.ts';
import type { Diff } from '../plan/diff.ts';
import { findSorted } from '../plan/sorted.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import type { LoginRole } from '../role.ts';
import { peopleBehind } from './peopleBehind.ts';

/**
 * The people from whom a removal takes something: access, or the role of an administrator. Only what we have given and what
 * stands makes up for it: an addition of the same plan may yet be withheld, and what others give they may take. But the
 * assignment of a group stays until everybody in it who is wanted there has the role by another way (`neededFor`).
 */
export function losersOf(
  { scope, role, principalId, principalType, reason }: Change,
  { keepers, bindings }: Pick<Diff, 'keepers' | 'bindings'>,
  groups: ReadonlyMap<string, GroupReading>,
): readonly string[] {
  // These are only planned once whoever is meant has the role for good by the other way.
  if (reason === 'switchedToGroup') return [];
  const keeping = keepers.groupsAt(scope, role);
  const giving = principalType === 'Group' ? bindings.filter((one) => givesAt(one, scope, role)) : [];
  const keeps = (person: string): boolean =>
    // Two assignments of one role to one principal there are not, so only the stronger role is another one of their own.
    (role === 'user' && keepers.isAdministratorAt(scope, person)) ||
    keeping.some((id) => isMember(groups.get(id), person)) ||
    giving.some(({ reading }) => isMember(reading, person));
  const people =
    reason === 'switchedToMembers' ? missingFrom(groups.get(principalId)) : peopleBehind(groups)(principalId);
  return people.filter((person) => !keeps(person));
}

/** The group may still let in whoever listings have ceased to show within a day. */
const MISSING_MS = hours(24);

function missingFrom(reading: GroupReading | undefined): readonly string[] {
  if (reading === undefined) return [];
  const { missing = [], readAt } = reading;
  return missing.filter(({ since }) => readAt - since < MISSING_MS).map(({ id }) => id);
}

function givesAt({ binding, scopes, expired }: ResolvedBinding, scope: string, role: LoginRole): boolean {
  return !expired && binding.role === role && scopes.some((one) => scopeKey(one) === scopeKey(scope));
}

function isMember(reading: GroupReading | undefined, principalId: string): boolean {
  return reading?.gap === undefined && findSorted(reading?.eligible, principalId, (id) => id) !== undefined;
}
