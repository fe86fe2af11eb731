/** Which subscriptions are watched: those of the settings, or whatever lies below a management group at the moment. */

import * as z from 'zod';
import { foldCase } from '../foldCase.ts';
import { type Clock, type Instant, isRecent, minutes } from '../time.ts';
import type { ControlStore } from './control.ts';
import type { InventoryReader, InventoryScope } from './inventory.ts';

export interface Watched {
  readonly scope: InventoryScope;
  includes(subscriptionId: string): Promise<boolean>;
  /** Lower case. */
  all(): Promise<ReadonlySet<string>>;
  /** Asks Azure anew and lets every instance know; the sweep does. */
  refresh(): Promise<ReadonlySet<string>>;
}

/** The subscriptions that the settings name. */
export function watchedSubscriptions(subscriptionIds: readonly string[]): Watched {
  const ids = new Set(subscriptionIds);
  return {
    scope: { kind: 'subscriptions', subscriptionIds },
    includes: async (id) => ids.has(foldCase(id)),
    all: async () => ids,
    refresh: async () => ids,
  };
}

export interface WatchedBelowDeps {
  readonly inventory: Pick<InventoryReader, 'subscriptionsBelow'>;
  readonly store: ControlStore;
  readonly clock: Clock;
}

const ROW = 'subscriptions';
/** How long an instance believes what it has read: a new subscription is watched within this time after a sweep. */
const BELIEVED_MS = minutes(1);

const stored = z.object({ version: z.literal(1), ids: z.array(z.string()) });

/** The subscriptions below a management group, as the last sweep found them; the first who asks finds them otherwise. */
export function watchedBelow(id: string, { inventory, store, clock }: WatchedBelowDeps): Watched {
  let known: { readonly ids: ReadonlySet<string>; readonly at: Instant } | undefined;

  const believe = (ids: readonly string[]): ReadonlySet<string> => {
    known = { ids: new Set(ids), at: clock.now() };
    return known.ids;
  };
  const refresh = async (): Promise<ReadonlySet<string>> => {
    const ids = await inventory.subscriptionsBelow(id);
    const row = await store.read(ROW);
    // Whoever was faster has found the same.
    await store.write(ROW, { version: 1, ids: [...ids] }, row?.etag);
    return believe(ids);
  };
  const all = async (): Promise<ReadonlySet<string>> => {
    if (known !== undefined && isRecent(known.at, BELIEVED_MS, clock.now())) return known.ids;
    const read = stored.safeParse((await store.read(ROW))?.value);
    return read.success ? believe(read.data.ids) : refresh();
  };
  return {
    scope: { kind: 'managementGroup', id },
    includes: async (subscriptionId) => (await all()).has(foldCase(subscriptionId)),
    all,
    refresh,
  };
}
