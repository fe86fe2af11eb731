import type { OrdinalLog } from './ordinalLog.ts';
import type { Principals } from './principals.ts';
import type { Placed, ScopeIndex } from './scopeIndex.ts';
import { related, type Scope } from './scopes.ts';

/**
 * What `$filter` asks for (learn.microsoft.com, role-based-access-control/role-assignments-list-rest, and the parameter's
 * description in the specification): `atScope()` is at the scope and above; without it, below too. `principalId eq` is
 * exactly this principal, `assignedTo()` a user or service principal with all groups that it is in.
 */
export interface ScopeFilter {
  readonly atScope: boolean;
  /** Absent: of anybody. */
  readonly principalIds?: ReadonlySet<string>;
}

const TERM = /^(?:(atscope)\(\)|principalid eq '?([^']+?)'?|assignedto\('([^']+)'\))$/i;

/** The filter, or undefined when it is none of these and no `and` of them. */
export function readFilter(text: string | null, principals: Principals): ScopeFilter | undefined {
  let filter: ScopeFilter = { atScope: false };
  for (const term of text?.split(/\s+and\s+/i) ?? []) {
    const match = TERM.exec(term.trim());
    if (match === null) return undefined;
    const [, atScope, principalId, assignedTo] = match;
    if (atScope !== undefined) filter = { ...filter, atScope: true };
    if (principalId !== undefined) filter = { ...filter, principalIds: new Set([principalId.toLowerCase()]) };
    if (assignedTo !== undefined) {
      const id = assignedTo.toLowerCase();
      // "You cannot pass an object ID for a group."
      if (principals.find(id)?.kind === 'Group') return undefined;
      filter = { ...filter, principalIds: new Set([id, ...principals.memberOf(id)]) };
    }
  }
  return filter;
}

/** Where to look for what a filter asks, and what to keep of it. */
export interface Selection<T extends Placed> {
  readonly logs: readonly OrdinalLog<T>[];
  readonly keep: (entry: T) => boolean;
}

/** What a list at a scope holds. */
export function select<T extends Placed>(
  index: ScopeIndex<T>,
  scope: Scope,
  { atScope, principalIds }: ScopeFilter,
): Selection<T> {
  if (principalIds !== undefined) {
    const keep = ({ scope: place }: T) => (atScope ? scope.lineage.includes(place.key) : related(scope, place));
    return { logs: [...principalIds].map((id) => index.of(id)), keep };
  }
  const above = scope.lineage.slice(1).map((key) => index.at(key));
  return { logs: [atScope ? index.at(scope.key) : index.within(scope.key), ...above], keep: () => true };
}

/** The first `count` of a selection that came later than `ordinal`. */
export function firstOf<T extends Placed>({ logs, keep }: Selection<T>, ordinal: number, count: number): T[] {
  const found = new Set<T>();
  for (const log of logs) {
    let taken = 0;
    for (const entry of log.after(ordinal)) {
      if (taken === count) break;
      if (!keep(entry)) continue;
      found.add(entry);
      taken += 1;
    }
  }
  return [...found].toSorted((one, other) => one.ordinal - other.ordinal).slice(0, count);
}
