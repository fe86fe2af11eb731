/** Access from the outside: people and groups by plain Graph, assignments by plain ARM, the plan over HTTP. Nothing is written. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { DEMO_SUBSCRIPTION } from '../../local/start/laptop.ts';
import { LOGIN_ROLES } from '../../src/lib/access/role.ts';
import { armId } from '../../src/lib/onboarding/machineId.ts';
import { type Stack, stackFor } from './laptopFor.ts';

const SUBSCRIPTION = `/subscriptions/${DEMO_SUBSCRIPTION}`;
const GROUP_SCOPE = `${SUBSCRIPTION}/resourceGroups/rg-access`;
const MACHINE = { subscriptionId: DEMO_SUBSCRIPTION, resourceGroup: 'rg-access', name: 'acc-01' };

const change = z.object({ principalId: z.string(), reason: z.string(), path: z.array(z.string()).optional() });
const planShape = z.object({
  hash: z.string(),
  complete: z.boolean(),
  adds: z.array(change),
  removes: z.array(change),
  withheld: z.array(change.extend({ why: z.object({ code: z.string() }) })),
  leftOut: z.array(z.object({ principalId: z.string(), reason: z.string() })),
  foreign: z.array(z.object({ principalId: z.string() })),
  policyProblems: z.array(z.object({ line: z.number(), column: z.number(), field: z.string(), fix: z.string() })),
});
const created = z.object({ id: z.string() });

describe('access, planned', () => {
  let stack: Stack;
  const ids: Record<string, string> = {};

  const graph = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const { status, body: said } = await stack.laptop.cloud(
      method,
      `${stack.laptop.endpoints.graph}/v1.0${path}`,
      body,
    );
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(said)}`);
    return said;
  };
  const user = async (name: string, more: object = {}): Promise<void> => {
    const said = await graph('POST', '/users', {
      displayName: name,
      userPrincipalName: `${name}@contoso.example`,
      accountEnabled: true,
      ...more,
    });
    ids[name] = created.parse(said).id;
  };
  const group = async (name: string, members: readonly string[], more: object = {}): Promise<void> => {
    ids[name] = created.parse(await graph('POST', '/groups', { displayName: name, securityEnabled: true, ...more })).id;
    for (const member of members) await join(name, member);
  };
  const join = (name: string, member: string): Promise<unknown> =>
    graph('POST', `/groups/${ids[name]}/members/$ref`, {
      '@odata.id': `${stack.laptop.endpoints.graph}/v1.0/directoryObjects/${ids[member]}`,
    });

  /** Asks for a run, waits for its end, and answers the newest plan. */
  const planned = async (): Promise<z.output<typeof planShape>> => {
    const { status, body } = await stack.api('POST', '/access/reconcile');
    expect(status).toBe(202);
    await expect
      .poll(async () => (await stack.api('GET', `/access/runs/${String(body['runId'])}`)).body['finishedAt'] ?? null, {
        timeout: 60_000,
      })
      .not.toBeNull();
    return planShape.parse((await stack.api('GET', '/access/plan')).body);
  };
  const policy = (bindings: string): Promise<void> => stack.laptop.uploadPolicy(`version: 1\nbindings:\n${bindings}`);
  const binding = (name: string, role: string, scope: string): string =>
    `  - name: ${name}\n    group: { id: ${ids[name]} }\n    role: ${role}\n    scopes: [${scope}]\n`;

  /** Requests of the app, and of nobody else, to change role assignments. */
  const writes = async (): Promise<string[]> => {
    const { body } = await stack.laptop.cloud('GET', `${stack.laptop.endpoints.control}/requests?service=arm`);
    const line = z.object({
      request: z.object({ method: z.string(), url: z.string(), headers: z.record(z.string(), z.unknown()) }),
    });
    return String(body)
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => line.parse(JSON.parse(text)).request)
      .filter(({ method, url }) => method !== 'GET' && url.includes('/roleAssignments/'))
      .filter(({ headers }) => String(headers['user-agent']).includes('arc-entra-signin'))
      .map(({ method }) => method);
  };

  beforeAll(async () => {
    stack = await stackFor({ ACCESS_MODE: 'observe', ACCESS_SCHEDULE: '0 0 0 1 1 *' });
    for (const name of ['ada', 'ben', 'cem', 'dora']) await user(name);
    await user('gus', { userType: 'Guest' });
    await user('dis', { accountEnabled: false });
    await group('sg-ops', ['cem']);
    await group('sg-web', ['ada', 'ben', 'gus', 'dis', 'sg-ops']);
    await group('sg-admins', ['dora'], { isAssignableToRole: true });
    await stack.register(MACHINE);
    await stack.state(MACHINE, 'Ready');
  }, 180_000);
  afterAll(() => stack.close());

  it('has no plan before the first run, and says how to get one', async () => {
    expect(await stack.api('GET', '/access/plan')).toMatchObject({ status: 404, body: { code: 'no-plan' } });
  });

  it('plans who gets in, through which groups, and who is left out', async () => {
    await policy(binding('sg-web', 'user', GROUP_SCOPE) + binding('sg-admins', 'administrator', SUBSCRIPTION));

    const plan = await planned();

    expect(plan).toMatchObject({ complete: true, removes: [], withheld: [], policyProblems: [] });
    expect(plan.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(plan.adds.map(({ principalId }) => principalId).toSorted()).toEqual(
      ['ada', 'ben', 'cem', 'dora'].map((name) => String(ids[name])).toSorted(),
    );
    expect(plan.adds.find(({ principalId }) => principalId === ids['cem'])).toMatchObject({
      path: ['sg-web', 'sg-ops'],
    });
    expect(plan.leftOut).toMatchObject(
      [
        { principalId: ids['gus'], reason: 'guest' },
        { principalId: ids['dis'], reason: 'disabled' },
      ].toSorted((a, b) => (String(a.principalId) < String(b.principalId) ? -1 : 1)),
    );
  });

  it('plans the same again while nothing changes, and follows what does', async () => {
    const before = await planned();
    const again = await planned();
    await user('eve');
    await join('sg-ops', 'eve');
    await graph('PATCH', `/users/${ids['ben']}`, { accountEnabled: false });
    const after = await planned();

    expect(again.hash).toBe(before.hash);
    expect(after.adds.map(({ principalId }) => principalId)).toContain(ids['eve']);
    expect(after.adds.map(({ principalId }) => principalId)).not.toContain(ids['ben']);
    expect(after.leftOut).toContainEqual(expect.objectContaining({ principalId: ids['ben'], reason: 'disabled' }));
  });

  it('shows what others have assigned, and tells who can sign in where', async () => {
    const conditionOf = async () => {
      const { body } = await stack.api('GET', `/machines/${DEMO_SUBSCRIPTION}/rg-access/acc-01`);
      const conditions = z.array(z.object({ type: z.string(), status: z.string() })).parse(body['conditions']);
      return conditions.find(({ type }) => type === 'AccessGranted')?.status;
    };
    await expect.poll(conditionOf, { timeout: 30_000 }).toBe('False');

    const name = '7b1f7f86-0d5a-4c0e-9a39-2a8a8f0f0f0f';
    const { status } = await stack.laptop.cloud(
      'PUT',
      `${stack.laptop.endpoints.arm}${GROUP_SCOPE}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`,
      {
        properties: {
          roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${LOGIN_ROLES.user}`,
          principalId: ids['ada'],
          principalType: 'User',
        },
      },
    );
    expect(status).toBe(201);
    const plan = await planned();

    expect(plan.foreign).toMatchObject([{ principalId: ids['ada'] }]);
    expect(plan.adds.map(({ principalId }) => principalId)).not.toContain(ids['ada']);
    await expect.poll(conditionOf, { timeout: 30_000 }).toBe('True');
    const way = {
      principalId: ids['ada'],
      principal: 'ada@contoso.example',
      role: 'user',
      foreign: true,
      binding: null,
    };
    for (const query of [
      `machine=acc-01`,
      `machine=${encodeURIComponent(armId(MACHINE))}`,
      `user=ada@contoso.example`,
    ]) {
      const { body } = await stack.api('GET', `/access/who?${query}`);
      expect(body['items']).toMatchObject([way]);
    }
    expect(await stack.api('GET', '/access/who?user=nobody@contoso.example')).toMatchObject({ status: 404 });
    expect(await stack.api('GET', '/access/who')).toMatchObject({ status: 400 });
  });

  it('holds everything back for a policy that cannot be read, and says where it is wrong', async () => {
    const before = await planned();
    await policy(binding('sg-web', 'superuser', GROUP_SCOPE));
    const broken = await planned();
    const { body: checks } = await stack.api('GET', '/health/checks');
    await policy(binding('sg-web', 'user', GROUP_SCOPE) + binding('sg-admins', 'administrator', SUBSCRIPTION));
    const mended = await planned();

    expect(broken).toMatchObject({ complete: false, adds: [], removes: [] });
    expect(broken.policyProblems).toMatchObject([{ line: 5, field: 'bindings[0].role' }]);
    expect(new Set(broken.withheld.map(({ why }) => why.code))).toEqual(new Set(['PolicyUnreadable']));
    expect(checks['checks']).toContainEqual(expect.objectContaining({ check: 'access policy', status: 'problem' }));
    expect(mended.hash).toBe(before.hash);
  });

  it('calls a reading incomplete when the directory fails, and takes nobody’s access for it', async () => {
    await stack.control('POST', '/faults', {
      service: 'graph',
      path: 'transitiveMembers',
      status: 403,
      body: { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' } },
      times: 100,
    });
    await join('sg-web', 'dora');
    const denied = await planned();
    await stack.control('DELETE', '/faults');

    expect(denied.complete).toBe(false);
    expect(denied.removes).toEqual([]);
    expect((await planned()).complete).toBe(true);
  });

  it('has written nothing', async () => {
    expect(await writes()).toEqual([]);
  });
});
