/**
 * Who is new with an addition. With scopes everybody is: somebody wrote them. With a selector nobody is who had the role, or
 * more, by what the app itself has given; but what somebody writes into the policy makes everybody new who gains by it, until
 * they have been counted for it.
 */
import type { ChangeRecord } from '../../src/lib/access/apply/changeRecord.ts';
import { type Assignment, scopeKey } from '../../src/lib/access/assignment.ts';
import { type LoginRole, suffices } from '../../src/lib/access/role.ts';
import { hours, type Instant, seconds } from '../../src/lib/time.ts';
import { type BindingState, isSelecting, scopesOf } from './policy.ts';
import { makerOf, reached, type Scene } from './scene.ts';
import { isEligible } from './truth.ts';
import type { Maker } from './world.ts';

/** A plan is carried out for so long. */
const PLANNED_MS = hours(1);
/** An instance goes by a policy that is so old. */
const POLICY_KEPT_MS = seconds(10);
/** What stood in the policy so shortly before may be what the app has seen last: plans fail, and what they leave is lost. */
const SEEN_MS = hours(3);

export interface Newcomers {
  /** Numbers of the people who are new with this addition. */
  of(assignment: Assignment, record: ChangeRecord): readonly number[];
}

interface Counted {
  readonly binding: string | null;
  readonly role: LoginRole;
  readonly person: number;
  readonly at: Instant;
}

export function createNewcomers(scene: Scene): Newcomers {
  const { clock, tables } = scene;
  const counted: Counted[] = [];

  const wasCounted = (person: number, { role }: Assignment, binding: string | null, since: Instant): boolean =>
    counted.some(
      (one) => one.person === person && one.binding === binding && suffices(one.role, role) && one.at >= since,
    );

  return {
    of(assignment, record) {
      const truth = scene.truth.now();
      const people = reached(assignment, truth).filter((n) => isEligible(truth, n));
      const { binding } = record;
      const change = changeOf(binding, scene);
      const isChosen = change !== undefined && isSelecting(change.now.target);
      const isGain =
        isChosen &&
        tables.knowsPolicySince() < change.at &&
        !change.before.some((one) => gives(one, change.now, assignment, scene));
      const isKnown = (n: number): boolean =>
        isGain ? wasCounted(n, assignment, binding, change.at - POLICY_KEPT_MS) : had(n, assignment, scene);
      const fresh = isChosen ? people.filter((n) => !isKnown(n)) : people;
      // The app has counted these people, even where this witness would not.
      const all = record.uncounted === true ? [] : people;
      counted.push(...all.map((person) => ({ binding, role: assignment.role, person, at: clock.now() })));
      return fresh;
    },
  };
}

interface PolicyChange {
  readonly now: BindingState;
  /** Since when it says so. */
  readonly at: Instant;
  /** What it said shortly before. */
  readonly before: readonly BindingState[];
}

/** What the policy says of a binding now, since when, and what it said before; without a change, the same. */
function changeOf(name: string | null, { policy }: Scene): PolicyChange | undefined {
  const states = policy.history().filter(({ value }) => !value.broken);
  const said = states.map(({ from, value }) => {
    return { from, binding: value.bindings.find((one) => one.name === name && !one.dropped) };
  });
  const now = said.at(-1)?.binding;
  if (now === undefined) return undefined;
  const other = said.findLastIndex(({ binding }) => binding === undefined || termsOf(binding) !== termsOf(now));
  const at = said[other + 1]?.from ?? -Infinity;
  if (other < 0) return { now, at: -Infinity, before: [now] };
  const earlier = said.slice(0, other + 1).filter((_, n, all) => (all[n + 1]?.from ?? at) >= at - SEEN_MS);
  return { now, at, before: earlier.flatMap(({ binding }) => binding ?? []) };
}

function termsOf({ group, role, target }: BindingState): string {
  return JSON.stringify([group, role, target]);
}

/** Whether the binding gave as much there, as it was written then. */
function gives(then: BindingState, now: BindingState, { scope, role }: Assignment, { truth }: Scene): boolean {
  const key = scopeKey(scope);
  return (
    then.group === now.group &&
    suffices(then.role, role) &&
    scopesOf(then, truth.now()).some((one) => key === scopeKey(one) || key.startsWith(`${scopeKey(one)}/`))
  );
}

/** What is on record as written by us. */
const GIVEN: ReadonlySet<Maker> = new Set<Maker>(['own', 'former']);

/** What they had when it was planned they may have lost since: with a selector people move from machine to machine. */
function had(person: number, { role }: Assignment, scene: Scene): boolean {
  const truth = scene.truth.now();
  return scene.there
    .since(scene.clock.now() - PLANNED_MS)
    .flat()
    .some((one) => GIVEN.has(makerOf(one, scene)) && suffices(one.role, role) && reached(one, truth).includes(person));
}
