import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours } from '../../time.ts';
import { type AnnouncedEnds, announcedIn, withEnds } from './announced.ts';

const over = { name: 'web', expires: '2000-01-01' };
const soon = { name: 'web', expires: '2999-01-01' };

describe('an end that was in the policy before it came', () => {
  it('is known again when it has come', () => {
    const known = withEnds([], [soon, { name: 'staff' }], NOON);

    expect(known).toEqual([{ binding: 'web', expires: '2999-01-01' }]);
    expect(announcedIn(known)(soon)).toBe(true);
    expect(withEnds(known, [soon], NOON + hours(24 * 365 * 1000))).toEqual(known);
  });

  it.each<[string, typeof over]>([
    ['another binding', { ...soon, name: 'staff' }],
    ['another end', over],
  ])('is not that of %s', (_what, binding) => {
    expect(announcedIn(withEnds([], [soon], NOON))(binding)).toBe(false);
  });

  it('is not one that was over when it was written', () => {
    expect(withEnds([], [over], NOON)).toEqual([]);
  });

  it.each<[string, readonly { name: string; expires?: string }[]]>([
    ['dropped', []],
    ['without an end', [{ name: 'web' }]],
    ['given another end that is over', [over]],
  ])('is forgotten when the binding is %s', (_what, bindings) => {
    const known: AnnouncedEnds = withEnds([], [soon], NOON);

    expect(withEnds(known, bindings, NOON)).toEqual([]);
  });
});
