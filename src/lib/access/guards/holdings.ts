/**
 * Who holds which role through a binding, by assignments that stand and are on record: guards judge by it who is new. A
 * description is no proof, because anybody can copy one. It is known even when the budgets of the last 24 hours are lost. Pure.
 */

import type { Instant } from '../../time.ts';
import { type Assignment, scopeKey } from '../assignment.ts';
import { BUDGET_WINDOW_MS } from '../budgets/reservations.ts';
import type { GrantRecord } from '../grants.ts';
import type { BindingName } from '../plan/change.ts';
import { bucketKey } from '../plan/desired.ts';
import type { Diff } from '../plan/diff.ts';
import type { PlanInput } from '../plan/planInput.ts';
import { whoseFor } from '../plan/whose.ts';
import { ROLES } from '../policy/policy.ts';
import { type LoginRole, suffices } from '../role.ts';
import { peopleBehind } from './peopleBehind.ts';

export interface Holdings {
  /** People to whom the binding gave something within 24 hours that guards count and nobody has approved. */
  createdUnapproved(binding: BindingName): ReadonlySet<string>;
  /** Whether the binding has given somebody this role, or more, and it stands. */
  has(binding: BindingName, principalId: string, role: LoginRole): boolean;
  /** The same of what was written after this instant, and was counted by the guards or approved. */
  wasCountedSince(since: Instant, binding: BindingName, principalId: string, role: LoginRole): boolean;
  /** How many have this role, or more, through the binding, and not only by what was counted within 24 hours. */
  established(binding: BindingName, role: LoginRole): number;
}

type World = Pick<PlanInput, 'groups' | 'places' | 'recorded' | 'self' | 'now'>;

/** Finds out what stands of each binding; nothing is gone through before somebody asks. */
export function holdingsIn(world: World, { bindings }: Pick<Diff, 'bindings'>): Holdings {
  let found: ReadonlyMap<BindingName, Given> | undefined;
  const of = (binding: BindingName): Given => {
    found ??= givenIn(world, bindings);
    return found.get(binding) ?? NOTHING;
  };
  return {
    createdUnapproved: (binding) => of(binding).created,
    has: (binding, id, role) => enough(role).some((held) => of(binding)[held].has(id)),
    wasCountedSince: (since, binding, id, role) =>
      enough(role).some((held) => (of(binding)[held].get(id)?.countedAt ?? -Infinity) > since),
    established: (binding, role) => {
      const people = enough(role).flatMap((held) => [...of(binding)[held]]);
      return new Set(people.filter(([, holding]) => holding.established).map(([id]) => id)).size;
    },
  };
}

function enough(role: LoginRole): readonly LoginRole[] {
  return ROLES.filter((held) => suffices(held, role));
}

/** What somebody has of one role. */
interface Holding {
  /** When guards counted it last. */
  countedAt: Instant;
  /** Some of it is older than the window, was approved, or made nobody new. */
  established: boolean;
}

/** By person. */
interface Given extends Readonly<Record<LoginRole, Map<string, Holding>>> {
  readonly created: Set<string>;
}

const nothing = (): Given => ({ created: new Set(), administrator: new Map(), user: new Map() });
const NOTHING = nothing();

function givenIn({ groups, places, recorded, self, now }: World, bindings: Diff['bindings']): Map<BindingName, Given> {
  const whose = whoseFor(self);
  const behind = peopleBehind(groups);
  const naming = namingIn(bindings);
  const given = new Map<BindingName, Given>();
  /** The binding on record; without one, every binding that gives this role at this scope, if it is ours at all. */
  const givenBy = (one: Assignment, binding: string | null | undefined): readonly Given[] => {
    const unknown = (): readonly string[] =>
      whose.isOwn(one) ? (naming.get(bucketKey(one.scope, one.role)) ?? []) : [];
    return (typeof binding === 'string' ? [binding] : unknown()).map((name) => {
      const known = given.get(name) ?? nothing();
      given.set(name, known);
      return known;
    });
  };
  const noteCreated = (one: Assignment, record: GrantRecord | undefined): void => {
    if (!isOfWindow(one, record, now) || !isCounted(record) || !whose.isOwn(one)) return;
    for (const { created } of givenBy(one, record?.binding)) for (const id of behind(one.principalId)) created.add(id);
  };
  const noteHeld = (one: Assignment, record: GrantRecord): void => {
    const countedAt = record.uncounted === true ? -Infinity : record.at;
    const holding = { countedAt, established: !isOfWindow(one, record, now) || !isCounted(record) };
    for (const to of givenBy(one, record.writtenFor ?? record.binding))
      for (const id of behind(one.principalId)) hold(to[one.role], id, holding);
  };
  for (const { assignments } of places.values()) {
    for (const one of assignments) {
      const record = recorded.get(one.name);
      noteCreated(one, record);
      if (record !== undefined && isProof(one, record, self)) noteHeld(one, record);
    }
  }
  return given;
}

function isOfWindow({ createdAt }: Assignment, record: GrantRecord | undefined, now: Instant): boolean {
  return now - (createdAt ?? record?.at ?? -Infinity) < BUDGET_WINDOW_MS;
}

/** What is not on record counts: its record may be lost. */
function isCounted(record: GrantRecord | undefined): boolean {
  return record?.uncounted !== true && record?.quarantine === undefined;
}

/** Whether the record proves that we have given it. */
function isProof(one: Assignment, record: GrantRecord, { appId }: World['self']): boolean {
  return one.conditional !== true && isSameGrant(one, record) && (record.how === 'written' || isMadeBy(appId, one));
}

/** What was found and not written may have been planted, under the very name that we would give; Azure tells who made it. */
function isMadeBy(appId: string | undefined, { createdBy }: Assignment): boolean {
  return appId !== undefined && createdBy?.toLowerCase() === appId.toLowerCase();
}

function isSameGrant(one: Assignment, record: GrantRecord): boolean {
  return (
    one.role === record.role &&
    one.principalId === record.principalId &&
    (one.scope === record.scope || scopeKey(one.scope) === scopeKey(record.scope))
  );
}

function hold(people: Map<string, Holding>, id: string, { countedAt, established }: Holding): void {
  const known = people.get(id);
  if (known === undefined) return void people.set(id, { countedAt, established });
  known.countedAt = Math.max(known.countedAt, countedAt);
  known.established ||= established;
}

function namingIn(bindings: Diff['bindings']): ReadonlyMap<string, readonly string[]> {
  const naming = new Map<string, string[]>();
  for (const { binding, scopes } of bindings) {
    for (const scope of scopes) {
      const key = bucketKey(scope, binding.role);
      naming.set(key, [...(naming.get(key) ?? []), binding.name]);
    }
  }
  return naming;
}
