import { gzipSync } from 'node:zlib';
import type { ContainerClient } from '@azure/storage-blob';
import { describe, expect, it } from 'vitest';
import { createMemoryDocuments } from '../../local/memory/documents.ts';
import { createBlobDocuments } from '../../src/lib/azure/storage/blobDocuments.ts';
import { blob, refusal, useBlobServers } from './blobServer.ts';
import { documentsContract } from './documents.contract.ts';
import { unreachableContainer, useEmulator } from './emulator.ts';

const emulator = useEmulator();
const serve = useBlobServers();

documentsContract('memory', createMemoryDocuments);
documentsContract('blobs', () => createBlobDocuments(emulator.freshContainer()));

describe('createBlobDocuments', () => {
  it.each([
    { what: 'as it is up to 64 KiB', length: 64 * 1024 - 11, encoding: undefined, stored: 64 * 1024 },
    { what: 'compressed above', length: 64 * 1024 - 10, encoding: 'gzip', stored: expect.toSatisfy(isBelow(1000)) },
    {
      what: 'compressed by its bytes, not by its letters',
      length: 33_000,
      letter: 'é',
      encoding: 'gzip',
      stored: expect.toSatisfy(isBelow(1000)),
    },
  ])('stores a document $what, and says so', async ({ length, letter = 'x', encoding, stored }) => {
    const container = emulator.freshContainer();

    await createBlobDocuments(container).write('plan', { text: letter.repeat(length) });

    const { contentType, contentEncoding, contentLength } = await container.getBlobClient('plan').getProperties();
    expect({ contentType, contentEncoding, contentLength }).toEqual({
      contentType: 'application/json',
      contentEncoding: encoding,
      contentLength: stored,
    });
  });

  it.each<{ what: string; content: string | Buffer; encoding?: string }>([
    { what: 'nothing', content: '' },
    { what: 'no JSON', content: '{"version":' },
    { what: 'no JSON inside', content: gzipSync('{"version":'), encoding: 'gzip' },
    { what: 'no compressed data, though it says so', content: '{}', encoding: 'gzip' },
    { what: 'compressed data that break off', content: gzipSync('{}').subarray(0, 12), encoding: 'gzip' },
  ])('reads a blob of $what as no document, which can be replaced', async ({ content, encoding }) => {
    const container = emulator.freshContainer();
    const documents = createBlobDocuments(container);
    await put(container, content, encoding);

    const found = await documents.read('plan');
    await documents.write('plan', { n: 1 });

    expect(found).toBeUndefined();
    expect((await documents.read('plan'))?.value).toEqual({ n: 1 });
  });

  it('asks once for what still has its mark, and nothing of it is sent', async () => {
    const { container, requests } = await serve((_request, response) => response.writeHead(304).end());

    expect(await createBlobDocuments(container).readUnless('plan', '"0x1"')).toBe('same');

    expect(requests.map(({ method, headers }) => [method, headers['if-none-match']])).toEqual([['GET', '"0x1"']]);
  });

  it('asks once for what has another mark, too', async () => {
    const { container, requests } = await serve(blob('{"n":2}', { etag: '"0x2"' }));

    expect(await createBlobDocuments(container).readUnless('plan', '"0x1"')).toEqual({
      value: { n: 2 },
      etag: '"0x2"',
    });

    expect(requests).toHaveLength(1);
  });

  it('takes an answer that nothing has changed for a failure when nothing of the kind was asked', async () => {
    const { container } = await serve((_request, response) => response.writeHead(304).end());

    await expect(createBlobDocuments(container).read('plan')).rejects.toMatchObject({ kind: 'rejected' });
  });

  it('writes into a container that somebody removed meanwhile', async () => {
    const container = emulator.freshContainer();
    const documents = createBlobDocuments(container);
    await documents.write('plan', { n: 1 });

    await container.delete();
    const gone = await documents.read('plan');
    await documents.write('plan', { n: 2 });

    expect(gone).toBeUndefined();
    expect((await documents.read('plan'))?.value).toEqual({ n: 2 });
  });

  it.each([
    { what: 'is busy', status: 503, code: 'ServerBusy', kind: 'transient' },
    { what: 'fails', status: 500, code: 'InternalError', kind: 'transient' },
    { what: 'is called too often', status: 429, code: 'TooManyRequests', kind: 'transient' },
    { what: 'does not let us', status: 403, code: 'AuthorizationPermissionMismatch', kind: 'denied' },
    { what: 'wants something else', status: 400, code: 'InvalidHeaderValue', kind: 'rejected' },
  ])('fails as $kind when the service $what', async ({ status, code, kind }) => {
    const { container } = await serve(refusal(status, code));
    const documents = createBlobDocuments(container);
    const failure = { name: 'Failure', kind, code, message: `HTTP ${status} ${code}: It said no.` };

    await expect(documents.read('plan')).rejects.toMatchObject(failure);
    await expect(documents.readUnless('plan', '"1"')).rejects.toMatchObject(failure);
    await expect(documents.write('plan', {})).rejects.toMatchObject(failure);
    await expect(documents.remove('plan')).rejects.toMatchObject(failure);
  });

  it('says so when a container is still missing after it was created', async () => {
    const { container } = await serve((request, response) => {
      if (request.url?.includes('restype=container') === true) response.writeHead(201, { etag: '"1"' }).end();
      else refusal(404, 'ContainerNotFound')(request, response);
    });

    await expect(createBlobDocuments(container).write('plan', {})).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('fails as transient when a document breaks off', async () => {
    const { container } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '1000', etag: '"1"' });
      response.write('{"text":"', () => response.destroy());
    });

    await expect(createBlobDocuments(container).read('plan')).rejects.toMatchObject({
      kind: 'transient',
      code: 'BrokenTransfer',
    });
  });

  it('fails as transient when the service cannot be reached', async () => {
    const documents = createBlobDocuments(unreachableContainer());
    const failure = { name: 'Failure', kind: 'transient', message: expect.stringContaining('ECONNREFUSED') };

    await expect(documents.read('plan')).rejects.toMatchObject(failure);
    await expect(documents.readUnless('plan', '"1"')).rejects.toMatchObject(failure);
    await expect(documents.write('plan', {})).rejects.toMatchObject(failure);
    await expect(documents.remove('plan')).rejects.toMatchObject(failure);
  });
});

function isBelow(limit: number): (size: unknown) => boolean {
  return (size) => typeof size === 'number' && size < limit;
}

async function put(container: ContainerClient, content: string | Buffer, encoding?: string): Promise<void> {
  await container.create();
  await container.getBlockBlobClient('plan').upload(content, content.length, {
    ...(encoding !== undefined && { blobHTTPHeaders: { blobContentEncoding: encoding } }),
  });
}
