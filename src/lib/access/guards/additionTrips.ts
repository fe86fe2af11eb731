/** Guards on additions: too many new administrators, or new users, of a binding. Pure. */
import type { BindingName, Change } from '../plan/change.ts';
import { addedLately, additionAllowance } from './allowances.ts';
import type { GuardInput } from './guardInput.ts';
import type { People } from './people.ts';
import { already, byBinding, distinct, groupsCount, people, type Trip, through, together } from './trip.ts';

/** Every guard on additions that trips. */
export function additionTrips(input: GuardInput, present: People, counted: ReadonlySet<Change>): readonly Trip[] {
  const newcomers = input.diff.adds.filter((change) => counted.has(change));
  return [...byBinding(newcomers)].flatMap(([binding, adds]) => tooMany(binding, adds, input, present));
}

function tooMany(binding: BindingName, adds: readonly Change[], input: GuardInput, present: People): Trip[] {
  const asAdministrators = adds.some(({ role }) => role === 'administrator');
  const [code, role, what] = asAdministrators
    ? (['GuardNewAdministrators', 'administrator', 'administrators'] as const)
    : (['GuardNewUsers', 'user', 'users'] as const);
  const wanted = distinct(adds);
  const done = addedLately(binding, input);
  const { most, because } = additionAllowance(binding, role, input, present);
  if (together(done, wanted).size <= most) return [];
  const sentence = `${people(wanted.size)} would become ${what} through ${through(binding)}${already(done, wanted)}, more than may within 24 hours (${because}).${groupsCount(adds)}`;
  return [{ binding, kind: 'additions', code, sentence }];
}
