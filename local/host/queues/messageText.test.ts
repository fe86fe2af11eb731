import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from './messageText.ts';

describe('the text of a message', () => {
  it('comes back as it was sent, in either encoding', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('base64' as const, 'none' as const),
        (text, encoding) => {
          expect(decodeMessage(encodeMessage(text, encoding), encoding)).toBe(text);
        },
      ),
    );
  });

  it.each([
    ['aGk=', 'hi'],
    [' aG\nk= ', 'hi'],
    ['', ''],
    ['aGk', undefined],
    ['a===', undefined],
    ['{"a":1}', undefined],
    ['aGk_', undefined],
  ])('stored as %j is %j', (stored, text) => {
    expect(decodeMessage(stored, 'base64')).toBe(text);
  });

  it('may be bytes', () => {
    expect(encodeMessage(new Uint8Array([0, 255]), 'base64')).toBe('AP8=');
  });
});
