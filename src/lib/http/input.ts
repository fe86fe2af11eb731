import type * as z from 'zod';
import { type BodySource, readBody } from './body.ts';
import type { EndpointInfo } from './endpoint.ts';
import { type Parsed, parseInput } from './parseInput.ts';
import { type FieldError, type Problem, problem } from './problem.ts';

/** What the input is read from: path parameters and query as the host decoded them. */
export interface InputSource extends BodySource {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** The validated input, or the problem that names everything wrong with it. */
export type ReadInput =
  | { readonly ok: true; readonly params: unknown; readonly query: unknown; readonly body: unknown }
  | { readonly ok: false; readonly problem: Problem };

/** Query parameters of the Functions host itself, which reads them in any case: the key, and the name of the key. */
const HOST_PARAMETERS = new Set(['code', 'clientid']);

/** Validates parameters, query and body, and reports all that is wrong at once. */
export async function readInput(endpoint: EndpointInfo, source: InputSource): Promise<ReadInput> {
  const body = await readBody(endpoint, source);
  if (body.kind === 'problem') return { ok: false, problem: body.problem };

  const params = readRecord(endpoint.params, source.params, 'path');
  const query = readRecord(endpoint.query, withoutUnknown(endpoint.query, source.query), 'query');
  const errors = [
    ...errorsOf(params),
    ...(endpoint.unknownQuery === 'ignored' ? [] : unknownParameters(endpoint.query, source.query)),
    ...errorsOf(query),
    ...errorsOf(body),
  ];
  if (params.kind === 'value' && query.kind === 'value' && body.kind === 'value' && errors.length === 0) {
    return { ok: true, params: params.value, query: query.value, body: body.value };
  }
  const detail =
    errors.length === 1 ? 'One thing is wrong with the input.' : `${errors.length} things are wrong with the input.`;
  return { ok: false, problem: problem('bad-request', detail, { errors }) };
}

function readRecord(schema: z.ZodObject | undefined, record: Readonly<Record<string, string>>, root: string): Parsed {
  const parsed: Parsed = schema === undefined ? { kind: 'value', value: undefined } : parseInput(schema, record, root);
  return parsed.kind === 'errors' ? { ...parsed, errors: byParameter(parsed.errors) } : parsed;
}

/** A parameter that holds several values is one field for its caller: `state`, not `state[0]`. */
function byParameter(errors: readonly FieldError[]): FieldError[] {
  const named = errors.map(({ field, message }) => ({ field: field.replace(/\[.*$/, ''), message }));
  return [...new Map(named.map((error) => [`${error.field}\n${error.message}`, error])).values()];
}

function isKnown(schema: z.ZodObject | undefined, name: string): boolean {
  return schema !== undefined && Object.hasOwn(schema.shape, name);
}

function withoutUnknown(schema: z.ZodObject | undefined, query: InputSource['query']): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([name]) => isKnown(schema, name)));
}

/** A filter with a typo would answer everything: an unknown parameter is an error, not noise. */
function unknownParameters(schema: z.ZodObject | undefined, query: InputSource['query']): FieldError[] {
  const unknown = Object.keys(query).filter(
    (name) => !isKnown(schema, name) && !HOST_PARAMETERS.has(name.toLowerCase()),
  );
  const known = Object.keys(schema?.shape ?? {});
  const message =
    known.length === 0 ? 'is not known; this takes no parameters' : `is not known; known are ${known.join(', ')}`;
  return unknown.map((field) => ({ field, message }));
}

function errorsOf(read: Parsed): readonly FieldError[] {
  return read.kind === 'errors' ? read.errors : [];
}
