/** Which subscriptions these settings watch. */
import { type Watched, type WatchedBelowDeps, watchedBelow, watchedSubscriptions } from '../lib/onboarding/watched.ts';
import type { Settings } from '../lib/settings/settings.ts';

/** The subscriptions that are named, or those below the management group. */
export function watchedFor({ subscriptionIds, managementGroupId }: Settings, deps: WatchedBelowDeps): Watched {
  return managementGroupId === undefined
    ? watchedSubscriptions(subscriptionIds ?? [])
    : watchedBelow(managementGroupId, deps);
}
