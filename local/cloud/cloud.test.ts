import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HybridComputeManagementClient } from '@azure/arm-hybridcompute';
import { ManagedIdentityCredential } from '@azure/identity';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Cloud, startCloud } from './cloud.ts';
import { callerOf } from './rules/caller.ts';
import { AAD_LOGIN, at, machinePath, SUBSCRIPTION, TENANT } from './testing/virtualCloud.ts';

let cloud: Cloud;
let dataDir = '';
let agent: Agent;

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'cloud-'));
});
afterAll(() => rmSync(dataDir, { recursive: true }));

beforeEach(async () => {
  cloud = await startCloud({ dataDir, cloud: 'public', subscriptions: [SUBSCRIPTION], tenantId: TENANT });
  agent = new Agent({ ca: readFileSync(cloud.caFile) });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  agent.destroy();
  await cloud.stop();
});

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

function call(method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

const arm = (method: string, path: string, body?: unknown) =>
  call(method, `${cloud.arm}${path}?api-version=2024-07-10`, body, { authorization: 'Bearer any' });

const control = (method: string, path: string, body?: unknown) => call(method, `${cloud.control}${path}`, body);

const anyToken = { getToken: async () => ({ token: 'any', expiresOnTimestamp: Date.now() + 3_600_000 }) };

function sdk(credential: ConstructorParameters<typeof HybridComputeManagementClient>[0]) {
  const client = new HybridComputeManagementClient(credential, SUBSCRIPTION, { endpoint: cloud.arm });
  client.pipeline.addPolicy({
    name: 'trust-the-local-ca',
    sendRequest: (outgoing, next) => {
      outgoing.agent = agent;
      return next(outgoing);
    },
  });
  return client;
}

describe("Microsoft's SDK against the HTTPS server", () => {
  it('reads and lists machines over pages, deletes them, and sees a 404 as one', async () => {
    for (let index = 0; index < 101; index++) await arm('PUT', machinePath(`m-${index}`), { location: 'westeurope' });
    const client = sdk(anyToken);

    const names: (string | undefined)[] = [];
    for await (const machine of client.machines.listBySubscription()) names.push(machine.name);
    const one = await client.machines.get('rg-web', 'm-7');
    await client.machines.delete('rg-web', 'm-7');

    expect(names.length).toBe(101);
    expect(one).toMatchObject({ name: 'm-7', properties: { osName: 'windows', status: 'Connected' } });
    await expect(client.machines.get('rg-web', 'm-7')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
  });

  it('installs an extension, polls the signed URLs and gets the extension', async () => {
    await arm('PUT', machinePath('web-1'), { location: 'westeurope' });
    cloud.rules.agents.say('*', { installSeconds: 0.05 });

    const extension = await sdk(anyToken).machineExtensions.beginCreateOrUpdateAndWait(
      'rg-web',
      'web-1',
      'AADLogin',
      AAD_LOGIN,
      { updateIntervalInMs: 10 },
    );

    expect(extension).toMatchObject({ name: 'AADLogin', properties: { provisioningState: 'Succeeded' } });
  });

  it('sees a failed install as a failed operation, with its message', async () => {
    await arm('PUT', machinePath('web-1'), { location: 'westeurope', identity: { type: 'None' } });
    cloud.rules.agents.say('*', { installSeconds: 0.05 });

    const installing = sdk(anyToken).machineExtensions.beginCreateOrUpdateAndWait(
      'rg-web',
      'web-1',
      'AADLogin',
      AAD_LOGIN,
      {
        updateIntervalInMs: 10,
      },
    );

    await expect(installing).rejects.toThrow(/DSREG_E_MSI_TENANTID_UNAVAILABLE/);
  });

  // One test for both: MSAL remembers the endpoint of the first credential for the life of the process.
  it('comes in with tokens of ManagedIdentityCredential, and ARM sees whose they are', async () => {
    vi.stubEnv('IDENTITY_ENDPOINT', cloud.identity);
    vi.stubEnv('IDENTITY_HEADER', cloud.identityHeader);
    const credential = new ManagedIdentityCredential();
    const clientId = '55555555-5555-4555-8555-555555555555';
    const scope = 'https://management.azure.com/.default';
    await arm('PUT', machinePath('web-1'), { location: 'westeurope' });

    const { token } = await credential.getToken(scope);
    const { token: ofUserAssigned } = await new ManagedIdentityCredential({ clientId }).getToken(scope);
    const machine = await sdk(credential).machines.get('rg-web', 'web-1');

    expect(callerOf(`Bearer ${token}`)?.objectId).toBe(cloud.principalId);
    expect(callerOf(`Bearer ${ofUserAssigned}`)).toMatchObject({ appId: clientId, objectId: cloud.principalId });
    expect(machine.name).toBe('web-1');
  });
});

describe('the servers', () => {
  it('refuse who brings no token, and a body that is no JSON', async () => {
    const url = `${cloud.arm}${machinePath('web-1')}?api-version=2024-07-10`;

    const anonymous = await call('GET', url);
    const broken = await call('PUT', url, '{"location":', { authorization: 'Bearer any' });

    expect(anonymous).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': expect.stringContaining('Bearer') },
    });
    expect(broken).toMatchObject({ status: 400, text: expect.stringContaining('InvalidRequestContent') });
  });

  it('answer a 202 with an empty body of length 0 that claims JSON', async () => {
    await arm('PUT', machinePath('web-1'), { location: 'westeurope' });

    const accepted = await arm('PUT', `${machinePath('web-1')}/extensions/AADLogin`, AAD_LOGIN);

    expect(accepted).toMatchObject({
      status: 202,
      text: '',
      headers: { 'content-type': 'application/json', 'content-length': '0' },
    });
  });

  it('refuse a body that is too long', async () => {
    expect(await arm('PUT', machinePath('web-1'), 'x'.repeat(4 * 1024 * 1024 + 1))).toMatchObject({ status: 413 });
  });

  it('drop the connection, or hold the answer back, when a fault says so', async () => {
    await control('POST', '/faults', { service: 'arm', dropConnection: true });
    await control('POST', '/faults', { service: 'arm', delayMs: 20, status: 418 });

    await expect(arm('GET', machinePath('web-1'))).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await arm('GET', machinePath('web-1'))).toMatchObject({ status: 418 });
  });

  it('tell the traffic as lines of JSON, and are quiet about the control route itself', async () => {
    await arm('GET', machinePath('web-1'));
    await control('GET', '/stats');

    const { text, headers } = await control('GET', '/requests?service=arm');
    const lines = text.trimEnd().split('\n');
    const line: unknown = JSON.parse(lines[0] ?? '');

    expect(headers['content-type']).toBe('application/x-ndjson');
    expect(lines.length).toBe(1);
    expect(at(line, 'request', 'url')).toBe(`${cloud.arm}${machinePath('web-1')}?api-version=2024-07-10`);
  });
});

