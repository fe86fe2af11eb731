/** The main job through the real stack: event → queue → ARM → status. */
import { randomUUID } from 'node:crypto';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { DEMO_SUBSCRIPTION } from '../../local/start/laptop.ts';
import { armId, type MachineId } from '../../src/lib/onboarding/machineId.ts';
import { type Stack, stackFor } from './laptopFor.ts';

const EXTENSION = '/extensions/AADLogin';

describe('onboarding, end to end', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await stackFor();
    await stack.control('POST', '/agents', { machineId: '*', installSeconds: 1 });
  });
  afterAll(() => stack.close());

  const machine = (name: string, resourceGroup = 'rg-web'): MachineId => ({
    subscriptionId: DEMO_SUBSCRIPTION,
    resourceGroup,
    name,
  });
  const event = (id: MachineId, more: Record<string, unknown> = {}) => ({
    id: randomUUID(),
    topic: `/subscriptions/${id.subscriptionId}`,
    subject: armId(id),
    eventType: 'Microsoft.Resources.ResourceWriteSuccess',
    eventTime: '2026-11-22T08:00:00Z',
    dataVersion: '2',
    metadataVersion: '1',
    data: { operationName: 'Microsoft.HybridCompute/machines/write' },
    ...more,
  });
  const puts = async (id: MachineId) => (await stack.armCalls(id)).filter((call) => call === `PUT ${EXTENSION}`);
  const counts = async () => {
    const { body } = await stack.api('GET', '/health/checks');
    return z.object({ intake: z.object({ counts: z.record(z.string(), z.number()) }) }).parse(body).intake.counts;
  };

  it('makes a registered machine ready with two reads and one write', async () => {
    const id = machine('web-01');

    await stack.register(id);
    const ready = await stack.state(id, 'Ready');

    expect(ready).toMatchObject({
      ready: true,
      extension: { name: 'AADLogin', provisioningState: 'Succeeded' },
      attempts: [{ what: 'installExtension', outcome: 'succeeded' }],
      os: { name: 'windows', sku: expect.stringContaining('2025') },
      fix: null,
      nextLookAt: null,
    });
    expect(await stack.armCalls(id)).toEqual(['GET machine', `PUT ${EXTENSION}`, 'GET machine']);
  });

  it('enables a missing identity first: three reads and two writes', async () => {
    const id = machine('web-02');

    await stack.register(id, { identity: { type: 'None' } });
    await stack.state(id, 'Ready');

    expect(await stack.armCalls(id)).toEqual([
      'GET machine',
      'PATCH machine',
      'GET machine',
      `PUT ${EXTENSION}`,
      'GET machine',
    ]);
  });

  it('sends the extension exactly as the template of the article has it', async () => {
    const id = machine('web-03');

    await stack.register(id);
    await stack.state(id, 'Ready');

    const lines = String(await stack.control('GET', '/requests?service=arm'));
    const put = lines
      .split('\n')
      .filter((line) => line.includes('"PUT"') && line.includes('web-03/extensions'))
      .map((line) => JSON.parse(line).request);
    expect(put).toHaveLength(1);
    expect(put[0].url).toMatch(/\/extensions\/AADLogin\?api-version=2024-07-10$/);
    expect(put[0].body).toEqual({
      location: 'chinanorth3',
      properties: {
        publisher: 'Microsoft.Azure.ActiveDirectory',
        type: 'AADLoginForWindows',
        typeHandlerVersion: '2.1.0.0',
        autoUpgradeMinorVersion: true,
        settings: { mdmId: '' },
      },
    });
  });

  it('waits for an agent that reports late', async () => {
    const id = machine('late-01');
    await stack.control('POST', '/agents', { machineId: armId(id), reportAfterSeconds: 3, installSeconds: 1 });

    await stack.register(id);
    await stack.state(id, 'Discovered', 'NotReportedYet');

    expect(await stack.state(id, 'Ready')).toMatchObject({ ready: true });
  });

  it('shows a failed installation with its code and text, and tries no more', async () => {
    const id = machine('bad-01');
    await stack.control('POST', '/agents', {
      machineId: armId(id),
      installSeconds: 1,
      outcome: { exitCode: -2145648574, terminalErrorCode: 1007 },
    });

    await stack.register(id);
    const failed = await stack.state(id, 'Failed');

    expect(failed).toMatchObject({
      reason: 'InstallFailed',
      extension: { code: '-2145648574', provisioningState: 'Failed' },
    });
    expect(failed['message']).toContain('1007');
    expect(failed['fix']).toContain('https://');
    expect(await puts(id)).toHaveLength(1);
  });

  it('leaves Windows Server 2022, unselected and excluded machines alone', async () => {
    const old = machine('old-01');
    const other = machine('app-01', 'production');
    const excluded = machine('ex-01');

    await stack.register(old, {
      properties: { osSku: 'Windows Server 2022 Datacenter', osVersion: '10.0.20348.2700' },
    });
    await stack.register(other);
    await stack.register(excluded, { tags: { ArcEntraSignIn: 'exclude' } });

    await stack.state(old, 'Ineligible', 'OsTooOld');
    await stack.state(other, 'Discovered', 'NotSelected');
    await stack.state(excluded, 'Excluded', 'ExcludedByTag');
    for (const id of [old, other, excluded]) expect(await stack.armCalls(id)).toEqual(['GET machine']);
  });

  it('installs once however often, in whatever order and schema the event comes', async () => {
    const id = machine('twice-01');
    await stack.control('POST', '/events', { duplicate: 4, reorder: true, schema: 'CloudEventSchemaV1_0' });

    await stack.register(id);
    await stack.state(id, 'Ready');
    await stack.control('POST', '/events', { duplicate: 0, reorder: false, schema: 'EventGridSchema' });

    expect(await puts(id)).toHaveLength(1);
  });

  it('acknowledges what it cannot or need not use, and counts why', async () => {
    const foreign = machine('x');
    const before = await counts();

    const statuses = [
      await stack.deliver([{ nonsense: true }]),
      await stack.deliver([event({ ...foreign, subscriptionId: '00000000-0000-4000-8000-000000000000' })]),
      await stack.deliver([
        event(foreign, {
          subject: `/subscriptions/${DEMO_SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/s`,
        }),
      ]),
      await stack.deliver([event(foreign, { subject: `${armId(foreign)}%2F..%2F'x` })]),
      await stack.deliver([event(foreign, { eventType: 'Microsoft.Resources.ResourceActionSuccess' })]),
      await stack.deliver([
        event(foreign, { eventType: 'Microsoft.Storage.BlobCreated', data: { padding: 'x'.repeat(200_000) } }),
      ]),
    ];

    expect(statuses).toEqual([202, 202, 202, 202, 202, 202]);
    const after = await counts();
    const more = (key: string) => (after[key] ?? 0) - (before[key] ?? 0);
    expect(more('event malformed')).toBe(1);
    expect(more('event ignored: foreign-subscription')).toBe(1);
    expect(more('event ignored: foreign-resource')).toBe(2);
    expect(more('event ignored: event-type')).toBe(2);
    expect(await stack.armCalls(foreign)).toEqual([]);
  });

  it('forgets a machine that never was one, and shows one that was deleted as gone', async () => {
    const ghost = machine('ghost-01');
    const doomed = machine('doomed-01');
    await stack.register(doomed);
    await stack.state(doomed, 'Ready');

    await stack.deliver([event(ghost)]);
    await stack.laptop.cloud('DELETE', `${stack.laptop.endpoints.arm}${armId(doomed)}?api-version=2024-07-10`);

    expect(await stack.state(doomed, 'Gone')).toMatchObject({ reason: 'Absent', ready: false });
    await expect.poll(() => stack.armCalls(ghost), { timeout: 20_000 }).toEqual(['GET machine']);
    const ghosts = async () => (await stack.api('GET', '/machines?q=ghost')).body['items'];
    await expect.poll(ghosts, { timeout: 20_000 }).toEqual([]);
  });

  it('looks at once when a person asks, also at a machine no event has told of', async () => {
    const id = machine('missed-01');
    await stack.control('POST', '/events', { dropRate: 1 });
    await stack.register(id);
    await stack.control('POST', '/events', { dropRate: 0 });
    const path = `/machines/${id.subscriptionId}/${id.resourceGroup}/${id.name}`;

    const unknown = await stack.api('GET', path);
    const asked = await stack.api('POST', `${path}/reconcile`);
    const nobody = await stack.api('POST', `${path}-not/reconcile`);

    expect(unknown).toMatchObject({ status: 404, body: { code: 'unknown-machine' } });
    expect(asked).toMatchObject({ status: 202, body: { look: 'requested' } });
    expect(nobody.status).toBe(404);
    await stack.state(id, 'Ready');
  });

  it('lists machines page by page, by state, with an entity tag', async () => {
    const first = await stack.api('GET', '/machines?limit=2&state=Ready');
    const second = await stack.api('GET', `/machines?limit=2&state=Ready&cursor=${String(first.body['next'])}`);
    const again = await stack.api('GET', '/machines?limit=2&state=Ready', {
      'if-none-match': first.headers.get('etag') ?? '',
    });
    const bad = await stack.api('GET', '/machines?state=Perfect&limit=0');

    expect(first.body['items']).toHaveLength(2);
    expect(second.body['items']).not.toEqual(first.body['items']);
    expect(again.status).toBe(304);
    expect(bad).toMatchObject({
      status: 400,
      body: { code: 'bad-request', errors: [{ field: 'state' }, { field: 'limit' }] },
    });
  });

  it('describes itself, and lets nobody in without a key', async () => {
    const { functions } = stack.laptop.endpoints;

    const [health, openapi, machines, wrong] = await Promise.all([
      fetch(`${functions}/api/health`),
      fetch(`${functions}/api/openapi.json`),
      fetch(`${functions}/api/machines`),
      stack.deliver([event(machine('x'))], 'wrong'),
    ]);

    expect(await health.json()).toEqual({ status: 'ok' });
    expect(await openapi.json()).toMatchObject({ openapi: '3.1.0', paths: { '/machines': {} } });
    expect(machines.status).toBe(401);
    expect(wrong).toBe(401);
  });

  it('shows what is wrong with a ready machine whose looks keep failing, and heals it at a person’s call', async () => {
    const id = machine('poison-01');
    await stack.register(id);
    await stack.state(id, 'Ready');
    const queues = QueueServiceClient.fromConnectionString(stack.laptop.endpoints.storageConnectionString);
    const poison = queues.getQueueClient('onboard-machine-poison');
    await poison.createIfNotExists();
    const message = { version: 1, machineId: armId(id), token: 'that-failed' };
    const path = `/machines/${id.subscriptionId}/${id.resourceGroup}/${id.name}`;
    const shown = async () => (await stack.api('GET', path)).body;

    await poison.sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'));
    await expect.poll(shown, { timeout: 25_000 }).toMatchObject({
      state: 'Ready',
      lastError: { message: expect.stringContaining('failed again and again') },
      nextLookAt: expect.any(String),
    });
    await stack.api('POST', `${path}/reconcile`);

    await expect.poll(shown, { timeout: 25_000 }).toMatchObject({ state: 'Ready', lastError: null });
  });

  it('acknowledges and records messages that are no looks', async () => {
    const queues = QueueServiceClient.fromConnectionString(stack.laptop.endpoints.storageConnectionString);
    const queue = queues.getQueueClient('onboard-machine');
    const before = (await counts())['message malformed'] ?? 0;

    for (const text of ['{"version":2}', '[]', '"x"', '{"version":1,"machineId":"/subscriptions/x","token":"t"}']) {
      await queue.sendMessage(Buffer.from(text).toString('base64'));
    }

    await expect.poll(async () => (await counts())['message malformed'], { timeout: 20_000 }).toBe(before + 4);
  });

  it('survives being killed in the middle of an installation', async () => {
    const ids = ['kill-01', 'kill-02', 'kill-03'].map((name) => machine(name, 'rg-kill'));
    await stack.control('POST', '/agents', { machineId: '*', installSeconds: 3 });

    for (const id of ids) await stack.register(id);
    // In the middle: killed between the record of a write and the write, it waits for minutes for what may be under way.
    for (const id of ids) await expect.poll(() => puts(id), { timeout: 30_000 }).toHaveLength(1);
    await stack.laptop.restartHost();

    for (const id of ids) {
      await stack.state(id, 'Ready');
      expect(await puts(id)).toHaveLength(1);
    }
  }, 240_000);
});
