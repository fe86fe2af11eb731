/** What a witness sees of a life: the truth, what stands, the policy as people have it, and what the app has written down. */

import type { ChangeRecord } from '../../src/lib/access/apply/changeRecord.ts';
import { type Assignment, reaches, scopeKey } from '../../src/lib/access/assignment.ts';
import { type LoginRole, suffices } from '../../src/lib/access/role.ts';
import type { Clock, Instant } from '../../src/lib/time.ts';
import type { LifeDirectory } from './directory.ts';
import type { Faults } from './faults.ts';
import type { PolicyState } from './policy.ts';
import type { Tables } from './tables.ts';
import { closureOf, isEligible, numberOf, personId, type Timeline, type Truth } from './truth.ts';
import type { Maker, World } from './world.ts';

export interface Scene {
  readonly world: World;
  readonly clock: Clock;
  readonly truth: Timeline<Truth>;
  readonly there: Timeline<readonly Assignment[]>;
  readonly policy: Timeline<PolicyState>;
  readonly directory: LifeDirectory;
  readonly faults: Faults;
  readonly tables: Tables;
  /** When an assignment of others ends by itself, by name. */
  readonly ends: ReadonlyMap<string, Instant>;
  /** What the app knows of itself. */
  readonly self: SelfSeen;
  /** Who made an assignment that the app has not made. */
  readonly makers: ReadonlyMap<string, Maker>;
  /** What a person has approved, by quarantine. */
  readonly approvals: Map<string, Approval>;
  readonly pauses: PausesSeen;
  readonly problems: string[];
}

export interface Approval {
  readonly until: Instant;
  /** Keys of grants. */
  readonly grants: ReadonlySet<string>;
}

export interface SelfSeen {
  /** Since when its own object id is unknown to it; Infinity while it is known. */
  unknownSince(): Instant;
}

export interface PausesSeen {
  /** Since when what takes away, or gives, is paused; undefined when it is not. */
  since(action: 'add' | 'remove', now: Instant): Instant | undefined;
}

/** Whose it is. */
export function makerOf({ name }: Assignment, { makers }: Scene): Maker {
  return makers.get(name) ?? 'own';
}

/** Ours to take away without anybody's word in the policy, as far as names can tell. */
export function isOwn(assignment: Assignment, scene: Scene): boolean {
  const maker = makerOf(assignment, scene);
  return maker !== 'other' && maker !== 'foreign';
}

/** The people whom an assignment reaches, whoever they are. */
export function reached({ principalId }: Pick<Assignment, 'principalId'>, truth: Truth): readonly number[] {
  const person = numberOf(principalId, 'person');
  if (person !== undefined) return [person];
  return [...closureOf(truth, numberOf(principalId, 'group') ?? -1).people];
}

/** Whether somebody has this role there, or more, by anything that stands. */
export function has(
  person: number,
  { scope, role }: { readonly scope: string; readonly role: LoginRole },
  there: readonly Assignment[],
  truth: Truth,
): boolean {
  const id = personId(person);
  return there.some(
    (one) =>
      suffices(one.role, role) &&
      reaches(one.scope, scope) &&
      (one.principalId === id || (one.principalType === 'Group' && reached(one, truth).includes(person))),
  );
}

/** Without what ends by itself. */
export function lasting(there: readonly Assignment[], { ends }: Scene): readonly Assignment[] {
  return there.filter(({ name }) => !ends.has(name));
}

/** The people who can sign in as administrators there. */
export function administratorsAt(
  scope: string,
  there: readonly Assignment[],
  truth: Truth,
  denied: readonly number[],
): ReadonlySet<number> {
  const people = [...truth.people.keys()].filter((n) => isEligible(truth, n) && !denied.includes(n));
  return new Set(people.filter((n) => has(n, { scope, role: 'administrator' }, there, truth)));
}

/** An approval that a person has given, that holds, and that is of this very grant. */
export function isApproved(record: ChangeRecord | undefined, { approvals, clock }: Scene): boolean {
  if (record?.quarantine === undefined) return false;
  const approval = approvals.get(record.quarantine);
  return approval !== undefined && clock.now() < approval.until && approval.grants.has(grantKey(record));
}

export function grantKey({ scope, role, principalId }: Pick<Assignment, 'scope' | 'role' | 'principalId'>): string {
  return `${scopeKey(scope)} ${role} ${principalId}`;
}
