import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Place } from '../../access/assignment.ts';
import { armClientOptions } from '../pipeline/armPipeline.ts';
import { type ArmServer, startArmServer, TOKEN } from '../pipeline/armServer.fixture.ts';
import { createMemoryCounter } from '../pipeline/memoryCounter.ts';
import { limits } from '../rate/limits.ts';
import { createMemoryRateStore } from '../rate/memoryRateStore.ts';
import { createSharedRate } from '../rate/sharedRate.ts';
import { virtualTime } from '../rate/virtualTime.fixture.ts';
import { createRoleAssignments } from './roleAssignments.ts';

const ID = '11111111-1111-4111-8111-111111111111';
const SUBSCRIPTION: Place = { kind: 'subscription', id: ID };
const MANAGEMENT_GROUP: Place = { kind: 'managementGroup', name: 'corp' };
const PROVIDER = 'providers/Microsoft.Authorization';
const CORP = '/providers/microsoft.management/managementgroups/corp';
const GRANT = { scope: `/subscriptions/${ID}/resourceGroups/rg`, role: 'user', principalId: 'p' } as const;
const NEW = { name: 'n', principalType: 'User', description: 'd' };
const EMPTY = { status: 200, body: { value: [] } };

let server: ArmServer;
beforeAll(async () => {
  server = await startArmServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.seen.length = 0;
});

function connected() {
  const { clock, sleep } = virtualTime();
  const timing = { clock, sleep, random: () => 0.5 };
  const tokens: string[] = [];
  const credential = {
    getToken(scopes: string | string[]) {
      tokens.push(...[scopes].flat());
      return Promise.resolve({ token: TOKEN, expiresOnTimestamp: 8.64e15 });
    },
  };
  const counter = createMemoryCounter();
  const options = armClientOptions({
    ...timing,
    endpoint: server.endpoint,
    cloudAudience: 'https://management.chinacloudapi.cn/.default',
    credential,
    rate: createSharedRate({ ...timing, store: createMemoryRateStore(), limits: (kind) => limits('public', kind) }),
    lane: 'access',
    ids: () => 'id',
    counter,
    apiVersion: '2024-07-10',
    userAgent: 'arc-entra-signin/test',
  });
  const arm = { ...options, httpClient: server.httpClient };
  return { tokens, counter, assignments: createRoleAssignments({ arm, credential }) };
}

