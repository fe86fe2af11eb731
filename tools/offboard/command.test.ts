/** The command as people run it, against the simulated cloud and a real storage emulator. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../local/cloud/cloud.ts';
import { everybody } from '../../local/cloud/rules/authorization/principals.ts';
import { guid, roleId, USER_LOGIN } from '../../local/cloud/testing/virtualRoles.ts';
import { ACCESS_CONTAINER } from '../../src/compose/storage.ts';
import { assignmentName, descriptionOf } from '../../src/lib/access/ownership.ts';
import { NO_MEMORY, readingsIn } from '../../src/lib/access/runs/readings.ts';
import { createBlobDocuments } from '../../src/lib/azure/storage/blobDocuments.ts';
import { openStorage } from '../../src/lib/azure/storage/clients.ts';
import { useEmulator } from '../../test/contract/emulator.ts';

const INSTALLATION = 'aaaaaaaa-0000-4000-8000-00000000000a';
const [WATCHED, EARLIER, TENANT] = [guid(100), guid(200), guid(300)];
const COMMAND = join(import.meta.dirname, '../offboard.ts');

const emulator = useEmulator();
let dataDir = '';
let cloud: Cloud;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'offboard-'));
  cloud = await startCloud({
    dataDir,
    cloud: 'public',
    subscriptions: [WATCHED, EARLIER],
    tenantId: TENANT,
    authorization: { principals: everybody },
  });
  const { arm, graph, identity, identityHeader, caFile } = cloud;
  const storageConnectionString = emulator.connectionString();
  const endpoints = { arm, graph, identity, identityHeader, caFile, storageConnectionString };
  const named = { ...endpoints, installationId: INSTALLATION, subscriptions: [WATCHED] };
  await writeFile(join(dataDir, 'endpoints.json'), JSON.stringify(named));
}, 60_000);
afterAll(async () => {
  await cloud.stop();
  await rm(dataDir, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command with no terminal and none of our settings. */
function offboard(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'] };
    const child = execFile(
      process.execPath,
      [COMMAND, '--data', dataDir, ...args],
      { env, cwd: dataDir },
      (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

/** The app gives somebody a role in a subscription. */
function give(subscriptionId: string, principalId: string): void {
  const scope = `/subscriptions/${subscriptionId}`;
  const name = assignmentName(INSTALLATION, { scope, role: 'user', principalId });
  const description = descriptionOf({ installationId: INSTALLATION, appId: cloud.principalId });
  const { status } = cloud.rules.arm.handle({
    method: 'PUT',
    url: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`,
    headers: { host: 'localhost', authorization: 'Bearer opaque' },
    body: { properties: { roleDefinitionId: roleId(USER_LOGIN), principalId, principalType: 'User', description } },
  });
  expect(status).toBe(201);
}

describe('the command npm run offboard', () => {
  it('lists, removes what was confirmed, and finds nothing the second time', async () => {
    give(WATCHED, guid(1));
    give(EARLIER, guid(2));

    const watched = await offboard('--json');
    const documents = createBlobDocuments(
      openStorage({ kind: 'connectionString', text: emulator.connectionString() }, NO_CREDENTIAL).container(
        ACCESS_CONTAINER,
      ),
    );
    await readingsIn(documents).remember({ ...NO_MEMORY, places: [{ kind: 'subscription', id: EARLIER }] });
    const all = await offboard();
    const unasked = await offboard('--remove');
    const wrong = await offboard('--remove', '--yes', '3');
    const removed = await offboard('--remove', '--yes', '2');
    const again = await offboard('--json');

    expect(watched.stderr).toContain("The app's storage knows of no place");
    expect(JSON.parse(watched.stdout)).toMatchObject({
      assignments: [{ principalId: guid(1) }],
      twins: [],
      unread: [],
    });
    expect(all).toMatchObject({ code: 0, stdout: expect.stringContaining('\n2 in total.\n') });
    expect(unasked).toMatchObject({ code: 1, stderr: expect.stringContaining('say --yes 2') });
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('--yes says 3, and 2 were found') });
    expect(removed).toMatchObject({ code: 0, stderr: expect.stringContaining('2 removed') });
    const record = /\/\S+\.jsonl/.exec(removed.stderr)?.[0] ?? '';
    const lines = (await readFile(record, 'utf8')).trimEnd().split('\n');
    const ended = lines.map((line) => JSON.parse(line)).filter(({ outcome }) => outcome === 'removed');
    expect(new Set(ended.map(({ principalId }) => principalId))).toEqual(new Set([guid(1), guid(2)]));
    const correlations = cloud.rules.traffic
      .lines({ service: 'arm' })
      .map((line) => JSON.parse(line).request)
      .filter(({ method }) => method === 'DELETE')
      .map(({ headers }) => headers['x-ms-correlation-request-id']);
    expect(correlations).toEqual(ended.map(({ correlationId }) => correlationId));
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toEqual({ assignments: [], twins: [], unread: [] });
  }, 120_000);

  it('says what is wrong with its arguments, and how it is used', async () => {
    expect(await offboard('--yes', '2')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/--yes goes with --remove.*Usage: npm run offboard/s),
    });
  });

  it('fails with every problem of the settings', async () => {
    expect(await offboard('--data', '/nowhere')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/INSTALLATION_ID is missing.*to do:.*SUBSCRIPTION_IDS.*to do:/s),
    });
  });

  it('names a folder that is not there, and what gives a local cloud', async () => {
    const { stderr } = await offboard('--data', '/nowhere');

    expect(stderr.trim().split('\n').at(-1)).toBe(
      'No subscription is configured, and the folder /nowhere (--data) does not exist. npm start gives a local cloud.',
    );
  });

  it('says of a folder without a local cloud that none runs', async () => {
    const { stderr } = await offboard('--data', join(dataDir, '..'));

    expect(stderr.trim().split('\n').at(-1)).toBe(
      `No subscription is configured, and no local cloud runs in ${join(dataDir, '..')}. npm start gives one.`,
    );
  });
});

/** The emulator's connection string has a key. */
const NO_CREDENTIAL = { getToken: async () => null };
