import { describe, expect, it } from 'vitest';
import { at, bodyOf, machinePath, START, virtualCloud } from '../../testing/virtualCloud.ts';
import {
  codeOf,
  guid,
  IN_DEMO,
  IN_GROUP,
  IN_SUBSCRIPTION,
  rolesIn,
  testDirectory,
} from '../../testing/virtualRoles.ts';
import type { RulesOptions } from '../rules.ts';

const WEB_1 = machinePath('web-1');
const WEB_2 = machinePath('web-2');
const ROOT = '/providers/Microsoft.Management/managementGroups/root';
const [ALICE, BOB, TEAM] = [101, 102, 109];

/** Assignments 1 to 7 for Alice from the tenant down, 8 for Bob, 9 for the team that Alice is in. */
function assigned(options: Partial<RulesOptions> = {}) {
  const directory = testDirectory();
  directory.create(ALICE, 'User', START);
  directory.create(BOB, 'User', START);
  directory.create(TEAM, 'Group', START);
  directory.join(ALICE, TEAM);
  const managementGroups = [{ name: 'root' }, { name: 'demo', parent: 'root' }];
  const cloud = virtualCloud({ ...options, authorization: { principals: directory, managementGroups } });
  for (const machine of [WEB_1, WEB_2]) cloud.call('PUT', machine, { location: 'westeurope' });
  const roles = rolesIn(cloud);
  const scopes = ['', ROOT, IN_DEMO, IN_SUBSCRIPTION, IN_GROUP, WEB_1, WEB_2];
  for (const [index, scope] of scopes.entries()) roles.give(scope, index + 1, ALICE);
  roles.give(WEB_1, 8, BOB);
  roles.give(WEB_1, 9, TEAM);
  return { ...cloud, ...roles };
}

describe('a list at a scope', () => {
  it.each([
    ['tenant', '', [1, 2, 3, 4, 5, 6, 7, 8, 9], [1]],
    ['root', ROOT, [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2]],
    ['management group', IN_DEMO, [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3]],
    ['subscription', IN_SUBSCRIPTION, [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4]],
    ['resource group', IN_GROUP, [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 5]],
    ['machine', WEB_1, [1, 2, 3, 4, 5, 6, 8, 9], [1, 2, 3, 4, 5, 6, 8, 9]],
    ['another group', IN_GROUP.replace('web', 'x'), [1, 2, 3, 4], [1, 2, 3, 4]],
  ])('%s: everything above, and below unless atScope() says no', (_what, scope, all, atScope) => {
    const { namesAt } = assigned();

    expect(namesAt(scope)).toEqual(all);
    expect(namesAt(scope, 'atScope()')).toEqual(atScope);
  });

  it.each([
    ['somebody exactly, above and below', `principalId eq '${guid(TEAM)}'`, IN_GROUP, [9]],
    ['somebody without quotes', `principalId eq ${guid(BOB)}`, IN_GROUP, [8]],
    ['somebody with groups', `assignedTo('${guid(ALICE).toUpperCase()}')`, WEB_1, [1, 2, 3, 4, 5, 6, 9]],
    ['somebody with groups, not below', `atScope() and assignedTo('${guid(ALICE)}')`, IN_GROUP, [1, 2, 3, 4, 5]],
    ['somebody exactly, not below', `atScope() AND principalId eq '${guid(BOB)}'`, IN_GROUP, []],
    ['somebody who has nothing', `principalId eq '${guid(5)}'`, IN_GROUP, []],
  ])('of %s', (_what, filter, scope, names) => {
    const { namesAt } = assigned();

    expect(namesAt(scope, filter)).toEqual(names);
  });

  it.each(["type eq 'x'", 'atScope', `assignedTo('${guid(TEAM)}')`, 'atScope() or atScope()', ''])(
    'is refused for the filter "%s"',
    (filter) => {
      const { listed } = assigned();

      expect(codeOf(listed(IN_GROUP, filter))).toBe('400 BadRequestFormat');
    },
  );

  it('comes in pages whose links keep the filter, and misses nothing when something is deleted', () => {
    const { listed, take, call } = assigned({ pageSize: 2 });
    const filter = `principalId eq '${guid(ALICE)}'`;

    const first = listed(WEB_1, filter);
    take(ROOT, 2);
    const names = [...namesIn(first.body)];
    for (let link = bodyOf(first)['nextLink']; typeof link === 'string'; ) {
      expect(link).toMatch(/^https:\/\/localhost:8443\/subscriptions\/.*api-version=2022-04-01.*filter=.*skipToken=/);
      const page = call('GET', link.replace('https://localhost:8443', ''));
      names.push(...namesIn(page.body));
      link = bodyOf(page)['nextLink'];
    }

    expect(names).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('knows no groups without a directory', () => {
    const { give, namesAt } = rolesIn(virtualCloud());
    give(IN_GROUP, 1, ALICE);
    give(IN_GROUP, 2, TEAM);

    expect(namesAt(IN_GROUP, `assignedTo('${guid(ALICE)}')`)).toEqual([1]);
  });

  it('refuses a token that is not its own', () => {
    const { call } = assigned();

    const reply = call(
      'GET',
      `${IN_GROUP}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$skipToken=x!`,
    );

    expect(codeOf(reply)).toBe('400 InvalidSkipToken');
  });

  it('writes the role of an assignment above with the subscription that was asked', () => {
    const { listed } = assigned();

    expect(at(listed(IN_GROUP).body, 'value', '2', 'properties', 'roleDefinitionId')).toContain(IN_SUBSCRIPTION);
    expect(at(listed(IN_DEMO).body, 'value', '5', 'properties', 'roleDefinitionId')).toMatch(/^\/providers/);
  });

  it('holds thousands, over many pages', () => {
    const cloud = virtualCloud({
      pageSize: 100,
      throttled: false,
      recordedRequests: 0,
      authorization: { subscriptionLimit: 5000 },
    });
    const { give, take, namesAt } = rolesIn(cloud);
    const names = Array.from({ length: 5000 }, (_, index) => index + 1);
    for (const name of names) give(IN_GROUP, name, name);
    for (const name of names.filter((one) => one % 3 === 0)) take(IN_GROUP, name);

    expect(namesAt(IN_SUBSCRIPTION)).toEqual(names.filter((one) => one % 3 !== 0));
  });
});

function namesIn(body: unknown): number[] {
  const value = at(body, 'value');
  return Array.isArray(value) ? value.map((item) => Number(String(at(item, 'name')).slice(-12))) : [];
}