describe('Event Grid', () => {
  let app: Server;
  let endpoint = '';
  let got: unknown[] = [];
  let notify: () => void;

  beforeEach(async () => {
    got = [];
    app = createServer((incoming, response) => {
      let text = '';
      incoming.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      incoming.on('end', () => {
        const body: unknown = JSON.parse(text);
        const code = at(body, '0', 'data', 'validationCode');
        const validates = incoming.headers['aeg-event-type'] === 'SubscriptionValidation';
        if (!validates && Array.isArray(body)) got.push(...body);
        response.end(validates ? JSON.stringify({ validationResponse: code }) : '');
        if (!validates) notify();
      });
    });
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    const address = app.address();
    endpoint = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/events?code=x`;
  });
  afterEach(() => {
    app.closeAllConnections();
    app.close();
  });

  it('shakes hands over real sockets and delivers', async () => {
    const delivered = new Promise<void>((resolve) => {
      notify = resolve;
    });

    const subscribed = await control('POST', '/subscribe', { endpoint });
    await arm('PUT', machinePath('web-1'), { location: 'westeurope' });
    await delivered;

    expect(subscribed.status).toBe(200);
    expect(got).toMatchObject([{ eventType: 'Microsoft.Resources.ResourceWriteSuccess' }]);
  });

  it('says why a subscription failed', async () => {
    const refused = await control('POST', '/subscribe', { endpoint: 'http://127.0.0.1:9/nobody' });

    expect(refused).toMatchObject({ status: 400, text: expect.stringContaining('nobody answered') });
  });
});

describe('starting', () => {
  it('keeps the CA from start to start, and gives the same ids for the same seed', async () => {
    const options = { dataDir, cloud: 'china', subscriptions: [SUBSCRIPTION], tenantId: TENANT, seed: 3 } as const;
    const first = await startCloud(options);
    const ca = readFileSync(first.caFile, 'utf8');
    await first.stop();

    const second = await startCloud(options);
    await second.stop();

    expect(second.principalId).toBe(first.principalId);
    expect(readFileSync(second.caFile, 'utf8')).toBe(ca);
    expect(second.identityHeader).not.toBe(first.identityHeader);
  });

  it('fails when a port is taken, and leaves nothing behind', async () => {
    const port = Number(new URL(cloud.identity).port);

    const starting = startCloud({
      dataDir,
      cloud: 'public',
      subscriptions: [SUBSCRIPTION],
      tenantId: TENANT,
      ports: { identity: port },
    });

    await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
