/** Who can sign in where, as the newest readings have it. Pure. */

import { defined } from '../../defined.ts';
import { foldCase } from '../../foldCase.ts';
import type { Instant } from '../../time.ts';
import { type Assignment, type Denial, placeKey, placeOf, scopeKey } from '../assignment.ts';
import { denialOf } from '../denial.ts';
import { ownershipOf, type Self } from '../ownership.ts';
import type { ResolvedBinding } from '../plan/desired.ts';
import { isEligible } from '../plan/membership.ts';
import { findSorted } from '../plan/sorted.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import type { LoginRole } from '../role.ts';
import { standingAt } from './standing.ts';

/** One way by which somebody can sign in. */
export interface Way {
  readonly principalId: string;
  readonly principalType: string;
  /** Where the assignment stands. */
  readonly scope: string;
  readonly role: LoginRole;
  /** Name of the assignment. */
  readonly assignment: string;
  /** The binding of the policy that wants it, of what others made only one that adopts it; null when none does. */
  readonly binding: string | null;
  /** Made by somebody else, and governed by no binding that adopts such. */
  readonly foreign: boolean;
  /** The group whose assignment lets the person in; absent when the assignment is the person's own. */
  readonly group?: string;
  /** The assignment has a condition of its own, so that it may give less than its role. */
  readonly conditional?: true;
  /** When PIM takes it away again. */
  readonly endsAt?: Instant;
  /** Name of the deny assignment that keeps the person out all the same. */
  readonly deniedBy?: string;
}

/** What is known, from the newest readings. */
export interface Known {
  readonly places: ReadonlyMap<string, PlaceReading>;
  readonly groups: ReadonlyMap<string, GroupReading>;
  readonly bindings: readonly ResolvedBinding[];
  readonly self: Self;
}

const NONE: ReadonlySet<string> = new Set();

/** Everybody who can sign in at a scope. A foreign group whose members were never read stands for them. */
export function whoAt(scope: string, known: Known): readonly Way[] {
  const place = known.places.get(placeKey(placeOf(scope)));
  if (place === undefined) return [];
  return standingAt(scope, known.places)
    .flatMap((assignment) => waysThrough(assignment, place, known))
    .map((way) => denied(way, scope, place.denials));
}

/**
 * Where somebody can sign in: every assignment of the login roles that lets them in, by themselves or through a group.
 * `holding`: those groups, of the ones whose members were never read, that the directory says hold them.
 */
export function whereCan(principalId: string, known: Known, holding: ReadonlySet<string> = NONE): readonly Way[] {
  const seen = new Set<string>();
  const ways: Way[] = [];
  for (const place of known.places.values()) {
    for (const assignment of place.assignments) {
      const key = `${foldCase(assignment.scope)} ${assignment.name}`;
      // What is inherited shows in every place below.
      if (seen.has(key)) continue;
      seen.add(key);
      const here = waysFor(principalId, assignment, place, known, holding);
      ways.push(...here.map((way) => denied(way, way.scope, place.denials)));
    }
  }
  return ways;
}

/** The way with what keeps the person out although they have the role. */
function denied(way: Way, scope: string, denials: readonly Denial[]): Way {
  const principals = [way.principalId, ...(way.group === undefined ? [] : [way.group])];
  const denial = denialOf({ scope, role: way.role, principals }, denials);
  return denial === undefined ? way : { ...way, deniedBy: denial.name };
}

function waysThrough(assignment: Assignment, place: PlaceReading, known: Known): readonly Way[] {
  const way = wayOf(assignment, place, known);
  const members = known.groups.get(assignment.principalId)?.eligible;
  if (members === undefined) return [way];
  const group = assignment.principalId;
  return members.map((principalId) => ({ ...way, principalId, principalType: 'User', group }));
}

function waysFor(
  principalId: string,
  assignment: Assignment,
  place: PlaceReading,
  known: Known,
  holding: ReadonlySet<string>,
): readonly Way[] {
  const group = assignment.principalId;
  if (group === principalId) return [wayOf(assignment, place, known)];
  const reading = known.groups.get(group);
  const isIn = reading === undefined ? holding.has(group) : isEligible(reading, principalId);
  if (!isIn) return [];
  return [{ ...wayOf(assignment, place, known), principalId, principalType: 'User', group }];
}

/** The way that an assignment opens, as the place shows it: what is inherited may have no place of its own that is read. */
function wayOf(assignment: Assignment, place: PlaceReading, { self, bindings }: Known): Way {
  const { principalId, principalType, scope, role, name, conditional } = assignment;
  const { kind } = ownershipOf(assignment, self);
  const isTheirs = kind === 'foreign' || kind === 'otherInstallation';
  const governing = bindings.filter((one) => governs(one, assignment));
  // Of another installation nothing is adopted.
  const foreign = isTheirs && (kind === 'otherInstallation' || !governing.some(({ binding }) => binding.adopt));
  const binding = bindingOf(
    assignment,
    isTheirs ? governing.filter((one) => one.binding.adopt && !foreign) : governing,
  );
  const endsAt = place.activations?.[name];
  const given = { principalId, principalType, scope, role, assignment: name };
  return defined({ ...given, binding, foreign, conditional, endsAt });
}

/** Whether a binding gives this role at this scope now. */
function governs({ binding, scopes, expired }: ResolvedBinding, { scope, role }: Assignment): boolean {
  return !expired && binding.role === role && scopes.some((one) => scopeKey(one) === scopeKey(scope));
}

/** The first of these bindings that wants this assignment. */
function bindingOf({ principalId }: Assignment, governing: readonly ResolvedBinding[]): string | null {
  const wanting = governing.find(({ binding, reading }) =>
    binding.assign === 'group'
      ? binding.group.id === principalId
      : findSorted(reading?.eligible, principalId, (id) => id) !== undefined,
  );
  return wanting?.binding.name ?? null;
}
