/** The floor, decided once more before an administrator is removed: on the fresh listing, under one row for the scope. */
import { type Assignment, reaches } from '../assignment.ts';
import { mayBeLast, sureAdministrators } from '../guards/floor.ts';
import type { Change } from '../plan/change.ts';
import type { PlanDocument } from '../runs/planDocument.ts';
import type { ApplyDeps } from './applyDeps.ts';
import type { FreshPlace } from './freshPlace.ts';
import { type Hold, hold } from './outcome.ts';
import { isDeleted } from './proofs/person.ts';
import type { ProofDeps } from './proofs/proof.ts';

/** As many are asked about: whoever has more administrators than that is above every floor. */
const ASKED_AT_MOST = 1000;

type FloorDeps = Pick<ApplyDeps, 'budgets' | keyof ProofDeps>;

/** Why the floor keeps it; undefined when enough remain, or nobody who could sign in goes. Throws what the services throw. */
export async function floorFor(
  change: Change,
  { budgets }: Pick<PlanDocument, 'budgets'>,
  place: FreshPlace,
  deps: FloorDeps,
): Promise<Hold | undefined> {
  // Whoever is deleted is proven to be, and so never was one of those who remain.
  if (change.reason === 'deleted' || !mayBeLast(change)) return undefined;
  const { scope, principalId, binding } = change;
  const { reading, diff, input } = place;
  const asked = new Set([principalId, ...administratorsAt(scope, reading.assignments)]);
  const people = await deps.directory.people([...asked]);
  // One answer that lacks somebody proves nothing: that they are deleted needs the proof that `deleted` needs.
  if (!people.has(principalId) && (await isProvenDeleted(change, place, deps))) return undefined;
  const going = [...diff.removes, ...diff.withheld].filter(({ action }) => action === 'remove');
  const { groups } = input;
  const sure = sureAdministrators({ groups, names: { people, asked }, denied: diff.denied, going });
  const least = budgets.find((one) => one.binding === binding)?.minAdministrators ?? 1;
  const left = [...sure(reading, scope)];
  // Whoever stays an administrator by another way leaves as many as there were.
  if (left.includes(principalId) && left.length >= least) return undefined;
  if ((await deps.budgets.reserveFloor(scope, principalId, left, least)) === 'reserved') return undefined;
  return hold(
    'Floor',
    `Too few administrators would be sure to remain there: at least ${least} must (minAdministrators).`,
  );
}

async function isProvenDeleted(change: Change, { diff }: FreshPlace, deps: FloorDeps): Promise<boolean> {
  const canary = diff.bindings.find(({ binding }) => binding.name === change.binding)?.binding.group.id;
  return (await isDeleted(change, { canary, absentSince: undefined }, deps)).hold === undefined;
}

function administratorsAt(scope: string, assignments: readonly Assignment[]): readonly string[] {
  const direct = assignments.filter(
    (one) => one.role === 'administrator' && one.principalType !== 'Group' && reaches(one.scope, scope),
  );
  return [...new Set(direct.map(({ principalId }) => principalId))].slice(0, ASKED_AT_MOST);
}
