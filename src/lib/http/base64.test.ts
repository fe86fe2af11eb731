import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64Url } from './base64.ts';

describe('base64', () => {
  it.each([
    ['{"a":1}', 'eyJhIjoxfQ'],
    ['ÿþ?>', 'w7_Dvj8-'],
    ['', ''],
  ])('writes %j as %j', (text, encoded) => {
    expect(toBase64Url(text)).toBe(encoded);
    expect(fromBase64(encoded)).toBe(text);
  });

  it('reads the standard alphabet with padding too', () => {
    expect(fromBase64('w7/Dvj8+')).toBe('ÿþ?>');
    expect(fromBase64('eyJhIjoxfQ==')).toBe('{"a":1}');
  });

  it.each(['not base64!', 'a', '/w==', 'é'])('makes nothing of %j', (encoded) => {
    expect(fromBase64(encoded)).toBeUndefined();
  });

  it('reads back any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fromBase64(toBase64Url(text))).toBe(text);
      }),
    );
  });
});
