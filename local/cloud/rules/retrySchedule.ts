/** When Event Grid tries again (docs: event-grid/delivery-and-retry.md). Without its small randomness. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits after the first, second … failure; the last one repeats. */
const WAITS_MS = [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR];

/** Defaults of an event subscription. */
const MOST_ATTEMPTS = 30;
const LIFE_MS = 24 * HOUR;

/** Waits that an answer asks for at least. */
const LEAST_WAIT_MS: Readonly<Record<number, number>> = {
  401: 5 * MINUTE,
  403: 5 * MINUTE,
  404: 5 * MINUTE,
  408: 2 * MINUTE,
  503: 30 * SECOND,
};

/** Answers after which another try is pointless. */
const HOPELESS = [400, 413];

/** What to do after a failed delivery. */
export type AfterFailure = { readonly retryInMs: number } | { readonly deadLetter: 'hopeless' | 'attempts' | 'age' };

/** Decides it: `status` is 0 when nobody answered in time, `attempts` counts this one, `ageMs` is since the event. */
export function afterFailure(status: number, attempts: number, ageMs: number): AfterFailure {
  if (HOPELESS.includes(status)) return { deadLetter: 'hopeless' };
  if (attempts >= MOST_ATTEMPTS) return { deadLetter: 'attempts' };
  const scheduled = WAITS_MS[Math.min(attempts, WAITS_MS.length) - 1] ?? HOUR;
  const retryInMs = Math.max(scheduled, LEAST_WAIT_MS[status] ?? 0);
  return ageMs + retryInMs > LIFE_MS ? { deadLetter: 'age' } : { retryInMs };
}
