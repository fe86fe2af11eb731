/** What every store of documents does. */
import { describe, expect, it } from 'vitest';
import type { Documents } from '../../src/lib/access/documents.ts';

const NAME = 'readings/group-1b2c';
const MEBIBYTE = 1024 * 1024;

/** Holds the stores that `fresh` makes, each empty, to the contract of `Documents`. */
export function documentsContract(name: string, fresh: () => Documents): void {
  describe(`${name} as documents`, () => {
    it('has no document at first', async () => {
      expect(await fresh().read(NAME)).toBeUndefined();
    });

    it.each<{ what: string; value: object }>([
      { what: 'an empty object', value: {} },
      { what: 'a list', value: [1, null, 'two', { three: [] }] },
      { what: 'text of every kind', value: { text: 'Ünï «é😀» 日本語 \u0000 \u2028 \r\n"\\', '': 0.1 } },
      { what: 'half a pair of surrogates', value: { text: 'a\uD83Db' } },
      { what: 'a little less than is compressed', value: { text: 'x'.repeat(64 * 1024 - 11) } },
      { what: 'a little more than that', value: { text: 'x'.repeat(64 * 1024 - 10) } },
      { what: 'many letters of several bytes', value: { text: 'é'.repeat(60_000) } },
      { what: 'emoji at even places', value: { ab: '😀'.repeat(1_200_000) } },
      { what: 'emoji at odd places', value: { a: '😀'.repeat(1_200_000) } },
    ])('reads what was written: $what', async ({ value }) => {
      const documents = fresh();

      await documents.write(NAME, value);

      expect((await documents.read(NAME))?.value).toStrictEqual(value);
    });

    it('keeps a document as it was, whatever becomes of the object', async () => {
      const documents = fresh();
      const mine = { list: ['a'] };
      await documents.write(NAME, mine);

      mine.list.push('b');

      expect((await documents.read(NAME))?.value).toEqual({ list: ['a'] });
    });

    it('gives every reader a value of its own', async () => {
      const documents = fresh();
      await documents.write(NAME, { list: ['a'] });

      const [one, other] = await Promise.all([documents.read(NAME), documents.read(NAME)]);

      expect(one).toStrictEqual(other);
      expect(one?.value).not.toBe(other?.value);
    });

    it('writes as JSON does: what is undefined is left out', async () => {
      const documents = fresh();

      await documents.write(NAME, { a: undefined, b: [undefined], c: 1 });

      expect((await documents.read(NAME))?.value).toStrictEqual({ b: [null], c: 1 });
    });

    it('replaces a document, be the new one longer or shorter', async () => {
      const documents = fresh();
      for (const length of [10, 200_000, 10]) {
        await documents.write(NAME, { text: 'y'.repeat(length) });

        expect((await documents.read(NAME))?.value).toEqual({ text: 'y'.repeat(length) });
      }
    });

    it('marks a document anew with each writing, and not with readings', async () => {
      const documents = fresh();
      const marks: (string | undefined)[] = [];
      for (let i = 0; i < 3; i += 1) {
        await documents.write(NAME, {});
        marks.push((await documents.read(NAME))?.etag, (await documents.read(NAME))?.etag);
      }

      expect(new Set(marks).size).toBe(3);
      expect(marks[0]).toBe(marks[1]);
      expect(marks).not.toContain('');
    });

    it('does not read again what still has its mark', async () => {
      const documents = fresh();
      await documents.write(NAME, { n: 1 });
      const first = await documents.read(NAME);

      const again = await documents.readUnless(NAME, first?.etag ?? '');
      await documents.write('readings/other', { n: 2 });

      expect(again).toBe('same');
      expect(await documents.readUnless(NAME, first?.etag ?? '')).toBe('same');
    });

    it('reads what has another mark, be its content the same', async () => {
      const documents = fresh();
      await documents.write(NAME, { text: 'x'.repeat(200_000) });
      const first = await documents.read(NAME);
      await documents.write(NAME, { text: 'x'.repeat(200_000) });

      const second = await documents.readUnless(NAME, first?.etag ?? '');

      expect(second).toStrictEqual(await documents.read(NAME));
      expect(second).not.toEqual(first);
    });

    it('reads nothing where there is nothing, whatever mark is asked with', async () => {
      const documents = fresh();
      const before = await documents.readUnless(NAME, '"0x8DC0FFEE"');
      await documents.write(NAME, { n: 1 });
      const mark = (await documents.read(NAME))?.etag ?? '';

      await documents.remove(NAME);

      expect(before).toBeUndefined();
      expect(await documents.readUnless(NAME, mark)).toBeUndefined();
    });

    it('keeps documents of different names apart', async () => {
      const documents = fresh();
      const names = ['plan', 'Plan', 'readings/plan', 'readings/plan.v2', 'readings/plan/v2'];
      for (const name of names) await documents.write(name, { name });

      await documents.remove('readings/plan');

      const left = await Promise.all(names.map((name) => documents.read(name)));
      expect(left.map((found) => found?.value)).toEqual(
        names.map((name) => (name === 'readings/plan' ? undefined : { name })),
      );
    });

    it('removes a document, also one that is not there, and writes it again', async () => {
      const documents = fresh();
      await documents.remove(NAME);
      await documents.write(NAME, { n: 1 });

      await documents.remove(NAME);
      const gone = await documents.read(NAME);
      await documents.remove(NAME);
      await documents.write(NAME, { n: 2 });

      expect(gone).toBeUndefined();
      expect((await documents.read(NAME))?.value).toEqual({ n: 2 });
    });

    it('loses nothing of what is written at once, though nothing was there before', async () => {
      const documents = fresh();
      const names = Array.from({ length: 12 }, (_, i) => `readings/${i}`);

      await Promise.all(names.map((name) => documents.write(name, { name })));

      const found = await Promise.all(names.map((name) => documents.read(name)));
      expect(found.map((document) => document?.value)).toEqual(names.map((name) => ({ name })));
    });

    it('keeps one of several that are written under one name at once, whole', async () => {
      const documents = fresh();
      const all = Array.from({ length: 6 }, (_, i) => ({ text: `${i}`.repeat(300_000) }));

      await Promise.all(all.map((value) => documents.write(NAME, value)));

      expect(all).toContainEqual((await documents.read(NAME))?.value);
    });

    it('keeps a document of 100 MiB', async () => {
      const documents = fresh();
      const mebibyte = noise();
      const items = Array.from({ length: 100 }, (_, i) => mebibyte.slice(i) + mebibyte.slice(0, i));

      await documents.write(NAME, { items });

      const found: unknown = (await documents.read(NAME))?.value;
      // Compared by hand: a report of what differs would never end.
      expect(JSON.stringify(found) === JSON.stringify({ items })).toBe(true);
    }, 120_000);

    it('calls a name that no document can have our mistake', async () => {
      const documents = fresh();
      const mistake = { kind: 'bug', code: 'DocumentName' };

      await expect(documents.read('a/../b')).rejects.toMatchObject(mistake);
      await expect(documents.readUnless('a/../b', '"1"')).rejects.toMatchObject(mistake);
      await expect(documents.write('a b', {})).rejects.toMatchObject(mistake);
      await expect(documents.remove('')).rejects.toMatchObject(mistake);
    });
  });
}

/** A mebibyte of hexadecimal digits that do not repeat soon (xorshift32). */
function noise(): string {
  const words: string[] = [];
  let x = 1;
  for (let i = 0; i < MEBIBYTE / 8; i += 1) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    words.push((x >>> 0).toString(16).padStart(8, '0'));
  }
  return words.join('');
}
