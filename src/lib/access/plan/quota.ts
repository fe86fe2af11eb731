/** How full the places are: Azure allows so many role assignments and no more. Pure. */
import { hours, type Instant } from '../../time.ts';

// Source: Azure RBAC limits (learn.microsoft.com): 4,000 in a subscription at all its scopes, and 500 at a management
// group, counted apart; neither can be raised.
export const ASSIGNMENT_LIMITS = { subscription: 4000, managementGroup: 500 } as const;

/** Warn from here on. */
const NEARLY_FULL = 0.8;

export interface Quota {
  /** `/subscriptions/…` or the management group. */
  readonly scope: string;
  readonly used: number;
  readonly limit: number;
  /** Used when the plan has been carried out. */
  readonly after: number;
  /** When it will be full if it goes on growing as it did; absent when it does not grow or is not known yet. */
  readonly fullAt?: Instant;
}

/** How full a place was at the end of a day. */
export interface QuotaSample {
  readonly at: Instant;
  readonly used: number;
}

/** Whether people should do something about it. */
export function isNearlyFull({ after, limit }: Quota): boolean {
  return after >= limit * NEARLY_FULL;
}

/** The least time over which growth says something. */
const TELLING_MS = hours(24);

/** When the place is full if it goes on as between the first sample and now; undefined when it does not grow. */
export function fullAt(
  samples: readonly QuotaSample[],
  used: number,
  limit: number,
  now: Instant,
): Instant | undefined {
  const [first] = samples;
  if (first === undefined || now - first.at < TELLING_MS) return undefined;
  const grown = used - first.used;
  if (grown <= 0 || used >= limit) return undefined;
  const left = ((limit - used) * (now - first.at)) / grown;
  return now + left < LATEST ? Math.round(now + left) : undefined;
}

/** What lies beyond is no forecast: ten years from the year 2100 backwards would be the same to everybody. */
const LATEST: Instant = 4_102_444_800_000;

/** The samples with today's: one a day, those of the last thirty days. */
export function withSample(samples: readonly QuotaSample[], sample: QuotaSample): readonly QuotaSample[] {
  const newest = samples.at(-1);
  const kept = samples.filter(({ at }) => sample.at - at <= hours(24 * 30));
  return newest !== undefined && sample.at - newest.at < TELLING_MS ? kept : [...kept, sample];
}
