/** Guards on additions: too many new administrators, or new users, of a binding. Pure. */
import { toIso } from '../../time.ts';
import type { BindingName, Change } from '../plan/change.ts';
import { addedLately, additionAllowance } from './allowances.ts';
import { changedAt } from './baselines.ts';
import { type Counted, peopleOf, unreadGroupIn } from './counted.ts';
import type { GuardInput } from './guardInput.ts';
import { already, byBinding, people, type Trip, through, together } from './trip.ts';

/** Every guard on additions that trips. */
export function additionTrips(input: GuardInput, counted: Counted): readonly Trip[] {
  const newcomers = input.diff.adds.filter((change) => counted.has(change));
  return [...byBinding(newcomers)].flatMap(([binding, adds]) =>
    tooMany({ binding, adds, wanted: peopleOf(adds, counted) }, input),
  );
}

/** What a binding would give, and to whom. */
interface Gain {
  readonly binding: BindingName;
  readonly adds: readonly Change[];
  readonly wanted: ReadonlySet<string>;
}

function tooMany({ binding, adds, wanted }: Gain, input: GuardInput): Trip[] {
  const asAdministrators = adds.some(({ role }) => role === 'administrator');
  const [code, role, what] = asAdministrators
    ? (['GuardNewAdministrators', 'administrator', 'administrators'] as const)
    : (['GuardNewUsers', 'user', 'users'] as const);
  const trip = { binding, kind: 'additions', code } as const;
  const unread = unreadGroupIn(adds, input);
  if (unread !== undefined) {
    const sentence = `Nobody knows how many people would become ${what} through ${through(binding)}: the members of group ${unread} are not known.`;
    return [{ ...trip, sentence }];
  }
  const done = addedLately(binding, input);
  const { most, because } = additionAllowance(binding, role, input);
  if (together(done, wanted).size <= most) return [];
  const sentence = `${people(wanted.size)} would become ${what} through ${through(binding)}${already(done, wanted)}, more than may within 24 hours (${because}).${changedText(binding, input)}`;
  return [{ ...trip, sentence }];
}

/** Else nobody would understand why those count who have something through the binding already. */
function changedText(binding: BindingName, input: GuardInput): string {
  const at = changedAt(binding, input);
  return at === undefined
    ? ''
    : ` The policy of this binding changed (first planned ${toIso(at)}), so everybody who gains by that counts.`;
}
