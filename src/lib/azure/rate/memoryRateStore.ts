/** The shared rate of one process, or of many in a simulation. */
import { bucketKeyText, type RateRow, type RateStore } from './rateStore.ts';

/** A rate store that lives as long as the object. */
export function createMemoryRateStore(): RateStore {
  const rows = new Map<string, { row: RateRow; etag: string }>();
  let writes = 0;
  return {
    read: (key) => Promise.resolve(rows.get(bucketKeyText(key))),
    write(key, row, etag) {
      const text = bucketKeyText(key);
      if (rows.get(text)?.etag !== etag) return Promise.resolve('conflict');
      writes += 1;
      rows.set(text, { row, etag: `${writes}` });
      return Promise.resolve('ok');
    },
  };
}
