/** What every rate store does. */
import { describe, expect, it } from 'vitest';
import type { BucketKey, RateRow, RateStore } from './rateStore.ts';

const KEY: BucketKey = { subscriptionId: '11111111-1111-4111-8111-111111111111', kind: 'write' };
const AT = 1_800_000_000_000;
const LANE = { tat: AT + 7, nextTurnAt: AT + 900, blockedUntil: 0, ownOnlyUntil: 0 };
const ROW: RateRow = { version: 2, at: AT, tat: AT + 125, lanes: { onboarding: LANE, access: { ...LANE, tat: AT } } };

/** Holds the stores that `fresh` makes, each empty, to the contract of `RateStore`. */
export function rateStoreContract(name: string, fresh: () => RateStore): void {
  describe(`${name} as a rate store`, () => {
    it('has no row at first', async () => {
      const store = fresh();

      expect(await store.read(KEY)).toBeUndefined();
    });

    it('reads what was written', async () => {
      const store = fresh();

      const outcome = await store.write(KEY, ROW, undefined);

      expect(outcome).toBe('ok');
      expect((await store.read(KEY))?.row).toEqual(ROW);
    });

    it('replaces a row by its etag', async () => {
      const store = fresh();
      await store.write(KEY, ROW, undefined);
      const found = await store.read(KEY);

      const outcome = await store.write(KEY, { ...ROW, tat: 5 }, found?.etag);

      expect(outcome).toBe('ok');
      expect((await store.read(KEY))?.row.tat).toBe(5);
    });

    it('refuses a second creation and keeps the first', async () => {
      const store = fresh();
      await store.write(KEY, ROW, undefined);

      const outcome = await store.write(KEY, { ...ROW, tat: 5 }, undefined);

      expect(outcome).toBe('conflict');
      expect((await store.read(KEY))?.row).toEqual(ROW);
    });

    it('refuses an etag that somebody else has used up', async () => {
      const store = fresh();
      await store.write(KEY, ROW, undefined);
      const found = await store.read(KEY);
      await store.write(KEY, { ...ROW, tat: 5 }, found?.etag);

      const outcome = await store.write(KEY, { ...ROW, tat: 6 }, found?.etag);

      expect(outcome).toBe('conflict');
      expect((await store.read(KEY))?.row.tat).toBe(5);
    });

    it('refuses an etag where there is no row', async () => {
      const other = fresh();
      await other.write(KEY, ROW, undefined);
      const found = await other.read(KEY);

      expect(await fresh().write(KEY, ROW, found?.etag)).toBe('conflict');
    });

    it.each<{ part: string; key: BucketKey }>([
      { part: 'subscription', key: { ...KEY, subscriptionId: 'tenant' } },
      { part: 'kind', key: { ...KEY, kind: 'delete' } },
    ])('keeps rows apart by $part', async ({ key }) => {
      const store = fresh();
      await store.write(KEY, ROW, undefined);

      expect(await store.read(key)).toBeUndefined();
    });

    it('lets exactly one of many writers win', async () => {
      const store = fresh();
      await store.write(KEY, ROW, undefined);
      const found = await store.read(KEY);

      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, i) => store.write(KEY, { ...ROW, tat: i }, found?.etag)),
      );

      expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
    });
  });
}
