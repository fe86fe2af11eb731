import { describe, expect, it } from 'vitest';
import { at, machinePath, START, SUBSCRIPTION, TENANT, virtualCloud } from '../../testing/virtualCloud.ts';
import {
  ADMINISTRATOR_LOGIN,
  codeOf,
  guid,
  IN_DEMO,
  IN_GROUP,
  IN_SUBSCRIPTION,
  roleId,
  rolesIn,
  testDirectory,
  USER_LOGIN,
} from '../../testing/virtualRoles.ts';
import type { RulesOptions } from '../rules.ts';

const WEB_1 = machinePath('web-1');
const ALICE = 1;
const TEAM = 9;

function cloudWith(options: Partial<RulesOptions> = {}) {
  const cloud = virtualCloud(options);
  cloud.call('PUT', WEB_1, { location: 'westeurope' });
  return { ...cloud, ...rolesIn(cloud) };
}

describe('giving a role', () => {
  it('makes an assignment that carries who, what, where and when', () => {
    const { give } = cloudWith();

    const reply = give(WEB_1, 7, ALICE, { principalType: 'User', description: 'by us' });

    expect(reply).toMatchObject({
      status: 201,
      body: {
        id: `${WEB_1}/providers/Microsoft.Authorization/roleAssignments/${guid(7)}`,
        name: guid(7),
        type: 'Microsoft.Authorization/roleAssignments',
        properties: {
          scope: WEB_1,
          roleDefinitionId: roleId(USER_LOGIN, IN_SUBSCRIPTION),
          principalId: guid(ALICE),
          principalType: 'User',
          description: 'by us',
          condition: null,
          createdOn: '2026-11-22T08:00:00.0000000Z',
        },
      },
    });
  });

  it('writes roles without the subscription when told to, and at scopes above it anyway', () => {
    const bare = cloudWith({ authorization: { roleDefinitionForm: 'tenant' } });
    const usual = cloudWith();

    expect(at(bare.give(WEB_1, 1, ALICE).body, 'properties', 'roleDefinitionId')).toBe(roleId(USER_LOGIN));
    expect(at(usual.give(IN_DEMO, 1, ALICE).body, 'properties', 'roleDefinitionId')).toBe(roleId(USER_LOGIN));
  });

  it('takes a role in any form, and ids in any case', () => {
    const { give, call } = cloudWith();
    const sent = roleId(USER_LOGIN.toUpperCase(), `/subscriptions/${SUBSCRIPTION.toUpperCase()}`);
    give(IN_GROUP, 1, ALICE);

    const reply = give(IN_GROUP.toUpperCase(), 1, ALICE, { roleDefinitionId: sent });
    const doubled = call(
      'GET',
      `/${IN_GROUP}/providers/microsoft.authorization/ROLEASSIGNMENTS/${guid(1)}?api-version=2022-04-01`,
    );

    expect([reply.status, doubled.status]).toEqual([200, 200]);
  });

  it('answers the same PUT with 200 and the assignment as it is', () => {
    const { give, seconds } = cloudWith();
    const first = give(WEB_1, 1, ALICE);
    seconds(60);

    const again = give(WEB_1, 1, ALICE);

    expect(again).toMatchObject({ status: 200, body: first.body });
  });

  it('changes remarks in place', () => {
    const { give, get, seconds } = cloudWith();
    give(WEB_1, 1, ALICE, { description: 'old' });
    seconds(60);
    give(WEB_1, 1, ALICE, { description: 'new' });

    expect(at(get(WEB_1, 1).body, 'properties')).toMatchObject({
      description: 'new',
      createdOn: '2026-11-22T08:00:00.0000000Z',
      updatedOn: '2026-11-22T08:01:00.0000000Z',
    });
  });

  it('refuses the same again under another name, and names the one that is there', () => {
    const { give } = cloudWith();
    give(WEB_1, 1, ALICE);

    const reply = give(WEB_1, 2, ALICE);

    expect(reply.status).toBe(409);
    expect(at(reply.body, 'error')).toEqual({
      code: 'RoleAssignmentExists',
      message:
        'The role assignment already exists. The ID of the existing role assignment is 00000000000040008000000000000001.',
    });
  });

  it.each([
    ['another principal', WEB_1, 2, {}],
    ['another role', WEB_1, ALICE, { roleDefinitionId: roleId(ADMINISTRATOR_LOGIN) }],
    ['another type', WEB_1, ALICE, { principalType: 'Group' }],
    ['another scope', IN_GROUP, ALICE, {}],
    ['another subscription', '/subscriptions/33333333-3333-4333-8333-333333333333', ALICE, {}],
  ])('refuses a name that stands for %s', (_what, scope, principal, further) => {
    const { give } = cloudWith({ subscriptions: [SUBSCRIPTION, '33333333-3333-4333-8333-333333333333'] });
    give(WEB_1, 1, ALICE);

    expect(codeOf(give(scope, 1, principal, further))).toBe('400 RoleAssignmentUpdateNotPermitted');
  });

  it.each([
    ['a role that is none', { roleDefinitionId: roleId(guid(5)) }, '400 RoleDefinitionDoesNotExist'],
    ['a GUID in place of a role', { roleDefinitionId: USER_LOGIN }, '400 InvalidRoleDefinitionId'],
    ['a role that is no GUID', { roleDefinitionId: roleId('admin') }, '400 InvalidRoleDefinitionId'],
    ['a principal that is no GUID', { principalId: 'alice' }, '400 InvalidRequestContent'],
    ['a type that is none', { principalType: 'Person' }, '400 InvalidRequestContent'],
  ])('refuses %s', (_what, further, code) => {
    const { give } = cloudWith();

    expect(codeOf(give(WEB_1, 1, ALICE, further))).toBe(code);
  });

  it.each([
    [
      'a name that is no GUID',
      'PUT',
      `${IN_GROUP}/providers/Microsoft.Authorization/roleAssignments/alice`,
      '400 InvalidRoleAssignmentId',
    ],
    [
      'an unknown management group',
      'GET',
      '/providers/Microsoft.Management/managementGroups/x/providers/Microsoft.Authorization/roleAssignments',
      '404 ManagementGroupNotFound',
    ],
    [
      'an unknown subscription',
      'GET',
      '/subscriptions/x/providers/Microsoft.Authorization/roleAssignments',
      '404 SubscriptionNotFound',
    ],
    [
      'a scope that is none',
      'GET',
      '/somewhere/providers/Microsoft.Authorization/roleAssignments',
      '404 InvalidResourceType',
    ],
  ])('refuses %s', (_what, method, path, code) => {
    const { call } = cloudWith();

    expect(codeOf(call(method, `${path}?api-version=2022-04-01`))).toBe(code);
  });

  it('refuses an api-version that it does not answer', () => {
    const { call } = cloudWith();

    const reply = call('GET', `${IN_GROUP}/providers/Microsoft.Authorization/roleAssignments?api-version=2015-07-01`);

    expect(reply).toMatchObject({
      status: 400,
      body: { error: { code: 'NoRegisteredProviderFound', message: expect.stringContaining("'2022-04-01'") } },
    });
  });

  it('gives nothing at a machine that is not there', () => {
    const { give } = cloudWith();

    expect(codeOf(give(machinePath('none'), 1, ALICE))).toBe('404 ResourceNotFound');
    expect(codeOf(give(`${machinePath('none')}/extensions/x`, 1, ALICE))).toBe('404 ResourceNotFound');
    expect(give(WEB_1.replace('HybridCompute/machines', 'Compute/virtualMachines'), 1, ALICE).status).toBe(201);
  });
});

