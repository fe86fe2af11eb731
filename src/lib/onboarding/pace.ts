/**
 * How soon to look again: often while news is likely, less and less often while none comes. What is later than a quarter
 * of an hour does not lie on the queue: the sweep brings it about, and notices sooner when the inventory shows a change.
 */
import { hours, minutes, seconds } from '../time.ts';

/**
 * What is waited for: the agent's first report; work in progress; somebody else's work; our turn; a person who lets changes
 * go on; a permission that a person must grant; an agent that is away.
 */
export type Pace = 'report' | 'progress' | 'busy' | 'turn' | 'held' | 'permission' | 'offline';

/** Milliseconds: the first wait, and the longest. It doubles in between. */
const PACES: Readonly<Record<Pace, { readonly first: number; readonly longest: number }>> = {
  report: { first: seconds(5), longest: minutes(15) },
  // What ARM recommends for extension operations (Retry-After: 15, recorded).
  progress: { first: seconds(15), longest: minutes(15) },
  busy: { first: minutes(1), longest: minutes(15) },
  // A place that has become free must not stay empty for long, and asking for it makes no call to Azure.
  turn: { first: seconds(30), longest: minutes(2) },
  // Whoever resumes wants to see it, and asking makes no call to Azure. Shorter, a large fleet would keep the ledger busy.
  held: { first: minutes(2), longest: minutes(2) },
  permission: { first: minutes(15), longest: minutes(15) },
  offline: { first: hours(6), longest: hours(6) },
};

/** Messages do not lie on the queue for longer than this. */
export const LONGEST_ON_QUEUE_MS = minutes(15);

/** Milliseconds until the next look, after `waited` looks that already waited for the same. */
export function paced(pace: Pace, waited: number): number {
  const { first, longest } = PACES[pace];
  return Math.min(first * 2 ** Math.min(waited, 20), longest);
}
