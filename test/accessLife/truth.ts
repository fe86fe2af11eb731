/** The directory and the machines as they are, and as they were: every state with the moment from which on it held. */
import { type Instant, minutes } from '../../src/lib/time.ts';
import { idOf } from '../builders/runWorld.ts';
import type { Spelling } from './readingEvents.ts';
import type { Tag } from './world.ts';

export interface Truth {
  readonly people: readonly PersonState[];
  readonly groups: readonly GroupState[];
  readonly machines: readonly MachineState[];
  /** Whether the directory tells us who is enabled and who is a guest. */
  readonly readable: boolean;
}

export interface PersonState {
  readonly enabled: boolean;
  readonly guest: boolean;
  /** How the directory writes what they are: in another case, or not at all, as of members older than `userType`. */
  readonly spelled: Spelling;
  readonly gone: 'no' | 'deleted' | 'purged';
}

export interface GroupState {
  /** Numbers of people, and of groups: what is gone is in it still, and comes back with it. */
  readonly members: readonly number[];
  readonly nested: readonly number[];
  readonly gone: boolean;
  readonly hidden: boolean;
  readonly roleAssignable: boolean;
}

export interface MachineState {
  readonly tag: Tag;
  readonly gone: boolean;
  readonly reported: boolean;
}

/** Who they are to Azure. */
export const personId = (n: number): string => idOf(n + 1);
export const groupId = (n: number): string => idOf(900 + n);

/** The entry of that number; of a number that is out of range the first. */
export function nth<T>(list: readonly T[], n: number): T {
  const found = list[n] ?? list[0];
  if (found === undefined) throw new Error('There is none at all.');
  return found;
}

export function numberOf(id: string, prefix: 'person' | 'group'): number | undefined {
  const n = Number(id.slice(-12));
  if (prefix === 'group') return n >= 900 ? n - 900 : undefined;
  return n < 900 ? n - 1 : undefined;
}

/** The people in a group through any level, whoever they are, and the groups on the way. */
export function closureOf(
  truth: Truth,
  group: number,
): { readonly people: ReadonlySet<number>; readonly groups: ReadonlySet<number> } {
  const people = new Set<number>();
  const groups = new Set<number>();
  const visit = (n: number): void => {
    const state = truth.groups[n];
    if (state === undefined || state.gone) return;
    for (const one of state.members) if (truth.people[one]?.gone === 'no') people.add(one);
    for (const one of state.nested) {
      if (groups.has(one) || truth.groups[one]?.gone !== false) continue;
      groups.add(one);
      visit(one);
    }
  };
  visit(group);
  return { people, groups };
}

export function isEligible(truth: Truth, person: number): boolean {
  const state = truth.people[person];
  return state !== undefined && state.enabled && !state.guest && state.gone === 'no';
}

/** Whether somebody is an enabled member of the tenant, and of the group. */
export function isEligibleMember(truth: Truth, person: number, group: number): boolean {
  return isEligible(truth, person) && closureOf(truth, group).people.has(person);
}

/** Anything that changes, with what it was. */
export interface Timeline<T> {
  now(): T;
  at(instant: Instant): T;
  /** What held at any moment since then. */
  since(instant: Instant): readonly T[];
  /** Every state that is remembered, each with the moment from which on it held. */
  history(): readonly { readonly from: Instant; readonly value: T }[];
  put(value: T): void;
  /** What held before the last change. */
  before(): T;
  /** The number of the state that holds now; states are numbered without end. */
  newest(): number;
  /** The number of the state that held then. */
  revisionAt(instant: Instant): number;
  revision(number: number): T;
  /** From when on the state of that number held. */
  startOf(number: number): Instant;
}

const REMEMBERED_MS = minutes(60 * 26);

export function aTimeline<T>(first: T, clock: { now(): Instant }): Timeline<T> {
  const states: { readonly from: Instant; readonly value: T }[] = [{ from: clock.now(), value: first }];
  let forgotten = 0;
  const indexAt = (instant: Instant): number => {
    let index = states.length - 1;
    while (index > 0 && (states[index]?.from ?? 0) > instant) index -= 1;
    return index;
  };
  const value = (index: number): T => states[index]?.value ?? first;
  return {
    now: () => value(states.length - 1),
    at: (instant) => value(indexAt(instant)),
    since: (instant) => states.slice(indexAt(instant)).map((state) => state.value),
    history: () => states,
    before: () => value(Math.max(states.length - 2, 0)),
    newest: () => forgotten + states.length - 1,
    revisionAt: (instant) => forgotten + indexAt(instant),
    revision: (number) => value(Math.max(number - forgotten, 0)),
    startOf: (number) => states[Math.max(number - forgotten, 0)]?.from ?? clock.now(),
    put(value) {
      states.push({ from: clock.now(), value });
      const old = Math.min(indexAt(clock.now() - REMEMBERED_MS), states.length - 2);
      if (old <= 0) return;
      states.splice(0, old);
      forgotten += old;
    },
  };
}
