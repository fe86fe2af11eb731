/** How full the places are: Azure allows so many role assignments and no more. Pure. */
import { defined } from '../../defined.ts';
import type { Instant } from '../../time.ts';
import { placeKey, placeOf, placeScope } from '../assignment.ts';
import { type Change, compare } from './change.ts';
import { fullAt } from './growth.ts';
import type { PlanInput } from './planInput.ts';

// Source: Azure RBAC limits (learn.microsoft.com): 4,000 in a subscription at all its scopes, and 500 at a management
// group, counted apart; neither can be raised.
const ASSIGNMENT_LIMITS = { subscription: 4000, managementGroup: 500 } as const;

/** Warn from here on. */
const NEARLY_FULL = 0.8;

export interface Quota {
  /** `/subscriptions/…` or the management group. */
  readonly scope: string;
  readonly used: number;
  readonly limit: number;
  /** Used when the plan has been carried out, and what approvers are asked to let in besides. */
  readonly after: number;
  /** When it will be full if it goes on growing as it did; absent when it does not grow or is not known yet. */
  readonly fullAt?: Instant;
}

/** Whether people should do something about it. */
export function isNearlyFull({ after, limit }: Quota): boolean {
  return after >= limit * NEARLY_FULL;
}

/** How full the places are, and will be after these changes. */
export function quotas(
  { places, history, now }: Pick<PlanInput, 'places' | 'history' | 'now'>,
  changes: readonly Change[],
): readonly Quota[] {
  const effects = effectsOf(changes);
  return [...places]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([key, { place, used }]) => {
      const limit = ASSIGNMENT_LIMITS[place.kind];
      const after = used + (effects.get(key) ?? 0);
      const full = fullAt(history.get(key) ?? [], used, limit, now);
      return defined({ scope: placeScope(place), used, limit, after, fullAt: full });
    });
}

/** Place → by how much the changes fill it. */
function effectsOf(changes: readonly Change[]): ReadonlyMap<string, number> {
  const placeOfScope = new Map<string, string>();
  const effects = new Map<string, number>();
  for (const { scope, action } of changes) {
    const place = placeOfScope.get(scope) ?? placeKey(placeOf(scope));
    placeOfScope.set(scope, place);
    effects.set(place, (effects.get(place) ?? 0) + (action === 'add' ? 1 : -1));
  }
  return effects;
}