describe('the directory', () => {
  it('must know the principal, and must have had the time to tell', () => {
    const directory = testDirectory(30_000);
    directory.create(ALICE, 'User', START);
    const { give, seconds } = cloudWith({ authorization: { principals: directory } });

    const unknown = give(WEB_1, 1, 2, { principalType: 'User' });
    const early = give(WEB_1, 1, ALICE, { principalType: 'User' });
    seconds(30);
    const later = give(WEB_1, 1, ALICE);

    expect([unknown, early].map(codeOf)).toEqual(['400 PrincipalNotFound', '400 PrincipalNotFound']);
    expect(at(unknown.body, 'error', 'message')).toContain(`does not exist in the directory ${TENANT}`);
    expect(later.status).toBe(201);
  });

  it('says what a principal is, in the words of the service', () => {
    const directory = testDirectory();
    directory.create(TEAM, 'Group', START);
    const { give } = cloudWith({ authorization: { principals: directory } });

    const wrong = give(WEB_1, 1, TEAM, { principalType: 'User' });
    const right = give(WEB_1, 1, TEAM);

    expect(at(wrong.body, 'error')).toEqual({
      code: 'UnmatchedPrincipalType',
      message:
        "The PrincipalId '00000000000040008000000000000009' has type 'Group' , which is different from specified PrinciaplType 'User'.",
    });
    expect(at(right.body, 'properties', 'principalType')).toBe('Group');
  });

  it('may lose a principal: the assignment stays, and repeating it too', () => {
    const directory = testDirectory();
    directory.create(ALICE, 'User', START);
    const { give, namesAt } = cloudWith({ authorization: { principals: directory } });
    give(WEB_1, 1, ALICE);
    directory.remove(ALICE);

    expect(namesAt(WEB_1, 'atScope()')).toEqual([1]);
    expect(give(WEB_1, 1, ALICE).status).toBe(200);
    expect(codeOf(give(IN_GROUP, 2, ALICE))).toBe('400 PrincipalNotFound');
  });
});

