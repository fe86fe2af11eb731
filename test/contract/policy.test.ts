import { setTimeout as delay } from 'node:timers/promises';
import { CredentialUnavailableError } from '@azure/identity';
import { BlobClient } from '@azure/storage-blob';
import { describe, expect, it } from 'vitest';
import { createMemoryPolicy } from '../../local/memory/policy.ts';
import { createBlobPolicy } from '../../src/lib/azure/storage/blobPolicy.ts';
import { openStorage } from '../../src/lib/azure/storage/clients.ts';
import { blob, refusal, useBlobServers } from './blobServer.ts';
import { unreachableContainer, useEmulator } from './emulator.ts';
import { policyContract } from './policy.contract.ts';

const emulator = useEmulator();
const serve = useBlobServers();

policyContract('memory', () => {
  const policy = createMemoryPolicy();
  return { source: policy, put: async (content) => policy.put(content), remove: async () => policy.remove() };
});
policyContract('a blob', () => {
  const container = emulator.freshContainer();
  const file = container.getBlockBlobClient('teams/sign in.yaml');
  const storage = openStorage({ kind: 'connectionString', text: emulator.connectionString() }, noTokens());
  return {
    source: createBlobPolicy(storage.blob(file.url)),
    async put(content) {
      await container.createIfNotExists();
      const bytes = Buffer.from(content);
      await file.upload(bytes, bytes.length);
    },
    async remove() {
      await file.delete();
    },
  };
});

describe('createMemoryPolicy', () => {
  it('answers what a simulation wants it to', async () => {
    const policy = createMemoryPolicy();
    const denied = { kind: 'unreadable', code: 'PolicyDenied', message: 'No.' } as const;

    policy.answer(denied);

    expect(await policy.read()).toEqual(denied);
  });
});

describe('createBlobPolicy', () => {
  it('says that none is configured when there is no address', async () => {
    expect(await createBlobPolicy(undefined).read()).toEqual({ kind: 'notConfigured' });
  });

  it('has an unchanged policy sent once', async () => {
    const { blob: policy, requests } = await serve((request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304, { etag: '"1"' }).end();
      else blob('a: 1', { 'x-ms-version-id': '2026-11-22T12:00:00.1234567Z' })(request, response);
    });
    const source = createBlobPolicy(policy);

    const readings = [await source.read(), await source.read(), await source.read()];

    const found = { kind: 'text', text: 'a: 1', etag: '"1"', versionId: '2026-11-22T12:00:00.1234567Z' };
    expect(readings).toStrictEqual([found, found, found]);
    expect(requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"', '"1"']);
  });

  it('takes "not modified" for an answer only when it knows the text', async () => {
    const { blob: policy } = await serve((_request, response) => {
      response.writeHead(304).end();
    });

    expect(await createBlobPolicy(policy).read()).toMatchObject({ kind: 'unreadable' });
  });

  it.each([
    { status: 401, code: 'InvalidAuthenticationInfo' },
    { status: 403, code: 'AuthorizationPermissionMismatch' },
  ])('calls it denied when the service answers $status, and says what the service said', async ({ status, code }) => {
    const { blob: policy } = await serve(refusal(status, code));

    expect(await createBlobPolicy(policy).read()).toStrictEqual({
      kind: 'unreadable',
      code: 'PolicyDenied',
      message: `HTTP ${status} ${code}: It said no.`,
    });
  });

  it.each([
    { status: 500, code: 'InternalError' },
    { status: 503, code: 'ServerBusy' },
    { status: 409, code: 'PublicAccessNotPermitted' },
  ])('keeps the code of the service otherwise: $status $code', async ({ status, code }) => {
    const { blob: policy } = await serve(refusal(status, code));

    expect(await createBlobPolicy(policy).read()).toMatchObject({ kind: 'unreadable', code });
  });

  it('has a code also when the service has none', async () => {
    const { blob: policy } = await serve((_request, response) => {
      response.writeHead(418).end('<html>?</html>');
    });

    expect(await createBlobPolicy(policy).read()).toEqual({ kind: 'unreadable', code: 'Http418', message: 'HTTP 418' });
  });

  it('reads again after trouble', async () => {
    const answers = [blob('a: 1'), refusal(503, 'ServerBusy'), refusal(404, 'BlobNotFound'), blob('a: 2')];
    const { blob: policy } = await serve((request, response) => answers.shift()?.(request, response));
    const source = createBlobPolicy(policy);

    const readings = [await source.read(), await source.read(), await source.read(), await source.read()];

    expect(readings).toMatchObject([
      { kind: 'text', text: 'a: 1' },
      { kind: 'unreadable', code: 'ServerBusy' },
      { kind: 'absent' },
      { kind: 'text', text: 'a: 2' },
    ]);
  });

  it('does not go to another host, whoever says so', async () => {
    const other = await serve(blob('gotcha: 1'));
    const { blob: policy } = await serve((_request, response) => {
      response.writeHead(302, { location: `${other.url}/account/policies/policy.yaml` }).end();
    });

    expect(await createBlobPolicy(policy).read()).toMatchObject({ kind: 'unreadable', code: 'Redirected' });
    expect(other.requests).toEqual([]);
  });

  it('stops reading what never ends', async () => {
    const { blob: policy } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '1000000000000', etag: '"1"' });
      const more = () => response.write('#'.repeat(100_000), (error) => error ?? more());
      more();
    });

    expect(await createBlobPolicy(policy).read()).toMatchObject({ kind: 'unreadable', code: 'PolicyTooLarge' });
  });

  it('says when a transfer broke off', async () => {
    const { blob: policy } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '1000', etag: '"1"' });
      response.write('a: 1', () => response.destroy());
    });

    expect(await createBlobPolicy(policy).read()).toMatchObject({ kind: 'unreadable', code: 'BrokenTransfer' });
  });

  it('gives up on a service that never answers', async () => {
    const { blob: policy } = await serve(() => undefined);

    expect(await createBlobPolicy(policy, { limitMs: 50 }).read()).toStrictEqual({
      kind: 'unreadable',
      code: 'PolicyTimeout',
      message: 'No answer within 0.05 s.',
    });
  });

  it('gives up on a service that stops in the middle', async () => {
    const { blob: policy } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '1000', etag: '"1"' });
      response.write('a: 1');
    });

    expect(await createBlobPolicy(policy, { limitMs: 200 }).read()).toMatchObject({ code: 'PolicyTimeout' });
  });

  it('says what is wrong when the service cannot be reached', async () => {
    const policy = createBlobPolicy(unreachableContainer().getBlobClient('policy.yaml'));

    expect(await policy.read()).toMatchObject({ kind: 'unreadable', code: 'ECONNREFUSED' });
  });

  it('says what is wrong when there is no token', async () => {
    const policy = new BlobClient('https://127.0.0.1:1/policies/policy.yaml', noTokens());

    expect(await createBlobPolicy(policy).read()).toMatchObject({ kind: 'unreadable', code: 'TokenUnavailable' });
  });

  it('gives no token to an address without TLS', async () => {
    const { url, requests } = await serve(blob('a: 1'));
    const tokens = { getToken: async () => ({ token: 'secret', expiresOnTimestamp: 4_000_000_000_000 }) };

    const found = await createBlobPolicy(new BlobClient(`${url}/policies/policy.yaml`, tokens)).read();

    expect(found).toMatchObject({ kind: 'unreadable', message: expect.stringContaining('https') });
    expect(requests).toEqual([]);
  });
});

function noTokens() {
  return {
    getToken: async () => {
      await delay(0);
      throw new CredentialUnavailableError('There is no identity here.');
    },
  };
}
