/** Guards on additions: too many new administrators, or new users, of a binding. Pure. */
import type { Change } from '../plan/change.ts';
import type { GuardInput } from './guard.ts';
import { type BindingName, greaterOf } from './limits.ts';
import type { People } from './people.ts';
import { byBinding, distinct, groupsCount, people, type Trip, through } from './trip.ts';

/** Every guard on additions that trips. */
export function additionTrips(input: GuardInput, present: People): readonly Trip[] {
  const selecting = new Set<BindingName>(
    input.diff.bindings.flatMap(({ binding }) => (binding.target.kind === 'machines' ? [binding.name] : [])),
  );
  return [...byBinding(input.diff.adds)].flatMap(([binding, adds]) => {
    // A machine that a selector chooses anew makes nobody new. A scope that the policy names anew does: somebody wrote it.
    const known = selecting.has(binding);
    return tooMany(
      binding,
      adds.filter(({ principalId }) => !known || !present.has(binding, principalId)),
      input,
      present.count(binding),
    );
  });
}

function tooMany(binding: BindingName, adds: readonly Change[], { limits }: GuardInput, has: number): Trip[] {
  const guards = limits.of(binding);
  const { maxNewAdministrators, maxNewAdministratorsPercent, maxNewUsers, maxNewUsersPercent } = guards;
  const asAdministrators = adds.some(({ role }) => role === 'administrator');
  const newcomers = distinct(adds).size;
  const [number, percent] = asAdministrators
    ? [maxNewAdministrators, maxNewAdministratorsPercent]
    : [maxNewUsers, maxNewUsersPercent];
  if (newcomers <= greaterOf(number, percent, has)) return [];
  const [code, guard, what] = asAdministrators
    ? (['GuardNewAdministrators', 'maxNewAdministrators', 'administrators'] as const)
    : (['GuardNewUsers', 'maxNewUsers', 'users'] as const);
  const limit = `${guard} ${number}, ${guard}Percent ${percent} of ${people(has)}`;
  const sentence = `${people(newcomers)} would become ${what} through ${through(binding)}, more than may within 24 hours (${limit}).${groupsCount(adds)}`;
  return [{ binding, kind: 'additions', code, sentence }];
}
