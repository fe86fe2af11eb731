import { describe, expect, it } from 'vitest';
import { shorten } from './shorten.ts';

describe('shorten', () => {
  it.each([
    ['leaves a short text alone', 'abc', 3, 'abc'],
    ['cuts a long one to its room', 'abcd', 3, 'ab…'],
  ])('%s', (_sentence, text, room, expected) => {
    expect(shorten(text, room)).toBe(expected);
  });

  it('has room for 1500 characters of what an agent says', () => {
    expect(shorten('x'.repeat(1500))).toHaveLength(1500);
    expect(shorten('x'.repeat(1501))).toBe(`${'x'.repeat(1499)}…`);
  });
});
