/**
 * Who was given something within 24 hours, by what stands and what is on record: this is known even when the budgets of
 * that time are lost. Pure.
 */
import type { Assignment } from '../assignment.ts';
import { BUDGET_WINDOW_MS } from '../budgets/reservations.ts';
import type { GrantRecord } from '../grants.ts';
import type { BindingName } from '../plan/change.ts';
import { bucketKey } from '../plan/desired.ts';
import type { Diff } from '../plan/diff.ts';
import type { PlanInput } from '../plan/planInput.ts';
import { whoseFor } from '../plan/whose.ts';
import { peopleBehind } from './peopleBehind.ts';

export interface CreatedLately {
  /**
   * People for whom assignments of ours were made through a binding within 24 hours, but for those under an approval,
   * which a person has looked at. With a selector only who had no machine before.
   */
  createdUnapproved(binding: BindingName): ReadonlySet<string>;
  /** Whether what somebody has through a binding is not all of that kind: some of it is older, or was approved. */
  hadBefore(binding: BindingName, principalId: string): boolean;
}

interface World extends Pick<PlanInput, 'groups' | 'places' | 'self' | 'now'> {
  /** By name of the assignment. */
  readonly recorded: ReadonlyMap<string, Pick<GrantRecord, 'binding' | 'quarantine'>>;
}

/** Finds out what was created lately. */
export function createdLately(world: World, { bindings }: Pick<Diff, 'bindings'>): CreatedLately {
  const whose = whoseFor(world.self);
  const bindingsOf = attribution(bindings, world);
  const behind = peopleBehind(world.groups);
  const isUnapproved = (one: Assignment): boolean =>
    one.createdAt !== undefined &&
    world.now - one.createdAt < BUDGET_WINDOW_MS &&
    world.recorded.get(one.name)?.quarantine === undefined;
  const peopleOf = (which: (one: Assignment) => boolean): Map<BindingName, Set<string>> => {
    const sets = new Map<BindingName, Set<string>>();
    for (const { assignments } of world.places.values()) {
      for (const one of assignments) {
        // Whose it is takes longest to say.
        if (which(one) && whose.isOwn(one))
          for (const binding of bindingsOf(one)) put(sets, binding, behind(one.principalId));
      }
    }
    return sets;
  };
  const created = peopleOf(isUnapproved);
  const newer = new Set([...created.values()].flatMap((people) => [...people]));
  const isOfNewer = ({ principalId }: Assignment): boolean => behind(principalId).some((person) => newer.has(person));
  const before = peopleOf((one) => isOfNewer(one) && !isUnapproved(one));
  for (const { binding } of bindings) {
    if (binding.target.kind !== 'machines') continue;
    for (const id of before.get(binding.name) ?? NOBODY) created.get(binding.name)?.delete(id);
  }
  return {
    createdUnapproved: (binding) => created.get(binding) ?? NOBODY,
    hadBefore: (binding, id) => created.get(binding)?.has(id) !== true || before.get(binding)?.has(id) === true,
  };
}

const NOBODY: ReadonlySet<string> = new Set();

function put(sets: Map<BindingName, Set<string>>, binding: BindingName, people: readonly string[]): void {
  const set = sets.get(binding) ?? new Set();
  sets.set(binding, set);
  for (const person of people) set.add(person);
}

/** The binding on record for an assignment; without one, every binding that gives this role at this scope. */
function attribution(
  bindings: Diff['bindings'],
  { recorded }: World,
): (assignment: Assignment) => readonly BindingName[] {
  const naming = new Map<string, string[]>();
  for (const { binding, scopes } of bindings) {
    for (const scope of scopes) {
      const key = bucketKey(scope, binding.role);
      naming.set(key, [...(naming.get(key) ?? []), binding.name]);
    }
  }
  return ({ name, scope, role }) => {
    const binding = recorded.get(name)?.binding ?? undefined;
    return binding === undefined ? (naming.get(bucketKey(scope, role)) ?? []) : [binding];
  };
}
