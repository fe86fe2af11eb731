/** Groups that have an assignment of ours: who is in them has access by it, whether or not the policy names them still. Pure. */
import type { PlanInput } from './planInput.ts';
import { whoseFor } from './whose.ts';

/** Their ids, sorted. */
export function standingGroups({ places, self }: Pick<PlanInput, 'places' | 'self'>): readonly string[] {
  const whose = whoseFor(self);
  const ids = new Set<string>();
  for (const { assignments } of places.values())
    for (const one of assignments) if (one.principalType === 'Group' && whose.isOwn(one)) ids.add(one.principalId);
  return [...ids].toSorted();
}
