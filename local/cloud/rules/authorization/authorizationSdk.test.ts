import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../cloud.ts';
import { at, machinePath, SUBSCRIPTION, TENANT } from '../../testing/virtualCloud.ts';
import {
  ADMINISTRATOR_LOGIN,
  guid,
  IN_GROUP,
  IN_SUBSCRIPTION,
  roleId,
  USER_LOGIN,
} from '../../testing/virtualRoles.ts';
import { everybody } from './principals.ts';

let cloud: Cloud;
let agent: Agent;
let client: AuthorizationManagementClient;
const dataDir = mkdtempSync(join(tmpdir(), 'roles-'));

beforeAll(async () => {
  const authorization = { principals: everybody };
  cloud = await startCloud({
    dataDir,
    cloud: 'public',
    subscriptions: [SUBSCRIPTION],
    tenantId: TENANT,
    authorization,
  });
  agent = new Agent({ ca: readFileSync(cloud.caFile) });
  const token = { token: 'any', expiresOnTimestamp: Date.now() + 3_600_000 };
  client = new AuthorizationManagementClient({ getToken: async () => token }, SUBSCRIPTION, { endpoint: cloud.arm });
  client.pipeline.addPolicy({
    name: 'trust-the-local-ca',
    sendRequest: (outgoing, next) => {
      outgoing.agent = agent;
      return next(outgoing);
    },
  });
});
afterAll(async () => {
  agent.destroy();
  await cloud.stop();
  rmSync(dataDir, { recursive: true });
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const grant = (principal: number, role = USER_LOGIN) => ({
  roleDefinitionId: roleId(role),
  principalId: guid(principal),
});

describe("Microsoft's SDK against the HTTPS server", () => {
  it('gives, gets, takes, and reads errors; a scope with a leading slash makes a double one, which is accepted', async () => {
    const { roleAssignments } = client;

    const given = await roleAssignments.create(IN_GROUP, guid(1), { ...grant(1), principalType: 'User' });
    const got = await roleAssignments.get(IN_GROUP.slice(1), guid(1));
    const again = roleAssignments.create(IN_GROUP, guid(2), grant(1));
    await expect(again).rejects.toMatchObject({ statusCode: 409, code: 'RoleAssignmentExists' });
    const taken = await roleAssignments.delete(IN_GROUP, guid(1));
    await expect(roleAssignments.get(IN_GROUP, guid(1))).rejects.toMatchObject({
      statusCode: 404,
      code: 'RoleAssignmentNotFound',
    });

    expect(given).toMatchObject({ name: guid(1), scope: IN_GROUP, principalId: guid(1), createdOn: expect.any(Date) });
    expect([got, taken]).toEqual([given, given]);
    const request: unknown = JSON.parse(cloud.rules.traffic.lines({})[0] ?? '');
    expect(at(request, 'request', 'url')).toContain('//subscriptions');
  });

  it('lists over pages at a subscription and at any scope, with filters', async () => {
    const { roleAssignments } = client;
    for (let name = 1; name <= 101; name++) await roleAssignments.create(IN_GROUP, guid(name), grant(name));
    await roleAssignments.create(IN_SUBSCRIPTION, guid(200), grant(1));

    const inSubscription = await all(roleAssignments.listForSubscription());
    const atScope = await all(roleAssignments.listForScope(IN_SUBSCRIPTION, { filter: 'atScope()' }));
    const ofOne = await all(roleAssignments.listForScope(IN_GROUP, { filter: `principalId eq '${guid(1)}'` }));

    expect(inSubscription.length).toBe(102);
    expect(atScope.map(({ name }) => name)).toEqual([guid(200)]);
    expect(ofOne.map(({ name }) => name)).toEqual([guid(1), guid(200)]);
  });

  it('understands roles, denials and schedules, dates included', async () => {
    cloud.rules.arm.handle({
      method: 'PUT',
      url: `${machinePath('web-1')}?api-version=2024-07-10`,
      headers: { authorization: 'Bearer any' },
      body: { location: 'westeurope' },
    });
    const scope = machinePath('web-1');
    const post = (path: string, body: object) =>
      cloud.rules.control({ method: 'POST', url: path, headers: {}, body }, () => undefined);
    post('/denyAssignments', { scope });
    post('/activations', { scope, ...grant(500, ADMINISTRATOR_LOGIN), minutes: 5 });

    const role = await client.roleDefinitions.get(scope, ADMINISTRATOR_LOGIN);
    const [denial] = await all(client.denyAssignments.listForScope(scope, { filter: 'atScope()' }));
    const filter = `principalId eq '${guid(500)}'`;
    const [instance] = await all(client.roleAssignmentScheduleInstances.listForScope(scope, { filter }));

    expect(role).toMatchObject({ roleName: 'Virtual Machine Administrator Login', roleType: 'BuiltInRole' });
    expect(denial).toMatchObject({ scope, isSystemProtected: true });
    expect(instance).toMatchObject({
      scope,
      assignmentType: 'Activated',
      memberType: 'Direct',
      status: 'Provisioned',
      principalId: guid(500),
      startDateTime: expect.any(Date),
      endDateTime: expect.any(Date),
      roleAssignmentScheduleId: expect.any(String),
      originRoleAssignmentId: expect.any(String),
      linkedRoleEligibilityScheduleId: expect.any(String),
      linkedRoleEligibilityScheduleInstanceId: expect.any(String),
      createdOn: expect.any(Date),
      expandedProperties: { roleDefinition: { displayName: 'Virtual Machine Administrator Login' } },
    });
  });
});
