/**
 * Changing a shared row: read, change, write by ETag, and again when somebody else was faster.
 */
import { Failure } from '../../errors.ts';
import { backoffMs, type Random, type Sleep } from './backoff.ts';
import { type LaneBucket, UNUSED_BUCKET } from './laneBucket.ts';
import type { BucketKey, RateStore } from './rateStore.ts';

/**
 * Instances change a row about once a second each, so even a hundred of them are through after a few tries; who is not
 * after these gives up rather than call without a slot.
 */
const MOST_TRIES = 20;

const BACKOFF = { firstMs: 20, longestMs: 1000 };

export interface RowUpdateDeps {
  readonly store: RateStore;
  readonly random: Random;
  readonly sleep: Sleep;
}

/**
 * Puts `change` through, which may run several times, each time on the newest row.
 *
 * @throws Failure transient `RateUnavailable`: the store cannot be read or written, or everybody writes at once.
 */
export async function updateRow<T>(
  deps: RowUpdateDeps,
  key: BucketKey,
  change: (bucket: LaneBucket) => { bucket: LaneBucket; result: T },
): Promise<T> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    const written = await tryOnce(deps.store, key, change);
    if (written !== undefined) return written.result;
    await deps.sleep(backoffMs(attempt, BACKOFF, deps.random));
  }
  throw new Failure(
    'transient',
    'RateUnavailable',
    `The shared rate was busy in ${MOST_TRIES} tries; no call was made.`,
  );
}

async function tryOnce<T>(
  store: RateStore,
  key: BucketKey,
  change: (bucket: LaneBucket) => { bucket: LaneBucket; result: T },
): Promise<{ result: T } | undefined> {
  try {
    const found = await store.read(key);
    const { bucket, result } = change(found?.row ?? UNUSED_BUCKET);
    return (await store.write(key, { ...bucket, version: 2 }, found?.etag)) === 'ok' ? { result } : undefined;
  } catch (cause) {
    throw new Failure('transient', 'RateUnavailable', 'The shared rate cannot be reached; no call was made.', {
      cause,
    });
  }
}
