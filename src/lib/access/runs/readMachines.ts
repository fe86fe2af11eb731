/** The inventory as selectors see it, and whether it is the whole truth. */
import { defined } from '../../defined.ts';
import { hours, type Instant } from '../../time.ts';
import { type MachinesReading, type SelectableMachine, selectable } from '../readings/machineSelector.ts';
import type { PlanningDeps } from './accessDeps.ts';
import { finalFailure } from './finalFailure.ts';

/** Fewer machines than this come and go by themselves. */
const SMALL_FLEET = 5;
/** What has been missing for so long is gone. */
const BELIEVED_AFTER_MS = hours(24 * 7);

/**
 * Reads the inventory. Throws `Throttled` and, while `mayRetry`, transient failures; after every other failure what was
 * known before is known still.
 */
export async function readMachines(mayRetry: boolean, deps: PlanningDeps): Promise<MachinesReading> {
  const before = await deps.readings.machines();
  const readAt = deps.clock.now();
  const machines: SelectableMachine[] = [];
  const version = 1 as const;
  let watched = before?.watched;
  try {
    watched = [...(await deps.watched.all())];
    const unreadable = await readInto(machines, deps);
    const now = { at: readAt, counts: bySubscription(machines) };
    const gap = unreadable > 0 ? `${unreadable} rows could not be read` : tooFew(before?.whole, now);
    return defined({ version, readAt, gap, whole: gap === undefined ? now : before?.whole, watched, machines });
  } catch (error) {
    const gap = `it broke off (${finalFailure(error, mayRetry).code})`;
    const known = before?.machines ?? machines;
    return defined({ version, readAt, gap, whole: before?.whole, watched, machines: known });
  }
}

/** Reads every page. Answers how many rows could not be read. */
async function readInto(
  machines: SelectableMachine[],
  { inventory, watched, accessSettings, progress }: PlanningDeps,
): Promise<number> {
  const { trustedTags } = accessSettings;
  const subscriptions = await watched.all();
  let unreadable = 0;
  for await (const page of inventory.machines(watched.scope)) {
    for (const machine of page.machines)
      if (subscriptions.has(machine.id.subscriptionId)) machines.push(selectable(machine, trustedTags));
    unreadable += page.unreadable;
    progress?.(`inventory: ${machines.length} of ${page.total} machines`);
  }
  return unreadable;
}

function bySubscription(machines: readonly SelectableMachine[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { id } of machines) {
    const subscription = id.split('/')[2] ?? '';
    counts[subscription] = (counts[subscription] ?? 0) + 1;
  }
  return counts;
}

type Counted = { readonly at: Instant; readonly counts: Readonly<Record<string, number>> };

/**
 * A subscription that shows fewer than half of its machines has more likely lost a permission. It is compared with the last
 * reading that was whole, so that the doubt lasts until they are back, or have been gone for a week.
 */
function tooFew(whole: Counted | undefined, { at, counts }: Counted): string | undefined {
  if (whole === undefined || at - whole.at >= BELIEVED_AFTER_MS) return undefined;
  for (const [subscription, had] of Object.entries(whole.counts)) {
    const has = counts[subscription] ?? 0;
    if (had > SMALL_FLEET && has * 2 < had) return `subscription ${subscription} shows ${has} of ${had} machines`;
  }
  return undefined;
}
