import { describe, expect, it } from 'vitest';
import { type CoverableScope, covers } from './covers.ts';

const SUB = '11111111-1111-4111-8111-111111111111';
const OTHER = '33333333-3333-4333-8333-333333333333';

const group = (name: string): CoverableScope => ({
  kind: 'managementGroup',
  key: `/providers/microsoft.management/managementgroups/${name}`,
});
const subscription = (id: string): CoverableScope => ({ kind: 'subscription', key: `/subscriptions/${id}` });
const resourceGroup = (name: string): CoverableScope => ({
  kind: 'resourceGroup',
  key: `/subscriptions/${SUB}/resourcegroups/${name}`,
});
const machine = (name: string, inGroup = 'web'): CoverableScope => ({
  kind: 'machine',
  key: `${resourceGroup(inGroup).key}/providers/microsoft.hybridcompute/machines/${name}`,
});

const ancestorsOf = (subscriptionId: string) => (subscriptionId === SUB ? ['Prod', 'root'] : ['root']);

describe('covers', () => {
  const chain = [group('root'), group('prod'), subscription(SUB), resourceGroup('web'), machine('a')];
  const pairs = chain.flatMap((outer, above) => chain.map((inner, below) => ({ outer, inner, above, below })));

  it.each(pairs.filter(({ above, below }) => below >= 2 || above === below))(
    '$outer.key over $inner.key: only downwards',
    ({ outer, inner, above, below }) => {
      expect(covers(outer, inner, ancestorsOf)).toBe(above <= below);
    },
  );

  it.each([
    ['a resource group whose name begins alike', resourceGroup('web'), resourceGroup('web-2')],
    ['a machine in another resource group', resourceGroup('web'), machine('a', 'web-2')],
    ['a machine whose name begins alike', machine('a'), machine('a-2')],
    ['another subscription', subscription(OTHER), machine('a')],
    ['a subscription of another management group', group('prod'), subscription(OTHER)],
    ['another management group', group('root'), group('prod')],
    ['a management group from below', subscription(SUB), group('prod')],
  ])('does not reach %s', (_what, outer, inner) => {
    expect(covers(outer, inner, ancestorsOf)).toBe(false);
  });
});
