/** When a service that is too busy wants to be asked again. */
import { fromIso, hours, type Instant, seconds } from '../../time.ts';

/** Nobody waits longer because of one answer. */
export const LONGEST_RETRY_AFTER_MS = hours(1);

/** What ARM's own text recommends when it gives no header ("Please try again after '10' seconds"). */
const USUAL_MS = seconds(10);

/** The instant a `Retry-After` header names, as seconds or as HTTP date, within the next hour; undefined without one. */
export function retryAfter(header: string | undefined, now: Instant): Instant | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  // An HTTP date is read by the same parser of the platform as ISO text.
  const instant = /^\d+$/.test(text) ? now + seconds(Number(text)) : fromIso(text);
  return instant === undefined ? undefined : Math.min(Math.max(instant, now), now + LONGEST_RETRY_AFTER_MS);
}

/** The same, or ten seconds from now when the service does not say. */
export function retryAfterOrUsual(header: string | undefined, now: Instant): Instant {
  return retryAfter(header, now) ?? now + USUAL_MS;
}
