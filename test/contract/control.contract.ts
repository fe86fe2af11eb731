/** What every store of small shared rows does. */
import { describe, expect, it } from 'vitest';
import type { ControlStore } from '../../src/lib/onboarding/control.ts';

const KEY = 'rollout';
const VALUE = { version: 1, inFlight: [{ machine: 's/rg|srv-1', since: 1_800_000_000_125 }], note: '«é😀»\n' };

/** Holds the stores that `fresh` makes, each empty, to the contract of `ControlStore`. */
export function controlContract(name: string, fresh: () => ControlStore): void {
  describe(`${name} as a control store`, () => {
    it('has no value at first', async () => {
      expect(await fresh().read(KEY)).toBeUndefined();
    });

    it('reads what was written', async () => {
      const store = fresh();

      const outcome = await store.write(KEY, VALUE, undefined);

      expect(outcome).toBe('ok');
      expect((await store.read(KEY))?.value).toStrictEqual(VALUE);
    });

    it('keeps a value as it was, whatever becomes of the object', async () => {
      const store = fresh();
      const mine = { list: ['a'] };
      await store.write(KEY, mine, undefined);

      mine.list.push('b');

      expect((await store.read(KEY))?.value).toEqual({ list: ['a'] });
    });

    it('keeps a value of more than a column holds', async () => {
      const store = fresh();
      const long = { machines: Array.from({ length: 2000 }, (_, i) => `subscription/resource-group|srv-${i}`) };

      await store.write(KEY, long, undefined);

      expect((await store.read(KEY))?.value).toEqual(long);
    });

    it('replaces a value by its mark, also with a shorter one', async () => {
      const store = fresh();
      await store.write(KEY, { text: 'x'.repeat(40_000) }, undefined);
      const found = await store.read(KEY);

      const outcome = await store.write(KEY, { text: '' }, found?.etag);

      expect(outcome).toBe('ok');
      expect((await store.read(KEY))?.value).toEqual({ text: '' });
    });

    it('refuses a second creation and keeps the first', async () => {
      const store = fresh();
      await store.write(KEY, VALUE, undefined);

      const outcome = await store.write(KEY, {}, undefined);

      expect(outcome).toBe('conflict');
      expect((await store.read(KEY))?.value).toEqual(VALUE);
    });

    it('refuses a mark that somebody else has used up', async () => {
      const store = fresh();
      await store.write(KEY, VALUE, undefined);
      const found = await store.read(KEY);
      await store.write(KEY, { n: 1 }, found?.etag);

      const outcome = await store.write(KEY, { n: 2 }, found?.etag);

      expect(outcome).toBe('conflict');
      expect((await store.read(KEY))?.value).toEqual({ n: 1 });
    });

    it('refuses a mark where there is no value', async () => {
      const other = fresh();
      await other.write(KEY, VALUE, undefined);
      const found = await other.read(KEY);

      expect(await fresh().write(KEY, VALUE, found?.etag)).toBe('conflict');
    });

    it('keeps values apart by key', async () => {
      const store = fresh();
      await store.write(KEY, VALUE, undefined);

      expect(await store.read('pauses')).toBeUndefined();
    });

    it('lets exactly one of many writers win', async () => {
      const store = fresh();
      await store.write(KEY, VALUE, undefined);
      const found = await store.read(KEY);

      const outcomes = await Promise.all(Array.from({ length: 8 }, (_, i) => store.write(KEY, { i }, found?.etag)));

      expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
    });
  });
}
