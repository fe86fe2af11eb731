import { describe, expect, it } from 'vitest';
import { selectorText } from '../onboarding/selector.ts';
import { onboard, readTag, tag } from './onboard.ts';

const ID = 'abcdef01-1111-4111-8111-111111111111';

const rows: readonly (readonly [text: string, expected: readonly object[]])[] = [
  ['', []],
  ['all', [{ kind: 'all' }]],
  ['ALL', [{ kind: 'all' }]],
  [`subscription:${ID}`, [{ kind: 'subscription', subscriptionId: ID }]],
  [`Subscription : ${ID.toUpperCase()}`, [{ kind: 'subscription', subscriptionId: ID }]],
  ['resourceGroup:rg-*', [{ kind: 'resourceGroup', glob: 'rg-*' }]],
  ['RESOURCEGROUP: rg-? ', [{ kind: 'resourceGroup', glob: 'rg-?' }]],
  ['tag:EntraSignIn=yes', [{ kind: 'tag', name: 'EntraSignIn', value: 'yes' }]],
  ['tag: a:b = c=d', [{ kind: 'tag', name: 'a:b', value: 'c=d' }]],
  ['tag:Present=', [{ kind: 'tag', name: 'Present', value: '' }]],
  [
    'resourceGroup:rg-web, tag:a=b,',
    [
      { kind: 'resourceGroup', glob: 'rg-web' },
      { kind: 'tag', name: 'a', value: 'b' },
    ],
  ],
];

describe('ONBOARD', () => {
  it.each(rows)('%j names %j', (text, expected) => {
    expect(onboard.parse(text)).toEqual(expected);
  });

  it.each(rows)('%j can be written again', (text, expected) => {
    const written = onboard.parse(text).map(selectorText).join(',');

    expect(onboard.parse(written)).toEqual(expected);
  });

  it.each([
    'none',
    'resourceGroup:',
    'resourceGroup: ',
    ':rg',
    'subscription:one',
    'tag:name',
    'tag:=value',
    'machine:srv-1',
    'all:all',
  ])('refuses %j and says which entry it is', (text) => {
    const { error } = onboard.safeParse(`resourceGroup:rg,${text}`);

    expect(error?.issues.map(({ message }) => message)).toEqual([
      `has the entry "${text.trim()}", which is none of the four forms`,
    ]);
  });

  it('tells every bad entry at once', () => {
    expect(onboard.safeParse('a,all,b').error?.issues).toHaveLength(2);
  });
});

describe('readTag', () => {
  it.each([
    ['Name=value', { name: 'Name', value: 'value' }],
    [' Name = a b ', { name: 'Name', value: 'a b' }],
    ['Name=', { name: 'Name', value: '' }],
    ['Name=a=b', { name: 'Name', value: 'a=b' }],
    ['Name', undefined],
    ['=value', undefined],
    [' =value', undefined],
    ['', undefined],
  ])('%j is %j', (text, expected) => {
    expect(readTag(text)).toEqual(expected);
  });
});

describe('tag', () => {
  it('must name one', () => {
    expect(tag.parse('a=b')).toEqual({ name: 'a', value: 'b' });
    expect(tag.safeParse('ab').success).toBe(false);
  });
});
