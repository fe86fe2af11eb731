import { describe, expect, it } from 'vitest';
import { namesEtag, weakEtag } from './etag.ts';

describe('weakEtag', () => {
  it('is a weak entity tag that follows the body', () => {
    expect(weakEtag('a')).toMatch(/^W\/"[0-9a-f]{16}"$/);
    expect(weakEtag('a')).not.toBe(weakEtag('b'));
  });
});

describe('namesEtag', () => {
  it.each([
    ['W/"abc"', true],
    ['"abc"', true],
    ['"x", W/"abc"', true],
    ['"x,y","abc"', true],
    [' * ', true],
    ['"x"', false],
    ['abc', false],
    ['"abc', false],
    ['', false],
    [undefined, false],
  ])('for If-None-Match %j says %j', (header, named) => {
    expect(namesEtag(header, 'W/"abc"')).toBe(named);
  });
});
