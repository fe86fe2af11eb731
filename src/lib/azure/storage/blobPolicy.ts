/** The policy in its blob. Read anew each time, but sent again by the service only when it has changed. */
import type { BlobClient } from '@azure/storage-blob';
import type { PolicySource, PolicyText } from '../../access/documents.ts';
import { LARGEST_POLICY, policyTextOf } from '../../access/policyText.ts';
import { seconds } from '../../time.ts';
import { brokenTransfer, statusOf, storageFailure } from './storageFailure.ts';

type Known = Extract<PolicyText, { readonly kind: 'text' }>;

export interface BlobPolicyOptions {
  /** How long a reading may take, all its attempts together. A firewall may leave a call without any answer. */
  readonly limitMs?: number;
}

/** The policy in this blob; without one, none is configured. */
export function createBlobPolicy(
  blob: BlobClient | undefined,
  { limitMs = seconds(30) }: BlobPolicyOptions = {},
): PolicySource {
  let last: Known | undefined;
  return {
    async read() {
      if (blob === undefined) return { kind: 'notConfigured' };
      const known = last;
      const limit = AbortSignal.timeout(limitMs);
      try {
        const found = await download(blob, limit, known);
        if (found.kind === 'text') last = found;
        return found;
      } catch (error) {
        if (known !== undefined && statusOf(error) === 304) return known;
        if (limit.aborted) return unreadable('PolicyTimeout', `No answer within ${limitMs / 1000} s.`);
        return troubleOf(error);
      }
    },
  };
}

/** The blob as it is; the service refuses with 304 when it is still the known one. */
async function download(blob: BlobClient, abortSignal: AbortSignal, known: Known | undefined): Promise<PolicyText> {
  const conditions = known === undefined ? {} : { ifNoneMatch: known.etag };
  // The SDK follows no redirect to another host (redirectPolicy of @typespec/ts-http-runtime).
  const {
    etag = '',
    versionId,
    readableStreamBody = [],
  } = await blob.download(0, undefined, { conditions, abortSignal });
  return policyTextOf(await beginningOf(readableStreamBody), { etag, ...(versionId !== undefined && { versionId }) });
}

/** All bytes of the body, or so many that they are too many. */
async function beginningOf(body: AsyncIterable<string | Buffer> | Iterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(Buffer.from(chunk));
      size += chunk.length;
      // Leaving the loop ends the transfer.
      if (size > LARGEST_POLICY) break;
    }
  } catch (error) {
    throw brokenTransfer(error);
  }
  return Buffer.concat(chunks);
}

function troubleOf(error: unknown): PolicyText {
  const { kind, code, message } = storageFailure(error);
  if (kind === 'notFound') return { kind: 'absent' };
  return unreadable(kind === 'denied' ? 'PolicyDenied' : code, message);
}

function unreadable(code: string, message: string): PolicyText {
  return { kind: 'unreadable', code, message };
}
