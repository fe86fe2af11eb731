import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHash } from './contentHash.ts';

describe('contentHash', () => {
  it('is 16 hex digits, and the same for the same text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(contentHash(text)).toMatch(/^[0-9a-f]{16}$/);
        expect(contentHash(text)).toBe(contentHash(text));
      }),
    );
  });

  it('stays what it is: clients keep tags over a deployment', () => {
    expect(contentHash('')).toBe('4c2764911aee976d');
    expect(contentHash('{"items":[]}')).toBe('f7859170421a49c0');
  });

  it('tells 200,000 similar texts apart, in either half', () => {
    const hashes = Array.from({ length: 200_000 }, (_, n) => contentHash(`{"id":"web-${n}"}`));

    expect(new Set(hashes).size).toBe(200_000);
    // 200,000 of 2^32 values: about 4.7 doubles are to be expected by chance.
    expect(new Set(hashes.map((hash) => hash.slice(0, 8))).size).toBeGreaterThan(199_970);
    expect(new Set(hashes.map((hash) => hash.slice(8))).size).toBeGreaterThan(199_970);
  });

  it('sees a change of one bit anywhere in a long text', () => {
    const long = 'x'.repeat(5000);

    expect(contentHash(`y${long}`)).not.toBe(contentHash(`x${long}`));
    expect(contentHash(`${long}y`)).not.toBe(contentHash(`${long}x`));
  });
});
