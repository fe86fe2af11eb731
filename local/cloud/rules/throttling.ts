import type { CloudName } from './clouds.ts';
import { type CloudReply, refuse } from './exchange.ts';

/** What ARM counts apart. */
export type RequestKind = 'read' | 'write' | 'delete';

/** A token bucket (ARM since 2024), or a fixed number per hour (what docs.azure.cn still describes). */
type Limit =
  | { readonly kind: 'bucket'; readonly size: number; readonly perSecond: number }
  | { readonly kind: 'hourly'; readonly size: number };

const BUCKETS: Readonly<Record<RequestKind, Limit>> = {
  read: { kind: 'bucket', size: 250, perSecond: 25 },
  write: { kind: 'bucket', size: 200, perSecond: 10 },
  delete: { kind: 'bucket', size: 200, perSecond: 10 },
};

/** Documented limits per subscription and principal. */
const LIMITS: Readonly<Record<CloudName, Readonly<Record<RequestKind, Limit>>>> = {
  public: BUCKETS,
  usgov: BUCKETS,
  china: {
    read: { kind: 'hourly', size: 12_000 },
    write: { kind: 'hourly', size: 1_200 },
    delete: { kind: 'hourly', size: 15_000 },
  },
};

/** All principals of a subscription together have this many times the limit of one. */
const GLOBAL_FACTOR = 15;

/** The wait that ARM's message names; it does not say how it comes to the number. */
const BUCKET_WAIT_SECONDS = 10;

const HOUR_MS = 3_600_000;

interface Meter {
  remaining: number;
  /** Since when: last refill of a bucket, start of the hour. */
  since: number;
  blockedUntil: number;
}

/** Who asks for what, as far as limits go. */
export interface Metered {
  readonly subscriptionId: string;
  readonly principal: string;
  readonly kind: RequestKind;
  /** Whether the request is for Microsoft.HybridCompute, whose headers differ. */
  readonly hybridCompute: boolean;
}

/** Lets a request pass with the headers that tell what is left, or refuses it with 429. */
export interface Throttle {
  pass(request: Metered, now: number): { headers: Record<string, string> } | { refused: CloudReply };
}

/** The limits of one cloud. */
export function throttleOf(cloud: CloudName): Throttle {
  const meters = new Map<string, Meter>();

  function take(key: string, limit: Limit, now: number): { remaining: number } | { waitSeconds: number } {
    const meter = meters.get(key) ?? { remaining: limit.size, since: now, blockedUntil: 0 };
    meters.set(key, meter);
    refill(meter, limit, now);
    if (now < meter.blockedUntil || meter.remaining < 1) {
      const waitMs = limit.kind === 'bucket' ? BUCKET_WAIT_SECONDS * 1000 : meter.since + HOUR_MS - now;
      // Asking before the wait is over begins it anew.
      meter.blockedUntil = now + waitMs;
      return { waitSeconds: Math.ceil(waitMs / 1000) };
    }
    meter.remaining -= 1;
    return { remaining: Math.floor(meter.remaining) };
  }

  return {
    pass(request, now) {
      const { subscriptionId, principal, kind } = request;
      const limit = LIMITS[cloud][kind];
      const own = take(`${kind} ${subscriptionId} ${principal}`, limit, now);
      if ('waitSeconds' in own) return { refused: tooMany(request, own.waitSeconds) };
      const all = take(`${kind} ${subscriptionId}`, times(limit, GLOBAL_FACTOR), now);
      if ('waitSeconds' in all) return { refused: tooMany(request, all.waitSeconds) };
      return { headers: remainingHeaders(request, own.remaining, all.remaining) };
    },
  };
}

function times(limit: Limit, factor: number): Limit {
  return limit.kind === 'bucket'
    ? { ...limit, size: limit.size * factor, perSecond: limit.perSecond * factor }
    : { ...limit, size: limit.size * factor };
}

function refill(meter: Meter, limit: Limit, now: number): void {
  if (limit.kind === 'bucket') {
    meter.remaining = Math.min(limit.size, meter.remaining + ((now - meter.since) / 1000) * limit.perSecond);
    meter.since = now;
  } else if (now - meter.since >= HOUR_MS) {
    meter.remaining = limit.size;
    meter.since = now;
  }
}

/**
 * Recorded: writes of Microsoft.HybridCompute carry only `resource-requests`, its reads only `global-reads`. Which
 * number the provider counts by is unknown; here it is what is left of the caller's own bucket.
 */
function remainingHeaders(
  { subscriptionId, kind, hybridCompute }: Metered,
  own: number,
  all: number,
): Record<string, string> {
  if (subscriptionId === '') return { [`x-ms-ratelimit-remaining-tenant-${kind}s`]: String(own) };
  const prefix = 'x-ms-ratelimit-remaining-subscription';
  if (kind === 'delete') return { [`${prefix}-deletes`]: String(own) };
  if (hybridCompute && kind === 'write') return { [`${prefix}-resource-requests`]: String(own) };
  const global = { [`${prefix}-global-${kind}s`]: String(all) };
  return hybridCompute ? global : { [`${prefix}-${kind}s`]: String(own), ...global };
}

function tooMany({ kind, subscriptionId, principal }: Metered, waitSeconds: number): CloudReply {
  // A principal without an object id is known by its token, which has no place in a message.
  const actor = /^[0-9a-f-]{36}$/i.test(principal) ? principal : 'unknown';
  return refuse(
    429,
    'SubscriptionRequestsThrottled',
    `Number of '${kind}' requests for subscription '${subscriptionId}' actor '${actor}' exceeded. Please try again after '${waitSeconds}' seconds.`,
    { headers: { 'retry-after': String(waitSeconds) } },
  );
}
