import type * as z from 'zod';
import { Failure } from '../errors.ts';
import type { EndpointInfo } from './endpoint.ts';
import { type JsonSchema, jsonSchemas, mergeNamed } from './jsonSchemas.ts';
import { type OperationObject, operation, schemaKey, tagOf } from './operation.ts';
import { problemSchema } from './problem.ts';

/** How the API introduces itself. */
export interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** SPDX identifier of the licence. */
  readonly license: string;
  /** `routePrefix` of host.json: what the host puts before every route, without slashes. */
  readonly prefix: string;
  /** What each tag is about; the tag of an endpoint is the first step of its route. */
  readonly tags: Readonly<Record<string, string>>;
}

/** An OpenAPI 3.1 document, as far as we write it. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly identifier: string };
  };
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: typeof SECURITY_SCHEMES;
  };
}

const KEY_HELP = 'Key of the Functions host: the function key for read and operate, the master key for approve.';

const SECURITY_SCHEMES = {
  entra: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'With HTTP_AUTH=entra: a Microsoft Entra token with an app role; Approver implies Operator implies Reader.',
  },
  functionKeyHeader: { type: 'apiKey', in: 'header', name: 'x-functions-key', description: KEY_HELP },
  functionKeyQuery: { type: 'apiKey', in: 'query', name: 'code', description: KEY_HELP },
} as const;

/**
 * The API description of these endpoints, OpenAPI 3.1. Paths, tags and schemas are in alphabetical order whatever the
 * order of the endpoints, so that a committed copy shows only real changes.
 * @throws Failure `bug` when one schema id means two things, or nothing is said of a tag
 */
export function openApi(endpoints: readonly EndpointInfo[], info: ApiInfo): OpenApiDocument {
  const { title, version, description, license, prefix } = info;
  const ordered = endpoints.toSorted((a, b) => compare(a.route, b.route) || compare(a.method, b.method));
  const sent = jsonSchemas(Object.fromEntries(ordered.flatMap(schemasSent)), 'input');
  const got = jsonSchemas({ ...Object.fromEntries(ordered.flatMap(schemasGot)), Problem: problemSchema }, 'output');

  const paths: Record<string, Record<string, OperationObject>> = {};
  for (const endpoint of ordered) {
    const path = (paths[`/${endpoint.route}`] ??= {});
    path[endpoint.method.toLowerCase()] = operation(endpoint, sent, got);
  }
  return {
    openapi: '3.1.0',
    info: { title, version, description, license: { name: license, identifier: license } },
    servers: [{ url: `/${prefix}`, description: 'On the host that serves this document.' }],
    tags: [...new Set(ordered.map(tagOf))].toSorted(compare).map((name) => tagObject(name, info)),
    paths,
    components: { schemas: sortedByKey(mergeNamed(sent.named, got.named)), securitySchemes: SECURITY_SCHEMES },
  };
}

function tagObject(name: string, { tags }: ApiInfo): OpenApiDocument['tags'][number] {
  const description = tags[name];
  if (description === undefined) throw new Failure('bug', 'tag-undescribed', `Say what the tag ${name} is about.`);
  return { name, description };
}

type Keyed = readonly [key: string, schema: z.core.$ZodType];

function schemasSent(endpoint: EndpointInfo): Keyed[] {
  return [
    ...keyed(endpoint, 'path', endpoint.params?.shape ?? {}),
    ...keyed(endpoint, 'query', endpoint.query?.shape ?? {}),
    ...keyed(endpoint, 'body', endpoint.body === undefined ? {} : { '': endpoint.body }),
  ];
}

function schemasGot(endpoint: EndpointInfo): Keyed[] {
  const schemas = Object.entries(endpoint.answers).map(([status, { schema }]) => [status, schema] as const);
  return keyed(endpoint, 'answer', Object.fromEntries(schemas));
}

function keyed(endpoint: EndpointInfo, part: string, schemas: Readonly<Record<string, z.core.$ZodType>>): Keyed[] {
  return Object.entries(schemas).map(([name, schema]) => [schemaKey(endpoint, part, name), schema]);
}

function sortedByKey<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => compare(a, b)));
}

/** By code unit: the order must not depend on a locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
