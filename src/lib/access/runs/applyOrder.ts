/** In which order the changes of a plan are sent. Pure. */
import { placeKey, placeOf, reaches } from '../assignment.ts';
import type { Grant } from '../ownership.ts';
import type { Change } from '../plan/change.ts';
import type { PlanDocument } from './planDocument.ts';

/** So many additions go before the first removal; a rollout of thousands does not hold up whoever has to go. */
const AHEAD = 400;

type Planned = Pick<PlanDocument, 'adds' | 'removes' | 'quota'>;

/**
 * Whoever is denied first, then additions, then removals; but where the additions would not fit, what is removed there makes
 * room before them, unless one of them is to replace it. Places take turns.
 */
export function applyOrder({ adds, removes, quota }: Planned): readonly Grant[] {
  const full = placesTooFull(adds, quota);
  const denials = removes.filter(({ reason }) => reason === 'deny');
  const others = byTurns(removes.filter(({ reason }) => reason !== 'deny'));
  const coming = byTurns(adds);
  const isReplaced = replacedBy(adds);
  const makesRoom = (change: Change): boolean => full.has(placeKey(placeOf(change.scope))) && !isReplaced(change);
  return [
    ...denials,
    ...others.filter(makesRoom),
    ...coming.slice(0, AHEAD),
    ...others.filter((change) => !makesRoom(change)),
    ...coming.slice(AHEAD),
  ];
}

/** How many of these changes, from the first on, a run sends whoever asks for another one: the last removal is among them. */
export function leastSent({ adds, removes }: Pick<Planned, 'adds' | 'removes'>): number {
  return removes.length + Math.min(adds.length, AHEAD);
}

/** Tells whether somebody loses by a change what one of these additions gives them at the same scope, above it or below. */
function replacedBy(adds: readonly Change[]): (removal: Change) => boolean {
  const coming = new Map<string, string[]>();
  for (const { principalId, people = [], scope } of adds) {
    for (const id of [principalId, ...people]) {
      const scopes = coming.get(id);
      if (scopes === undefined) coming.set(id, [scope]);
      else scopes.push(scope);
    }
  }
  return ({ principalId, people = [], scope }) =>
    [principalId, ...people].some((id) =>
      coming.get(id)?.some((other) => reaches(other, scope) || reaches(scope, other)),
    );
}

/**
 * One of each place after the other. Azure limits every subscription by itself, and only so many changes are under way at a
 * time: all of one place, and those of the others would wait for it.
 */
function byTurns(changes: readonly Change[]): readonly Change[] {
  const turns = new Map<string, number>();
  const inTurn = changes.map((change) => {
    const key = placeKey(placeOf(change.scope));
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return { change, turn };
  });
  return inTurn.toSorted((a, b) => a.turn - b.turn).map(({ change }) => change);
}

function placesTooFull(adds: readonly Change[], quota: Planned['quota']): ReadonlySet<string> {
  const wanted = new Map<string, number>();
  for (const { scope } of adds) {
    const key = placeKey(placeOf(scope));
    wanted.set(key, (wanted.get(key) ?? 0) + 1);
  }
  return new Set(
    quota.flatMap(({ scope, used, limit }) => {
      const key = placeKey(placeOf(scope));
      return used + (wanted.get(key) ?? 0) > limit ? [key] : [];
    }),
  );
}