describe('limits', () => {
  it('count everything in a subscription, and each management group by itself', () => {
    const { give, take } = cloudWith({ authorization: { subscriptionLimit: 2, managementGroupLimit: 1 } });
    give(IN_SUBSCRIPTION, 1, 1);
    give(WEB_1, 2, 1);
    give(IN_DEMO, 3, 1);

    const subscriptionIsFull = give(IN_GROUP, 4, 1);
    const groupIsFull = give(IN_DEMO, 5, 2);
    const repeated = give(WEB_1, 2, 1);
    take(WEB_1, 2);
    const afterwards = give(IN_GROUP, 4, 1);
    const tenant = [give('', 6, 1), give('', 7, 2)];

    expect(codeOf(subscriptionIsFull)).toBe('400 RoleAssignmentLimitExceeded');
    expect(codeOf(groupIsFull)).toBe('400 RoleAssignmentLimitExceeded');
    expect([repeated.status, afterwards.status]).toEqual([200, 201]);
    expect(tenant.map(({ status }) => status)).toEqual([201, 201]);
  });

  it('are 4,000 and 500', () => {
    const { rules } = cloudWith();

    expect(rules.world.authorization.limits).toEqual({ subscription: 4000, managementGroup: 500 });
  });
});

describe('a condition on what the caller may give', () => {
  it('refuses other roles, when given and when taken', () => {
    const options = { authorization: { allowedRoles: [USER_LOGIN.toUpperCase()] } };
    const { give, take, rules } = cloudWith(options);
    const administrator = { roleDefinitionId: roleId(ADMINISTRATOR_LOGIN) };
    const allowed = give(WEB_1, 1, ALICE);
    const refused = give(WEB_1, 2, ALICE, administrator);
    const [living] = rules.world.authorization.assignments.index.at(WEB_1.toLowerCase()).after(-1);
    if (living) rules.world.authorization.assignments.add({ ...living, name: guid(3), roleId: ADMINISTRATOR_LOGIN });

    const untaken = take(WEB_1, 3);

    expect([allowed.status, take(WEB_1, 1).status]).toEqual([201, 200]);
    expect(codeOf(refused)).toBe('403 AuthorizationFailed');
    expect(at(refused.body, 'error', 'message')).toContain(
      'does not have authorization or an ABAC condition not fulfilled to perform action ' +
        `'Microsoft.Authorization/roleAssignments/write' over scope '${WEB_1}/providers/Microsoft.Authorization/roleAssignments/${guid(2)}'`,
    );
    expect(at(untaken.body, 'error', 'message')).toContain('Microsoft.Authorization/roleAssignments/delete');
  });
});

describe('taking a role', () => {
  it('answers the assignment once, then 204', () => {
    const { give, take, get } = cloudWith();
    const given = give(WEB_1, 1, ALICE);

    const first = take(WEB_1, 1);

    expect(first).toMatchObject({ status: 200, body: given.body });
    expect(take(WEB_1, 1).status).toBe(204);
    expect(codeOf(get(WEB_1, 1))).toBe('404 RoleAssignmentNotFound');
    expect(give(WEB_1, 2, ALICE).status).toBe(201);
  });

  it('finds an assignment at its own scope only', () => {
    const { give, get, take } = cloudWith();
    give(WEB_1, 1, ALICE);

    expect(codeOf(get(IN_GROUP, 1))).toBe('404 RoleAssignmentNotFound');
    expect(take(IN_GROUP, 1).status).toBe(204);
    expect(get(WEB_1, 1).status).toBe(200);
  });

  it('works at a machine that is gone, whose assignments are still listed', () => {
    const { call, give, take, namesAt } = cloudWith();
    give(WEB_1, 1, ALICE);
    call('DELETE', WEB_1);

    expect(namesAt(IN_SUBSCRIPTION)).toEqual([1]);
    expect(take(WEB_1, 1).status).toBe(200);
    expect(namesAt(IN_SUBSCRIPTION)).toEqual([]);
  });
});
