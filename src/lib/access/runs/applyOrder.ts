/** In which order the changes of a plan are sent. Pure. */
import { placeKey, placeOf } from '../assignment.ts';
import type { Grant } from '../ownership.ts';
import type { Change } from '../plan/change.ts';
import type { PlanDocument } from './planDocument.ts';

/** So many additions go before the first removal; a rollout of thousands does not hold up whoever has to go. */
const AHEAD = 400;

type Planned = Pick<PlanDocument, 'adds' | 'removes' | 'quota'>;

/**
 * Whoever is denied first, then additions, then removals; but where the additions would not fit, what is removed there makes
 * room before them.
 */
export function applyOrder({ adds, removes, quota }: Planned): readonly Grant[] {
  const full = placesTooFull(adds, quota);
  const denials = removes.filter(({ reason }) => reason === 'deny');
  const others = removes.filter(({ reason }) => reason !== 'deny');
  const isFull = ({ scope }: Change): boolean => full.has(placeKey(placeOf(scope)));
  return [
    ...denials,
    ...others.filter(isFull),
    ...adds.slice(0, AHEAD),
    ...others.filter((change) => !isFull(change)),
    ...adds.slice(AHEAD),
  ];
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
