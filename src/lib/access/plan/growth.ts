/** How a place fills from day to day, and when it is full. Pure. */
import { hours, type Instant } from '../../time.ts';

/** How full a place was at the end of a day. */
export interface QuotaSample {
  readonly at: Instant;
  readonly used: number;
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
