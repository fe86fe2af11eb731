/**
 * How soon to look again: often while news is likely, less and less often while none comes, never later than 15 minutes.
 * Anything slower is the sweep's.
 */
import { minutes, seconds } from '../time.ts';

/** What is waited for: the agent's first report, work in progress, somebody else's work, an agent that is away. */
export type Pace = 'report' | 'progress' | 'busy' | 'offline';

const LONGEST_MS = minutes(15);

const FIRST_MS: Readonly<Record<Pace, number>> = {
  report: seconds(5),
  // What ARM recommends for extension operations (Retry-After: 15, recorded).
  progress: seconds(15),
  busy: minutes(1),
  offline: LONGEST_MS,
};

/** Milliseconds until the next look, after `waited` looks that already waited for the same. Doubles each time. */
export function paced(pace: Pace, waited: number): number {
  return Math.min(FIRST_MS[pace] * 2 ** Math.min(waited, 20), LONGEST_MS);
}
