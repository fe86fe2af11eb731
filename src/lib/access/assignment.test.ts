import { describe, expect, it } from 'vitest';
import { PROD, ROOT, SUB, WEB } from '../../../test/builders/accessWorld.ts';
import { placeKey, placeOf, placeScope, reaches, scopeKey } from './assignment.ts';
import { documentName } from './documentName.ts';

describe('scopeKey', () => {
  it.each([
    ['/Subscriptions/S1/', '/subscriptions/s1'],
    ['/subscriptions/s1//', '/subscriptions/s1'],
    ['/', '/'],
    ['//', '/'],
  ])('%s is %s', (scope, key) => {
    expect(scopeKey(scope)).toBe(key);
  });
});

describe('the place whose listing shows a scope', () => {
  it.each([
    [SUB, 'subscription-11111111-1111-4111-8111-111111111111', '/subscriptions/11111111-1111-4111-8111-111111111111'],
    [
      WEB.toUpperCase(),
      'subscription-11111111-1111-4111-8111-111111111111',
      '/subscriptions/11111111-1111-4111-8111-111111111111',
    ],
    [PROD, 'managementGroup-prod', '/providers/microsoft.management/managementgroups/prod'],
    [`${PROD}/`, 'managementGroup-prod', '/providers/microsoft.management/managementgroups/prod'],
  ])('%s: %s', (scope, key, itself) => {
    const place = placeOf(scope);

    expect(placeKey(place)).toBe(key);
    expect(placeScope(place)).toBe(itself);
  });

  it('has one name, however a setting spells its id', () => {
    expect(placeKey({ kind: 'subscription', id: 'AB' })).toBe(placeKey(placeOf('/subscriptions/ab')));
    expect(placeScope({ kind: 'managementGroup', name: 'Prod' })).toBe(placeScope(placeOf(PROD)));
  });
});

describe('the name of a place', () => {
  const group = (name: string) => placeKey({ kind: 'managementGroup', name });

  it.each(['prod', 'my_group', 'a.b', '.', 'x(1)', 'x-', '_'])('%s fits a document', (name) => {
    expect(documentName(`places/${group(name)}`)).toBe(`places/${group(name)}`);
  });

  it('is never that of another place', () => {
    const names = ['a_b', 'a.b', 'a-b', 'a.5f-b', 'a5f-b', 'a.5fb', 'a(b', 'a)b'];

    expect(new Set(names.map(group)).size).toBe(names.length);
    expect(placeKey({ kind: 'subscription', id: 's1' })).not.toBe(group('s1'));
  });
});

describe('reaches', () => {
  const machine = `${WEB}/providers/Microsoft.HybridCompute/machines/web-1`;
  const chain = [ROOT, PROD, SUB, WEB, machine];
  const pairs = chain.flatMap((outer, above) =>
    chain.map((inner, below) => ({ outer, inner, expected: above <= below })),
  );

  it.each(pairs.filter(({ inner }) => inner !== ROOT && inner !== PROD))('$outer to $inner: $expected', (pair) => {
    expect(reaches(pair.outer, pair.inner)).toBe(pair.expected);
    expect(reaches(`${pair.outer.toUpperCase()}/`, pair.inner)).toBe(pair.expected);
  });

  it.each([
    ['a resource group whose name begins alike', `${WEB}-2`, WEB],
    ['the other way round', WEB, `${WEB}-2`],
    ['another subscription', '/subscriptions/22222222-2222-4222-8222-222222222222', WEB],
  ])('not %s', (_what, outer, inner) => {
    expect(reaches(outer, inner)).toBe(false);
  });
});
