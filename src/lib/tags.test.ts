import { describe, expect, it } from 'vitest';
import { hasTag, hasTagInAnyCase } from './tags.ts';

describe('hasTag', () => {
  it.each([
    ['the same name and value', { Role: 'web' }, true],
    ['a name in another case', { rOLE: 'web' }, true],
    ['a value in another case', { Role: 'WEB' }, false],
    ['another tag', { Tier: 'web' }, false],
    ['no tags', {}, false],
    ['a tag named like a property of objects', { constructor: 'x' }, false],
  ])('with %s', (_sentence, tags, expected) => {
    expect(hasTag(tags, 'Role', 'web')).toBe(expected);
  });
});

describe('hasTagInAnyCase', () => {
  it.each([
    ['the same name and value', { Role: 'web' }, true],
    ['name and value in another case', { rOLE: 'WEB' }, true],
    ['another value', { Role: 'db' }, false],
    ['another tag', { Tier: 'web' }, false],
  ])('with %s', (_sentence, tags, expected) => {
    expect(hasTagInAnyCase(tags, { name: 'Role', value: 'web' })).toBe(expected);
  });
});
