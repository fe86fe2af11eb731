/**
 * Where the instances of the app share what they know about the rate: one small row per key, changed by its ETag.
 */
import type { Instant } from '../../time.ts';
import type { Lane, OperationKind } from './limits.ts';

export interface RateKey {
  /** Lower case, or `tenant` for calls outside a subscription. */
  readonly subscriptionId: string;
  readonly kind: OperationKind;
  readonly lane: Lane;
}

export interface RateRow {
  readonly version: 1;
  /** Whole milliseconds; see gcra.ts. */
  readonly tat: Instant;
  /** Nobody calls before this instant. */
  readonly blockedUntil: Instant;
}

/** A row of a bucket that nobody has used. */
export const UNUSED_ROW: RateRow = { version: 1, tat: 0, blockedUntil: 0 };

export interface RateStore {
  /** The row and its ETag, undefined when there is none. A row that this version cannot read comes as unused. */
  read(key: RateKey): Promise<{ row: RateRow; etag: string } | undefined>;
  /** Replaces the row that had this ETag, or creates it (undefined). `conflict`: somebody else was faster. */
  write(key: RateKey, row: RateRow, etag: string | undefined): Promise<'ok' | 'conflict'>;
}

/** The key as one text, different for different keys. */
export function rateKeyText({ subscriptionId, kind, lane }: RateKey): string {
  return `${subscriptionId}/${kind}/${lane}`;
}
