import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from './cloud.ts';
import { at, SUBSCRIPTION, TENANT } from './testing/virtualCloud.ts';

/** The Node of the project, as in main.test.ts. */
const NODE = createRequire(import.meta.url).resolve(`node/bin/node${process.platform === 'win32' ? '.exe' : ''}`);
const WALK = fileURLToPath(new URL('testing/graphClientWalk.ts', import.meta.url));

let dataDir = '';
let cloud: Cloud;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'graph-'));
  cloud = await startCloud({ dataDir, cloud: 'public', subscriptions: [SUBSCRIPTION], tenantId: TENANT });
});
afterEach(async () => {
  await cloud.stop();
  rmSync(dataDir, { recursive: true });
});

describe("Microsoft's Graph client against the HTTPS server", () => {
  it('walks through all pages with its token, and sees a 404 as one', async () => {
    const { store } = cloud.rules.directory;
    const group = store.add('group', { displayName: 'web' });
    const users = Array.from({ length: 9 }, (_, number) => store.add('user', { displayName: `u${number}` }));
    for (const user of users) store.link(group, 'members', user);

    const walk = spawn(NODE, [WALK], {
      env: {
        PATH: process.env['PATH'],
        GRAPH: `${cloud.graph}/`,
        GROUP: group.id,
        NODE_EXTRA_CA_CERTS: cloud.caFile,
        IDENTITY_ENDPOINT: cloud.identity,
        IDENTITY_HEADER: cloud.identityHeader,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const told: unknown = JSON.parse(await text(walk.stdout));
    const requests = cloud.rules.traffic.lines({ service: 'graph' }).map((line): unknown => JSON.parse(line));

    expect(at(told, 'ids')).toEqual(users.map(({ id }) => id));
    expect(at(told, 'missing')).toEqual([404, 'Request_ResourceNotFound', expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(requests.length).toBeGreaterThanOrEqual(6);
    expect(new Set(requests.map((line) => at(line, 'request', 'headers', 'authorization')))).toEqual(
      new Set(['Bearer [masked]']),
    );
  });
});
