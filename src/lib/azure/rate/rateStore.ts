/**
 * Where the instances of the app share what they know about the rate: one small row per subscription and kind of operation,
 * changed by its ETag.
 */
import type { LaneBucket } from './laneBucket.ts';
import type { OperationKind } from './limits.ts';

export interface BucketKey {
  /** Lower case, or `tenant` for calls outside a subscription. */
  readonly subscriptionId: string;
  readonly kind: OperationKind;
}

/** All times are whole milliseconds. */
export interface RateRow extends LaneBucket {
  readonly version: 2;
}

export interface RateStore {
  /** The row and its ETag, undefined when there is none. A row that this version cannot read comes as unused. */
  read(key: BucketKey): Promise<{ row: RateRow; etag: string } | undefined>;
  /** Replaces the row that had this ETag, or creates it (undefined). `conflict`: somebody else was faster. */
  write(key: BucketKey, row: RateRow, etag: string | undefined): Promise<'ok' | 'conflict'>;
}

/** The key as one text, different for different keys. */
export function bucketKeyText({ subscriptionId, kind }: BucketKey): string {
  return `${subscriptionId}/${kind}`;
}
