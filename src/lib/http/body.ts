import type { EndpointInfo } from './endpoint.ts';
import { type Parsed, parseInput } from './parseInput.ts';
import { parseJson } from './parseJson.ts';
import { type Problem, problem } from './problem.ts';

/** A value, what is wrong with it, or a problem that ends the reading. */
export type Read = Parsed | { readonly kind: 'problem'; readonly problem: Problem };

/** What reading a body needs of a request. `body` yields the raw bytes, none for no body. */
export interface BodySource {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: () => Promise<Uint8Array>;
}

/**
 * Reads the body as the endpoint describes it; an endpoint without a body schema never looks at one. A body without a
 * content type is refused too: a browser can be made to send one to us from a foreign page.
 */
export async function readBody(
  endpoint: Pick<EndpointInfo, 'body' | 'maxBodyBytes'>,
  source: BodySource,
): Promise<Read> {
  if (endpoint.body === undefined) return { kind: 'value', value: undefined };
  if (Number(source.headers['content-length'] ?? 0) > endpoint.maxBodyBytes) return tooLarge(endpoint.maxBodyBytes);

  const bytes = await source.body();
  if (bytes.byteLength > endpoint.maxBodyBytes) return tooLarge(endpoint.maxBodyBytes);
  if (bytes.byteLength > 0 && !isJson(source.headers['content-type'])) {
    return { kind: 'problem', problem: problem('unsupported-media-type', 'Send the body as application/json.') };
  }
  return bytes.byteLength > 0 ? parse(bytes, endpoint.body) : absent(endpoint.body);
}

function absent(schema: NonNullable<EndpointInfo['body']>): Read {
  const parsed = schema.safeParse(undefined);
  return parsed.success
    ? { kind: 'value', value: parsed.data }
    : { kind: 'errors', errors: [{ field: 'body', message: 'is required, as JSON' }] };
}

function parse(bytes: Uint8Array, schema: NonNullable<EndpointInfo['body']>): Read {
  const json = parseJson(fromUtf8(bytes) ?? '');
  if (json === undefined) return { kind: 'errors', errors: [{ field: 'body', message: 'is not JSON in UTF-8' }] };
  return parseInput(schema, json, 'body');
}

function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether a content type is JSON: `application/json` or `application/…+json`, with any parameters. */
export function isJson(contentType: string | undefined): boolean {
  return /^\s*application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType ?? '');
}

function tooLarge(limit: number): Read {
  return { kind: 'problem', problem: problem('body-too-large', `The body may have at most ${limit} bytes.`) };
}
