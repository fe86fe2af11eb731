/**
 * The quota of Resource Graph: 15 queries in 5 s for a principal, far below ARM's own rate. Every answer says what is left
 * of it (learn.microsoft.com azure/governance/resource-graph/concepts/guidance-for-throttled-requests).
 */
import { Throttled } from '../../errors.ts';
import { type Clock, hours, type Instant, minutes, seconds } from '../../time.ts';
import type { Sleep } from '../rate/backoff.ts';

/** The length of the service's own window: what lasts longer is not worth holding a worker for. */
const LONGEST_WAIT_MS = seconds(5);

/** Far beyond that window: an answer that says more is wrong, and would stop every sweep. */
const LONGEST_BELIEVED_MS = minutes(1);

export interface QuotaDeps {
  readonly clock: Clock;
  readonly sleep: Sleep;
}

export interface Quota {
  /**
   * Ends when there may be another query.
   *
   * @throws Throttled `ResourceGraphQuota` when that is more than five seconds off
   */
  wait(): Promise<void>;
  /** What the headers of an answer (names in lower case) say of the quota. */
  note(headers: Readonly<Record<string, string>>): void;
}

/** The quota as the answers to one reader tell it. */
export function createQuota({ clock, sleep }: QuotaDeps): Quota {
  let closedUntil: Instant = 0;
  return {
    async wait() {
      const waitMs = closedUntil - clock.now();
      if (waitMs > LONGEST_WAIT_MS) {
        throw new Throttled('ResourceGraphQuota', 'The quota of Resource Graph queries is used up.', closedUntil);
      }
      if (waitMs > 0) await sleep(waitMs);
    },
    note(headers) {
      if (headers['x-ms-user-quota-remaining'] !== '0') return;
      const waitMs = durationMs(headers['x-ms-user-quota-resets-after']) ?? LONGEST_WAIT_MS;
      closedUntil = Math.max(closedUntil, clock.now() + waitMs);
    },
  };
}

/** `hh:mm:ss`, with or without a fraction. */
function durationMs(text: string | undefined): number | undefined {
  const [, h, m, s] = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text ?? '') ?? [];
  if (h === undefined) return undefined;
  return Math.min(Math.ceil(hours(Number(h)) + minutes(Number(m)) + seconds(Number(s))), LONGEST_BELIEVED_MS);
}
