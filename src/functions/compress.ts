/**
 * Answers as gzip where the client takes it. Here and not in front: the Functions host compresses nothing, and whether App
 * Service does depends on its plan and system. An entity tag stays as it is, since ours are weak (RFC 9110 §8.8.1).
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { PlainResponse } from '../lib/http/response.ts';

/** A response whose body may be compressed. */
export type EncodedResponse = Omit<PlainResponse, 'body'> & { readonly body?: string | Uint8Array };

/** Below this the frame of gzip, and the work, cost more than they spare. */
const WORTH_IT_BYTES = 1024;

const compressed = promisify(gzip);

/** The response in an encoding that the client accepts; a cache is told that it depends on that. */
export async function compress(response: PlainResponse, acceptEncoding: string | undefined): Promise<EncodedResponse> {
  const { body = '' } = response;
  const varied = { ...response, headers: { ...response.headers, vary: 'accept-encoding' } };
  if (Buffer.byteLength(body) < WORTH_IT_BYTES || !acceptsGzip(acceptEncoding)) return varied;
  return { ...varied, headers: { ...varied.headers, 'content-encoding': 'gzip' }, body: await compressed(body) };
}

/** Whether `Accept-Encoding` takes gzip, by name or by `*`; a weight of 0 refuses (RFC 9110 §12.5.3). */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const weights = new Map(
    (acceptEncoding ?? '').split(',').map((entry) => {
      const [coding = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length);
      return [coding === 'x-gzip' ? 'gzip' : coding, weight === undefined ? 1 : Number(weight)] as const;
    }),
  );
  return (weights.get('gzip') ?? weights.get('*') ?? 0) > 0;
}
