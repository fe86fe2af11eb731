import { describe, expect, it } from 'vitest';
import { closest } from './closest.ts';

const KNOWN = ['name', 'group', 'role', 'scopes', 'machines', 'assign'];

describe('closest', () => {
  it.each([
    ['scope', 'scopes'],
    ['scopess', 'scopes'],
    ['scipes', 'scopes'],
    ['socpes', 'scopes'],
    ['Scopes', 'scopes'],
    ['mahcine', 'machines'],
    ['naem', 'name'],
  ])('takes %s for %s', (word, meant) => {
    expect(closest(word, KNOWN)).toBe(meant);
  });

  it.each(['', 'members', 'nmea', 'abcd', 'x'.repeat(1000)])('takes %s for none of them', (word) => {
    expect(closest(word, KNOWN)).toBeUndefined();
  });

  it('takes the nearest of several', () => {
    expect(closest('maxRemoval', ['maxRemovalsX', 'maxRemovals'])).toBe('maxRemovals');
  });
});
