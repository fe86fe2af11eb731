import { describe, expect, it } from 'vitest';
import { related, type Scope, scopeReader } from './scopes.ts';

const SUB = 'AAAAAAAA-1111-4111-8111-111111111111';
const OTHER = '33333333-3333-4333-8333-333333333333';
const places = {
  managementGroup: 'Demo',
  subscriptions: new Map([
    [SUB.toLowerCase(), SUB],
    [OTHER, OTHER],
  ]),
};
const MACHINE = `/subscriptions/${SUB}/resourceGroups/RG/providers/Microsoft.HybridCompute/machines/Web-1`;
const GROUPS = '/providers/Microsoft.Management/managementGroups';

/** The scope; fails the test when the path is none. */
function scope(path: string, read = scopeReader(places)): Scope {
  const found = read(path);
  if (typeof found === 'string') throw new Error(`${path}: ${found}`);
  return found;
}

describe('reading a scope', () => {
  it.each([
    ['', 'tenant', undefined],
    [`${GROUPS}/demo`, 'managementGroup', undefined],
    [`/subscriptions/${SUB.toLowerCase()}`, 'subscription', SUB],
    [`/subscriptions/${SUB}/resourcegroups/rg`, 'resourceGroup', SUB],
    [MACHINE, 'resource', SUB],
    [`${MACHINE}/extensions/AADLogin`, 'resource', SUB],
    [`${MACHINE}/providers/Microsoft.Authorization/locks/l`, 'resource', SUB],
  ])('%s is a %s', (path, kind, subscriptionId) => {
    expect(scope(path)).toMatchObject({ kind, path, key: path.toLowerCase() });
    expect(scope(path).subscriptionId).toBe(subscriptionId);
  });

  it('knows what a scope is in, up to the tenant', () => {
    expect(scope(`${MACHINE}/extensions/AADLogin`).lineage).toEqual([
      `${MACHINE}/extensions/AADLogin`.toLowerCase(),
      MACHINE.toLowerCase(),
      `/subscriptions/${SUB}/resourcegroups/rg`.toLowerCase(),
      `/subscriptions/${SUB}`.toLowerCase(),
      `${GROUPS}/demo`.toLowerCase(),
      '',
    ]);
  });

  it.each([
    ['/subscriptions', 'noScope'],
    ['/somewhere', 'noScope'],
    [`/subscriptions/${SUB}/providers/Microsoft.X/y/z`, 'noScope'],
    [`/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.X`, 'noScope'],
    [`${MACHINE}/extensions`, 'noScope'],
    [`/subscriptions/${SUB}/resourceGroups/rg/machines/m`, 'noScope'],
    [`/subscriptions/99999999-9999-4999-8999-999999999999`, 'noSubscription'],
    [`${GROUPS}/other`, 'noManagementGroup'],
  ])('%s: %s', (path, problem) => {
    expect(scopeReader(places)(path)).toBe(problem);
  });
});

describe('a tree of management groups', () => {
  const read = scopeReader(places, [
    { name: 'Root' },
    { name: 'demo', parent: 'root' },
    { name: 'Sandbox', parent: 'Root', subscriptions: [OTHER] },
  ]);
  const groupsOf = (path: string) =>
    scope(path, read)
      .lineage.filter((key) => key.includes('managementgroups'))
      .map((key) => key.split('/').at(-1));

  it('has subscriptions where they are named, the others below the one group', () => {
    expect(groupsOf(`/subscriptions/${SUB}`)).toEqual(['demo', 'root']);
    expect(groupsOf(`/subscriptions/${OTHER}`)).toEqual(['sandbox', 'root']);
    expect(groupsOf(`${GROUPS}/SANDBOX`)).toEqual(['sandbox', 'root']);
  });

  it('relates a scope to what is above and below it, not to what is beside it', () => {
    const of = (path: string) => scope(path, read);

    expect(related(of(`${GROUPS}/root`), of(MACHINE))).toBe(true);
    expect(related(of(MACHINE), of(`${GROUPS}/root`))).toBe(true);
    expect(related(of(`${GROUPS}/sandbox`), of(MACHINE))).toBe(false);
  });

  it('ends at a group that is above itself', () => {
    const circle = scopeReader(places, [
      { name: 'a', parent: 'b' },
      { name: 'b', parent: 'a' },
    ]);

    expect(scope(`${GROUPS}/a`, circle).lineage.length).toBe(3);
  });
});
