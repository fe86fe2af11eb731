/** Documents in Azure Blob storage, a blob each: JSON, compressed when it is long. */
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import type { BlobDownloadResponseParsed, BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { documentName } from '../../access/documentName.ts';
import type { DocumentRead, Documents } from '../../access/documents.ts';
import { parseJson } from '../../http/parseJson.ts';
import { brokenTransfer, statusOf, storageFailure } from './storageFailure.ts';

/** Longer ones are worth compressing. */
const LONGEST_PLAIN = 64 * 1024;
/** UTF-16 units that are encoded at a time, so that a long document is never in memory as text and as bytes. */
const PIECE = 1024 * 1024;

/** The documents in this container, which is created when missing. */
export function createBlobDocuments(container: ContainerClient): Documents {
  const blobOf = (name: string) => container.getBlockBlobClient(documentName(name));
  return {
    async read(name) {
      const blob = blobOf(name);
      return documentIn(await unlessMissing(() => blob.download()));
    },
    async readUnless(name, etag) {
      const blob = blobOf(name);
      const conditions = { ifNoneMatch: etag };
      const answer = await unlessMissing(() => unlessSame(() => blob.download(undefined, undefined, { conditions })));
      return answer === 'same' ? 'same' : documentIn(answer);
    },
    async write(name, value) {
      const blob = blobOf(name);
      const content = await contentOf(JSON.stringify(value));
      await failing(() => put(container, blob, content));
    },
    async remove(name) {
      const blob = blobOf(name);
      await unlessMissing(() => blob.delete());
    },
  };
}

async function failing<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw storageFailure(error);
  }
}

/** What the call answers; undefined when the blob, or the container, is missing. */
function unlessMissing<T>(call: () => Promise<T>): Promise<T | undefined> {
  return failing(async () => {
    try {
      return await call();
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  });
}

/** What the call answers; `same` when the service says that the condition, another mark, is not met. */
async function unlessSame<T>(call: () => Promise<T>): Promise<T | 'same'> {
  try {
    return await call();
  } catch (error) {
    // Also a 304 is an error to the SDK (learn.microsoft.com, Specifying conditional headers for Blob service operations).
    if (statusOf(error) === 304) return 'same';
    throw error;
  }
}

async function documentIn(answer: BlobDownloadResponseParsed | undefined): Promise<DocumentRead | undefined> {
  if (answer === undefined) return undefined;
  const value = parseJson((await textOf(answer)) ?? '');
  return value === undefined ? undefined : { value, etag: answer.etag ?? '' };
}

interface Content {
  readonly bytes: Buffer;
  readonly encoding?: 'gzip';
}

/** Writes the blob, and creates the container when the service says that there is none. */
async function put(container: ContainerClient, blob: BlockBlobClient, content: Content): Promise<void> {
  try {
    await upload(blob, content);
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    await container.createIfNotExists();
    await upload(blob, content);
  }
}

/**
 * One call, whatever the size, since it may be up to 5,000 MiB (Put Blob, learn.microsoft.com): readers see the document
 * before or after, and of two who write at once the later one wins. With blocks, one would discard those of the other.
 */
async function upload(blob: BlockBlobClient, { bytes, encoding }: Content): Promise<void> {
  const blobHTTPHeaders = {
    blobContentType: 'application/json',
    ...(encoding !== undefined && { blobContentEncoding: encoding }),
  };
  await blob.upload(bytes, bytes.length, { blobHTTPHeaders });
}

async function contentOf(json: string): Promise<Content> {
  if (Buffer.byteLength(json) <= LONGEST_PLAIN) return { bytes: Buffer.from(json) };
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  return { bytes: await pipeline(Readable.from(piecesOf(json)), gzip, buffer), encoding: 'gzip' };
}

function* piecesOf(json: string): Generator<string> {
  for (let from = 0; from < json.length; ) {
    const to = from + PIECE;
    // Half a pair of surrogates would become a replacement character.
    const end = /[\uD800-\uDBFF]/.test(json.charAt(to - 1)) ? to + 1 : to;
    yield json.slice(from, end);
    from = end;
  }
}

/** The text of a blob; undefined when it says that it is compressed, and is not. */
async function textOf(answer: BlobDownloadResponseParsed): Promise<string | undefined> {
  const body = answer.readableStreamBody ?? Readable.from([]);
  try {
    // The SDK asks for no encoding, and so passes on what is there as it is.
    return await (answer.contentEncoding === 'gzip' ? pipeline(body, createGunzip(), text) : pipeline(body, text));
  } catch (error) {
    if (isZlibError(error)) return undefined;
    throw brokenTransfer(error);
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
