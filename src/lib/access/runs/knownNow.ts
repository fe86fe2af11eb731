/** What the newest readings know, put together for questions about access. */
import type { Instant } from '../../time.ts';
import type { ChangeRecord } from '../apply/changeRecord.ts';
import { placeKey } from '../assignment.ts';
import { resolveBinding } from '../plan/desired.ts';
import { parsePolicy } from '../policy/parsePolicy.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import { withOwnChanges } from '../who/ownChanges.ts';
import type { Known } from '../who/who.ts';
import type { PlanningDeps } from './accessDeps.ts';
import { type PlanDocument, planDocumentSchema } from './planDocument.ts';
import { type RecentChangesDeps, recentChanges } from './recentChanges.ts';

export type KnownDeps = Pick<PlanningDeps, 'readings' | 'installation' | 'clock' | 'accessSettings' | 'documents'> &
  RecentChangesDeps;

export interface KnownNow {
  /** By the last good policy, with what this app has changed since the readings. */
  readonly known: Known;
  /** The age of the oldest reading of a place that is the whole truth; undefined without any. */
  readonly asOf: Instant | undefined;
  /** The newest plan, and what became of its changes. */
  readonly plan: PlanDocument | undefined;
  readonly tried: readonly ChangeRecord[];
}

/** What is known of access at this moment. */
export async function knownNow(deps: KnownDeps): Promise<KnownNow> {
  const { readings, installation, clock, accessSettings, documents } = deps;
  const memory = await readings.memory();
  const now = clock.now();
  const read = memory.policy === undefined ? undefined : parsePolicy(memory.policy.text, { ...accessSettings, now });
  const policy = read?.ok === true ? read.policy : undefined;
  const bindings = policy?.bindings ?? [];
  const [places, groups, machines, self, stored] = await Promise.all([
    allOf(memory.places, async (place) => [placeKey(place), await readings.place(place)] as const),
    allOf([...new Set(bindings.map(({ group }) => group.id))], async (id) => [id, await readings.group(id)] as const),
    readings.machines(),
    installation(),
    documents.read('plan'),
  ]);
  // A place that could not be read shows what was known before: how old that is, its reading does not tell.
  const ages = [...places.values()].flatMap(({ readAt, gap }: PlaceReading) => (gap === undefined ? [readAt] : []));
  const resolved = bindings.map((binding) => resolveBinding(binding, groups, machines, now));
  const asOf = ages.length === 0 ? undefined : Math.min(...ages);
  const plan = planDocumentSchema.safeParse(stored?.value).data;
  const tried = await recentChanges(asOf ?? now, plan?.runId, deps);
  return {
    known: {
      places: withOwnChanges(places, tried, self),
      groups: groups satisfies ReadonlyMap<string, GroupReading>,
      bindings: resolved,
      self,
    },
    asOf,
    plan,
    tried,
  };
}

async function allOf<T, V>(
  items: readonly T[],
  read: (item: T) => Promise<readonly [string, V | undefined]>,
): Promise<ReadonlyMap<string, V>> {
  const found = new Map<string, V>();
  for (const [key, value] of await Promise.all(items.map(read))) if (value !== undefined) found.set(key, value);
  return found;
}
