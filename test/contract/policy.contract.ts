/** What every source of the policy does. */
import { describe, expect, it } from 'vitest';
import type { PolicySource } from '../../src/lib/access/documents.ts';
import { LARGEST_POLICY } from '../../src/lib/access/policyText.ts';

export interface PolicyHarness {
  readonly source: PolicySource;
  /** Writes the policy as people do. */
  readonly put: (content: string | Uint8Array) => Promise<void>;
  readonly remove: () => Promise<void>;
}

const POLICY = 'version: 1\nbindings:\n  - group: «Ümläut» 日本語 😀\r\n';

/** Holds the sources that `fresh` makes, each without a policy, to the contract of `PolicySource`. */
export function policyContract(name: string, fresh: () => PolicyHarness): void {
  describe(`${name} as a source of the policy`, () => {
    it('has none at first', async () => {
      expect(await fresh().source.read()).toStrictEqual({ kind: 'absent' });
    });

    it.each([
      { what: 'a text', content: POLICY, text: POLICY },
      { what: 'nothing', content: '', text: '' },
      { what: 'a text after a byte order mark', content: `\uFEFF${POLICY}`, text: POLICY },
      { what: 'a byte order mark alone', content: '\uFEFF', text: '' },
    ])('reads $what', async ({ content, text }) => {
      const { source, put } = fresh();
      await put(content);

      expect(await source.read()).toStrictEqual({ kind: 'text', text, etag: expect.stringMatching(/./) });
    });

    it('says the same again and again while nobody writes', async () => {
      const { source, put } = fresh();
      await put(POLICY);

      const readings = [await source.read(), await source.read(), await source.read()];

      expect(readings[0]).toMatchObject({ kind: 'text', text: POLICY });
      expect(readings[1]).toStrictEqual(readings[0]);
      expect(readings[2]).toStrictEqual(readings[0]);
    });

    it('sees every change, under another mark', async () => {
      const { source, put } = fresh();
      const marks: string[] = [];
      for (const text of ['a: 1', 'a: 2', 'a: 2', 'a: 1']) {
        await put(text);
        const found = await source.read();

        expect(found).toMatchObject({ kind: 'text', text });
        if (found.kind === 'text') marks.push(found.etag);
      }
      expect(new Set(marks).size).toBe(4);
    });

    it('sees that it is gone, and that it is there again', async () => {
      const { source, put, remove } = fresh();
      await put(POLICY);
      const before = await source.read();

      await remove();
      const gone = await source.read();
      await put(POLICY);
      const after = await source.read();

      expect([before.kind, gone.kind, after.kind]).toEqual(['text', 'absent', 'text']);
      expect(after).toMatchObject({ text: POLICY });
    });

    it('reads one mebibyte and nothing larger', async () => {
      const { source, put } = fresh();
      await put('#'.repeat(LARGEST_POLICY));
      const largest = await source.read();

      await put('#'.repeat(LARGEST_POLICY + 1));
      const tooLarge = await source.read();
      await put('#'.repeat(20 * LARGEST_POLICY));
      const farTooLarge = await source.read();

      expect(largest).toMatchObject({ kind: 'text', text: '#'.repeat(LARGEST_POLICY) });
      expect(tooLarge).toStrictEqual({
        kind: 'unreadable',
        code: 'PolicyTooLarge',
        message: 'The policy has more than 1048576 bytes.',
      });
      expect(farTooLarge).toStrictEqual(tooLarge);
    });

    it('does not guess at what is not UTF-8, and reads it once it is', async () => {
      const { source, put } = fresh();
      await put(new Uint8Array([0xff, 0xfe, 0x61, 0x00]));
      const wrong = await source.read();

      await put('a');

      expect(wrong).toMatchObject({ kind: 'unreadable', code: 'PolicyNotUtf8' });
      expect(await source.read()).toMatchObject({ kind: 'text', text: 'a' });
    });

    it('answers many readers at once', async () => {
      const { source, put } = fresh();
      await put(POLICY);

      const readings = await Promise.all(Array.from({ length: 10 }, () => source.read()));

      expect(readings.map((found) => (found.kind === 'text' ? found.text : found.kind))).toEqual(
        Array.from({ length: 10 }, () => POLICY),
      );
    });
  });
}
