/** A guard that trips, and how it says so. */
import type { GuardedKind } from '../budgets/budgets.ts';
import type { BindingName, Change, GuardCode } from '../plan/change.ts';

export interface Trip {
  readonly binding: BindingName;
  readonly kind: GuardedKind;
  readonly code: GuardCode;
  /** The numbers and the limit. */
  readonly sentence: string;
}

/** What kind of change it is to guards. */
export function kindOf({ action, reason }: Pick<Change, 'action' | 'reason'>): GuardedKind {
  if (action === 'add') return 'additions';
  return reason === 'deny' ? 'denials' : 'removals';
}

/** So many people, in words. */
export function people(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}

/** A binding, in words. */
export function through(binding: BindingName): string {
  return binding === null ? 'no binding' : `binding ${binding}`;
}

/** What is lost with a binding, in words. */
export function gifts(binding: BindingName): string {
  return binding === null
    ? 'access that this app gave them and that no binding gives any more'
    : `what ${through(binding)} gave them`;
}

/** The changes by binding, in the order in which bindings come up. */
export function byBinding<T extends Change>(changes: readonly T[]): ReadonlyMap<BindingName, readonly T[]> {
  return Map.groupBy(changes, ({ binding }) => binding);
}

/** Principals, each once. */
export function distinct(changes: readonly Pick<Change, 'principalId'>[]): ReadonlySet<string> {
  return new Set(changes.map(({ principalId }) => principalId));
}

/** Those of both, each once. */
export function together(done: ReadonlySet<string>, wanted: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...done, ...wanted]);
}

/** How many there were already beside those who are wanted now, in words. */
export function already(done: ReadonlySet<string>, wanted: ReadonlySet<string>, did = 'did'): string {
  const others = together(done, wanted).size - wanted.size;
  return others === 0 ? '' : `, and ${others} already ${did}`;
}
