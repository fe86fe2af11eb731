/** The description of the real API, held against a public validator and against what generated clients need of it. */
import { readFile } from 'node:fs/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { API_INFO, APP_ENDPOINTS, HEALTH_ENDPOINTS, OPENAPI } from './endpoints.ts';
import { openApi } from './lib/http/openapi.ts';

const ENDPOINTS = [...HEALTH_ENDPOINTS, ...APP_ENDPOINTS, OPENAPI];
const document = openApi(ENDPOINTS, API_INFO);
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

const hostJson = z.object({ extensions: z.object({ http: z.object({ routePrefix: z.string() }) }) });
const nodes = z.looseObject({
  required: z.array(z.string()).optional().catch(undefined),
  properties: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/** Every object in a value, with its path. */
function objectsIn(value: unknown, path = ''): readonly (readonly [path: string, node: object])[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([key, inner]) => objectsIn(inner, `${path}/${key}`));
  return Array.isArray(value) ? inside : [[path, value], ...inside];
}

describe('the description of the API', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();

    const { valid, errors } = await validator.validate({ ...document });

    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('names as its server the prefix under which the host serves the routes', async () => {
    const { extensions } = hostJson.parse(JSON.parse(await readFile('host.json', 'utf8')));

    const resolved = document.servers.map(({ url }) => new URL(url, 'https://app.example/api/openapi.json').href);

    expect(resolved).toEqual([`https://app.example/${extensions.http.routePrefix}`]);
  });

  it('requires no name that it does not describe', () => {
    const undescribed = objectsIn(document).flatMap(([path, node]) => {
      const { required = [], properties = {} } = nodes.parse(node);
      return required.filter((name) => !Object.hasOwn(properties, name)).map((name) => `${path}: ${name}`);
    });

    expect(undescribed).toEqual([]);
  });

  it('describes every tag, and names the licence', () => {
    expect(document.info).toMatchObject({ license: { name: 'MIT', identifier: 'MIT' } });
    expect(document.tags.map(({ name }) => name)).toEqual(
      [...new Set(operations.flatMap(({ tags }) => tags))].toSorted(),
    );
    expect(document.tags.filter(({ description }) => description.length < 10)).toEqual([]);
  });

  it('takes ids of subscriptions without regard to case, as the app does', () => {
    const id = '5F0F4A1E-0000-4000-8000-00000000000A';
    const patterns = operations
      .flatMap(({ parameters = [] }) => parameters)
      .filter(({ name }) => name === 'subscriptionId' || name === 'subscription')
      .map(({ schema }) => new RegExp(String(schema['pattern']), 'u'));

    expect(patterns.length).toBeGreaterThan(0);
    expect(patterns.filter((pattern) => !pattern.test(id) || !pattern.test(id.toLowerCase()))).toEqual([]);
  });

  it('says of every answer that carries an entity tag that it can be 304', () => {
    const tagged = ENDPOINTS.filter(({ etag }) => etag).map(({ name }) => name);

    expect(operations.filter(({ responses }) => responses['304']).map(({ operationId }) => operationId)).toEqual(
      expect.arrayContaining(tagged),
    );
    expect(tagged.length).toBeGreaterThan(0);
  });
});
