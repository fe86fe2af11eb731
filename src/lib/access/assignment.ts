/**
 * Role assignments as Azure lists them, reduced to the two login roles: the actual state that the plan compares with what
 * the policy wants.
 */
import { foldCase } from '../foldCase.ts';
import type { Instant } from '../time.ts';
import type { LoginRole } from './role.ts';

/** An assignment of one of the two login roles. */
export interface Assignment {
  /** Last segment of its ARM id: a GUID, lower case. */
  readonly name: string;
  /** Where it is made, as ARM writes it; `/` for the root of the tenant. */
  readonly scope: string;
  readonly role: LoginRole;
  /** Lower case. */
  readonly principalId: string;
  /** `User`, `Group`, `ServicePrincipal`, `ForeignGroup`, `Device`; the set is open. */
  readonly principalType: string;
  readonly description?: string;
  /** Object id of who made it, where ARM tells. */
  readonly createdBy?: string;
  /** When it was made, where ARM tells. */
  readonly createdAt?: Instant;
  /** It has a condition of its own, so that it may give less than its role. */
  readonly conditional?: true;
}

/** Where one listing was made: everything in a subscription, or what stands at one management group. */
export type Place =
  | { readonly kind: 'subscription'; readonly id: string }
  | { readonly kind: 'managementGroup'; readonly name: string };

/** A deny assignment that takes away what the login roles give. */
export interface Denial {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  /** Lower case; empty with `everyone`. */
  readonly principalIds: readonly string[];
  readonly excludedPrincipalIds: readonly string[];
  readonly everyone: boolean;
  /** It holds at its scope only, and not below. */
  readonly notBelow: boolean;
  /** The login roles of which it takes something away. */
  readonly roles: readonly LoginRole[];
}

/** An assignment that Privileged Identity Management ends by itself: activated for a while, or active with an end. */
export interface Activation {
  /** Name of the assignment, lower case. */
  readonly assignmentName: string;
  readonly endsAt: Instant;
}

/** What one place shows. */
export interface AssignmentListing {
  /** Those of the login roles: in a subscription at, above and below it; at a management group at and above it. */
  readonly assignments: readonly Assignment[];
  /** Assignments of every role that count towards the limit of this place. */
  readonly used: number;
}

/** Reading assignments. Every method reads all pages, or throws `Throttled` or a `Failure`. */
export interface AssignmentReader {
  list(place: Place): Promise<AssignmentListing>;
  denials(place: Place): Promise<readonly Denial[]>;
  activations(place: Place): Promise<readonly Activation[]>;
}

/** What two spellings of one scope have in common: lower case, no slash at the end. */
export function scopeKey(scope: string): string {
  const key = foldCase(scope).replace(/\/+$/, '');
  return key === '' ? '/' : key;
}

const MANAGEMENT_GROUP = '/providers/microsoft.management/managementgroups/';

/** The place whose listing shows a scope of the policy. */
export function placeOf(scope: string): Place {
  const key = scopeKey(scope);
  if (key.startsWith(MANAGEMENT_GROUP)) return { kind: 'managementGroup', name: key.slice(MANAGEMENT_GROUP.length) };
  return { kind: 'subscription', id: key.split('/')[2] ?? '' };
}

/** A name for a place, for maps and documents. */
export function placeKey(place: Place): string {
  return place.kind === 'subscription' ? `subscription-${plain(place.id)}` : `managementGroup-${plain(place.name)}`;
}

/** Lower case, and what documents cannot be called by its code: names of management groups may hold `_`, `.`, `(` and `)`. */
function plain(name: string): string {
  return foldCase(name).replace(/[^a-z0-9-]/g, (character) => `.${character.charCodeAt(0).toString(16)}-`);
}

/** The scope of a place itself, canonical. */
export function placeScope(place: Place): string {
  return foldCase(place.kind === 'subscription' ? `/subscriptions/${place.id}` : `${MANAGEMENT_GROUP}${place.name}`);
}

/**
 * Whether an assignment at `outer` reaches `inner`, given that both come from the listing of one place: a listing only
 * shows management groups that lie above it.
 */
export function reaches(outer: string, inner: string): boolean {
  const [above, below] = [scopeKey(outer), scopeKey(inner)];
  return above === '/' || above === below || above.startsWith(MANAGEMENT_GROUP) || below.startsWith(`${above}/`);
}