describe('role assignments over the SDK', () => {
  it('asks in one place for everything, with the version of each type and one slash in front', async () => {
    server.replies(EMPTY);
    const { assignments, counter } = connected();

    for (const place of [SUBSCRIPTION, MANAGEMENT_GROUP]) {
      await assignments.list(place);
      await assignments.denials(place);
      await assignments.activations(place);
    }

    const atScope = expect.stringMatching(/^(atScope\(\)|atScope%28%29)$/);
    const asked = server.seen.map(({ url }) => new URL(url, server.endpoint));
    expect(asked.map(({ pathname, searchParams }) => [pathname, Object.fromEntries(searchParams)])).toEqual([
      [`/subscriptions/${ID}/${PROVIDER}/roleAssignments`, { 'api-version': '2022-04-01' }],
      [`/subscriptions/${ID}/${PROVIDER}/denyAssignments`, { 'api-version': '2022-04-01' }],
      [`/subscriptions/${ID}/${PROVIDER}/roleAssignmentScheduleInstances`, { 'api-version': '2020-10-01' }],
      [`${CORP}/${PROVIDER}/roleAssignments`, { 'api-version': '2022-04-01', $filter: atScope }],
      [`${CORP}/${PROVIDER}/denyAssignments`, { 'api-version': '2022-04-01', $filter: atScope }],
      [`${CORP}/${PROVIDER}/roleAssignmentScheduleInstances`, { 'api-version': '2020-10-01', $filter: atScope }],
    ]);
    expect(counter.snapshot().map(({ operation }) => operation)).toContain(
      'GET Microsoft.Authorization/roleAssignments',
    );
  });

  it('has the token of the cloud, wherever the endpoint is, and sends it to that endpoint', async () => {
    server.replies(EMPTY);
    const { assignments, tokens } = connected();

    await assignments.list(SUBSCRIPTION);

    expect(tokens).toEqual(['https://management.chinacloudapi.cn/.default']);
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      'user-agent': expect.stringMatching(/^arc-entra-signin\/test/),
    });
  });

  it('reads the next page under the link as it came', async () => {
    const path = `/subscriptions/${ID}/${PROVIDER}/roleAssignments?api-version=2022-04-01&$skipToken=a%2Fb%3D`;
    server.replies({ status: 200, body: { value: [], nextLink: `${server.endpoint}${path}` } }, EMPTY);

    await connected().assignments.list(SUBSCRIPTION);

    expect(server.seen.map(({ url }) => url)[1]).toBe(path);
  });

  it('follows the link of a page that the SDK does not take for JSON', async () => {
    const nextLink = `${server.endpoint}/subscriptions/${ID}/${PROVIDER}/roleAssignments?page=2`;
    server.replies({ status: 200, headers: { 'content-type': 'text/plain' }, body: { value: [], nextLink } }, EMPTY);

    await connected().assignments.list(SUBSCRIPTION);

    expect(server.seen).toHaveLength(2);
  });

  it('says what could not be read, and nothing of what was in it', async () => {
    const roleDefinitionId = `/${PROVIDER}/roleDefinitions/fb879df8-f326-4884-b1cf-06f3ad86be52`;
    const properties = { scope: '/', roleDefinitionId, principalId: 'bob', condition: 7 };
    server.replies({ status: 200, body: { value: [{ name: ID, properties }] } });

    await expect(connected().assignments.list(SUBSCRIPTION)).rejects.toMatchObject({
      message:
        'Azure sent one of the roleAssignments that cannot be read: properties.principalId, properties.condition.',
    });
  });

  it('writes with one slash in front, and with the id of the step', async () => {
    server.replies({ status: 201, body: {} }, { status: 200, body: {} });
    const { assignments } = connected();

    await assignments.create(GRANT, NEW, { correlationId: 'step-1' });
    await assignments.remove(GRANT.scope, NEW.name, { correlationId: 'step-2' });

    const url = `${GRANT.scope}/${PROVIDER}/roleAssignments/n?api-version=2022-04-01`;
    expect(server.seen).toMatchObject([
      { method: 'PUT', url, headers: { 'x-ms-correlation-request-id': 'step-1' } },
      { method: 'DELETE', url, headers: { 'x-ms-correlation-request-id': 'step-2' } },
    ]);
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      properties: {
        roleDefinitionId: `/subscriptions/${ID}/${PROVIDER}/roleDefinitions/fb879df8-f326-4884-b1cf-06f3ad86be52`,
        principalId: 'p',
        principalType: 'User',
        description: 'd',
      },
    });
  });

  it('names the role without a subscription where there is none', async () => {
    server.replies({ status: 201, body: {} });

    await connected().assignments.create({ ...GRANT, scope: CORP, role: 'administrator' }, NEW);

    expect(JSON.parse(server.seen[0]?.body ?? '')).toMatchObject({
      properties: { roleDefinitionId: `/${PROVIDER}/roleDefinitions/1c0163c0-47e6-4577-8991-ea5c82e286e4` },
    });
  });

  it.each([
    { status: 200 },
    { status: 202, body: { value: [] } },
    { status: 204 },
    { status: 200, headers: { 'content-type': 'text/html' }, body: 'Welcome' },
  ])('takes what is no page for a failure that passes, not for an empty one: %j', async (reply) => {
    server.replies(reply);

    const listing = connected().assignments.list(SUBSCRIPTION);

    await expect(listing).rejects.toMatchObject({ kind: 'transient', code: 'UnexpectedAnswer' });
  });
});
