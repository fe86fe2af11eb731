/**
 * What was changed within the last 24 hours without anybody's approval, reserved before each write, in rows that all
 * instances share: so that instances at work at the same time cannot spend more than the guards allow.
 */
import type { BindingName } from '../plan/change.ts';

/** What guards tell apart: denials pass those of the other removals. */
export type GuardedKind = 'removals' | 'denials' | 'additions';

/** What was reserved within 24 hours. */
export interface Spent {
  /** People who have lost access through a binding, or were given it. */
  of(binding: BindingName, kind: 'removals' | 'additions'): ReadonlySet<string>;
  /** People who have lost access through any binding. */
  readonly removals: ReadonlySet<string>;
  /** People who were removed because the policy denies them. */
  readonly denials: ReadonlySet<string>;
}

export interface Reservation {
  readonly binding: BindingName;
  readonly kind: GuardedKind;
  /** Those who gain or lose something by it: all of them are reserved, or none. */
  readonly people: readonly string[];
  /** How many people there may be within 24 hours, these among them. */
  readonly limit: number;
  /** The same over all bindings; of removals only. */
  readonly limitInAll?: number;
}

/** `spent`: the limit does not let them through, or the row cannot be read. Whoever is reserved already stays so. */
export type Reserved = 'reserved' | 'spent';

export interface Budgets {
  /** What these bindings have spent. A row that cannot be read throws a transient `Failure` `BudgetUnreadable`. */
  spent(bindings: readonly BindingName[]): Promise<Spent>;
  reserve(reservation: Reservation): Promise<Reserved>;
  /**
   * Reserves the removal of an administrator at a scope: `left` are those who are sure to remain there by what was listed
   * just now. Those whose removal was reserved so lately that a listing may still show them do not count.
   */
  reserveFloor(scope: string, principalId: string, left: readonly string[], least: number): Promise<Reserved>;
}
