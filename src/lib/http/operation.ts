import { roleFor, type Who } from './auth.ts';
import type { AnswerSpec, EndpointInfo } from './endpoint.ts';
import type { JsonSchema, JsonSchemas } from './jsonSchemas.ts';
import { PROBLEMS, type ProblemCode } from './problem.ts';

/** A response as OpenAPI 3.1 writes it. */
export interface ResponseObject {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;
  /** Absent where an answer never has a body. */
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

/** A path, query or header parameter as OpenAPI 3.1 writes it. */
export interface ParameterObject {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

/** An operation as OpenAPI 3.1 writes it. */
export interface OperationObject {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly 'x-who-may-call': Who;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly ParameterObject[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: { readonly 'application/json': { readonly schema: JsonSchema } };
  };
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

const WHO_MAY_CALL = {
  anyone: 'Anyone may call this.',
  read: 'Needs the function key, or the app role Reader.',
  operate: 'Needs the function key, or the app role Operator.',
  approve: "Needs the host's master key, or the app role Approver.",
} as const satisfies Record<Who, string>;

const PROBLEM_REF: JsonSchema = { $ref: '#/components/schemas/Problem' };

const TEXT: JsonSchema = { type: 'string' };

const IF_NONE_MATCH: ParameterObject = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` of an earlier answer: 304 when nothing has changed since.',
  schema: TEXT,
};

const ETAG = {
  ETag: { description: 'Send it as `If-None-Match` to learn whether anything has changed.', schema: TEXT },
};

const NOT_MODIFIED: ResponseObject = { description: 'Nothing has changed since the `If-None-Match`.', headers: ETAG };

const BY_THE_HOST =
  'With `HTTP_AUTH=key` the Functions host answers this itself, without a body: the key is missing, wrong or too weak.';

/** The key under which a part of an endpoint is converted to JSON Schema. */
export function schemaKey(endpoint: EndpointInfo, part: string, name: string): string {
  return `${endpoint.name} ${part} ${name}`;
}

/** The tag of an endpoint: the first step of its route. */
export function tagOf({ route }: EndpointInfo): string {
  return route.replace(/[/.].*$/, '');
}

/** An endpoint as an operation; the schemas are those of all endpoints, by `schemaKey`. */
export function operation(endpoint: EndpointInfo, sent: JsonSchemas, got: JsonSchemas): OperationObject {
  const parameters = [
    ...parametersOf(endpoint, 'path', Object.keys(endpoint.params?.shape ?? {}), sent),
    ...parametersOf(endpoint, 'query', Object.keys(endpoint.query?.shape ?? {}), sent),
    ...(endpoint.etag ? [IF_NONE_MATCH] : []),
  ];
  const bodyKey = schemaKey(endpoint, 'body', '');
  const body = sent.byKey[bodyKey];
  return {
    operationId: endpoint.name,
    tags: [tagOf(endpoint)],
    summary: endpoint.summary,
    description: [endpoint.description, WHO_MAY_CALL[endpoint.who]].filter((text) => text !== undefined).join('\n\n'),
    'x-who-may-call': endpoint.who,
    security: securityOf(endpoint.who),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: sent.required.has(bodyKey), content: { 'application/json': { schema: body } } } }),
    responses: responsesOf(endpoint, got),
  };
}

function parametersOf(
  endpoint: EndpointInfo,
  place: 'path' | 'query',
  names: readonly string[],
  sent: JsonSchemas,
): ParameterObject[] {
  return names.map((name) => {
    const key = schemaKey(endpoint, place, name);
    const { description, ...schema } = { ...sent.byKey[key] };
    return {
      name,
      in: place,
      required: place === 'path' || sent.required.has(key),
      ...(typeof description === 'string' ? { description } : {}),
      schema,
    };
  });
}

function securityOf(who: Who): OperationObject['security'] {
  if (who === 'anyone') return [];
  return [{ functionKeyHeader: [] }, { functionKeyQuery: [] }, { entra: [roleFor(who)] }];
}

/** The problems that an endpoint can answer: those that follow from what it is, and those that it declares. */
function problemsOf(endpoint: EndpointInfo): ReadonlySet<ProblemCode> {
  const { who, body, problems } = endpoint;
  return new Set<ProblemCode>([
    ...(canBeBad(endpoint) ? (['bad-request'] as const) : []),
    ...(who === 'anyone' ? [] : (['unauthenticated', 'forbidden'] as const)),
    ...(body === undefined ? [] : (['body-too-large', 'unsupported-media-type'] as const)),
    ...problems,
    'internal',
    'not-ready',
  ]);
}

/** Also an endpoint without input of its own refuses parameters that it does not know, unless it ignores them. */
function canBeBad({ params, query, body, unknownQuery }: EndpointInfo): boolean {
  return unknownQuery === 'refused' || params !== undefined || query !== undefined || body !== undefined;
}

function responsesOf(endpoint: EndpointInfo, got: JsonSchemas): OperationObject['responses'] {
  const responses: Record<string, ResponseObject> = {};
  for (const [status, spec] of Object.entries(endpoint.answers)) {
    responses[status] = {
      description: spec.description,
      ...(endpoint.etag && status === '200' ? { headers: ETAG } : {}),
      content: contentOf(spec, { ...got.byKey[schemaKey(endpoint, 'answer', status)] }),
    };
  }
  if (endpoint.etag) responses[304] = NOT_MODIFIED;
  for (const code of problemsOf(endpoint)) {
    const { status, title } = PROBLEMS[code];
    const known = responses[status];
    const line = `\`${code}\`: ${title}.${status === 401 ? ` ${BY_THE_HOST}` : ''}`;
    responses[status] = {
      ...known,
      description: known === undefined ? line : `${known.description}\n\n${line}`,
      content: { ...known?.content, 'application/problem+json': { schema: PROBLEM_REF } },
    };
  }
  return {
    ...responses,
    default: { description: 'Any other problem.', content: { 'application/problem+json': { schema: PROBLEM_REF } } },
  };
}

function contentOf(spec: AnswerSpec, schema: JsonSchema): NonNullable<ResponseObject['content']> {
  const texts = (spec.textTypes ?? []).map((type) => [mediaType(type), { schema: { type: 'string' } }] as const);
  return { [mediaType(spec.contentType ?? 'application/json')]: { schema }, ...Object.fromEntries(texts) };
}

/** A content type without its parameters, as OpenAPI keys it. */
function mediaType(contentType: string): string {
  return contentType.replace(/\s*;.*$/, '');
}
