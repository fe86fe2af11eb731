import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { openApi } from './openapi.ts';
import { cursorOf, limit, pageOf } from './paging.ts';
import { problem } from './problem.ts';

const os = z.object({ name: z.string() }).meta({ id: 'Os' });
const machine = z.object({ id: z.string(), os }).meta({ id: 'Machine', description: 'A machine.' });

const health = defineEndpoint({
  name: 'health',
  method: 'GET',
  route: 'health',
  who: 'anyone',
  summary: 'Health',
  unknownQuery: 'ignored',
  etag: false,
  answers: {
    200: { description: 'Well', schema: z.object({ status: z.string() }) },
    503: { description: 'Not well', schema: z.object({ status: z.string() }) },
  },
  handle: async () => ({ status: 200, body: { status: 'ok' } }),
});

const listMachines = defineEndpoint({
  name: 'listMachines',
  method: 'GET',
  route: 'machines',
  who: 'read',
  summary: 'Machines',
  description: 'All machines, by id.',
  query: z.object({ limit, cursor: cursorOf(1, z.string()).optional(), q: z.string() }),
  answers: { 200: { description: 'A page', schema: pageOf(machine) } },
  handle: async () => ({ status: 200, body: { items: [], next: null } }),
});

const troubleshoot = defineEndpoint({
  name: 'troubleshoot',
  method: 'POST',
  route: 'machines/{subscriptionId}/{name}',
  who: 'operate',
  summary: 'Diagnoses',
  params: z.object({ subscriptionId: z.guid().describe('The subscription.'), name: z.string() }),
  body: z.object({ dsregcmd: z.string() }).optional(),
  answers: { 200: { description: 'A diagnosis', schema: machine, textTypes: ['text/plain; charset=utf-8'] } },
  problems: ['unknown-machine', 'not-found'],
  handle: async () => problem('not-found', ''),
});

const getMachine = defineEndpoint({
  name: 'getMachine',
  method: 'GET',
  route: 'machines/{subscriptionId}/{name}',
  who: 'approve',
  summary: 'A machine',
  params: z.object({ subscriptionId: z.string(), name: z.string() }),
  answers: { 200: { description: 'A page', schema: z.string(), contentType: 'text/html; charset=utf-8' } },
  handle: async () => ({ status: 200, body: '' }),
});

const info = {
  title: 'T',
  version: '1.2.3',
  description: 'D',
  license: 'MIT',
  prefix: 'api',
  tags: { health: 'Health.', machines: 'Machines.', unused: 'Nothing.' },
};
const document = openApi([troubleshoot, health, getMachine, listMachines], info);
const machinePath = document.paths['/machines/{subscriptionId}/{name}'];

describe('openApi', () => {
  it('is an OpenAPI 3.1 document under the prefix', () => {
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'T', version: '1.2.3', description: 'D', license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: '/api' }],
      tags: [
        { name: 'health', description: 'Health.' },
        { name: 'machines', description: 'Machines.' },
      ],
    });
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  it('is the same text whatever the order of the endpoints', () => {
    const other = openApi([listMachines, getMachine, health, troubleshoot], info);

    expect(JSON.stringify(other)).toBe(JSON.stringify(document));
    expect(Object.keys(document.paths)).toEqual(['/health', '/machines', '/machines/{subscriptionId}/{name}']);
    expect(Object.keys(document.components.schemas)).toEqual(['Machine', 'Os', 'Problem']);
    expect(Object.keys(machinePath ?? {})).toEqual(['get', 'post']);
  });

  it('describes parameters', () => {
    expect(document.paths['/machines']?.['get']?.parameters).toEqual([
      {
        name: 'limit',
        in: 'query',
        required: false,
        description: 'How many items to answer at most.',
        schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
      },
      {
        name: 'cursor',
        in: 'query',
        required: false,
        description: 'Where to go on: the `next` of the page before.',
        schema: { type: 'string' },
      },
      { name: 'q', in: 'query', required: true, schema: { type: 'string' } },
      expect.objectContaining({ name: 'If-None-Match', in: 'header', required: false }),
    ]);
    expect(machinePath?.['post']?.parameters).toMatchObject([
      { name: 'subscriptionId', in: 'path', required: true, description: 'The subscription.' },
      { name: 'name', in: 'path', required: true },
    ]);
    expect(document.paths['/health']?.['get']).not.toHaveProperty('parameters');
  });

  it('describes the body', () => {
    expect(machinePath?.['post']?.requestBody).toMatchObject({
      required: false,
      content: { 'application/json': { schema: { type: 'object', required: ['dsregcmd'] } } },
    });
    expect(machinePath?.['get']).not.toHaveProperty('requestBody');
  });

  it('describes entity tags, and the answer to one that still holds', () => {
    const { responses } = document.paths['/machines']?.['get'] ?? {};

    expect(responses?.['200']?.headers).toHaveProperty('ETag');
    expect(responses?.['304']?.headers).toHaveProperty('ETag');
    expect(responses?.['304']).not.toHaveProperty('content');
    expect(document.paths['/health']?.['get']?.responses['200']).not.toHaveProperty('headers');
  });

  it('says that the host answers 401 without a body', () => {
    expect(document.paths['/machines']?.['get']?.responses['401']?.description).toContain('without a body');
  });

  it('refuses a tag of which nothing is said', () => {
    expect(() => openApi([health], { ...info, tags: {} })).toThrow('Say what the tag health is about.');
  });

  it('describes answers in all their content types', () => {
    expect(machinePath?.['post']?.responses['200']).toEqual({
      description: 'A diagnosis',
      content: {
        'application/json': { schema: { $ref: '#/components/schemas/Machine' } },
        'text/plain': { schema: { type: 'string' } },
      },
    });
    expect(machinePath?.['get']?.responses['200']?.content).toEqual({ 'text/html': { schema: { type: 'string' } } });
  });

  it.each([
    ['health', document.paths['/health']?.['get'], ['200', '500', '503']],
    ['listMachines', document.paths['/machines']?.['get'], ['200', '304', '400', '401', '403', '500', '503']],
    ['troubleshoot', machinePath?.['post'], ['200', '400', '401', '403', '404', '413', '415', '500', '503']],
  ])('lists the problems that %s can answer', (_, operation, statuses) => {
    expect(Object.keys(operation?.responses ?? {})).toEqual([...statuses, 'default']);
  });

  it('puts what shares a status together', () => {
    expect(machinePath?.['post']?.responses['404']?.description).toBe(
      '`unknown-machine`: No machine has this id or name.\n\n`not-found`: There is no such thing.',
    );
    expect(Object.keys(document.paths['/health']?.['get']?.responses['503']?.content ?? {})).toEqual([
      'application/json',
      'application/problem+json',
    ]);
  });

  it.each([
    ['anyone', document.paths['/health']?.['get'], []],
    ['read', document.paths['/machines']?.['get'], ['Reader']],
    ['operate', machinePath?.['post'], ['Operator']],
    ['approve', machinePath?.['get'], ['Approver']],
  ])('says that %s may call', (who, operation, roles) => {
    const security = [{ functionKeyHeader: [] }, { functionKeyQuery: [] }, { entra: roles }];

    expect(operation).toMatchObject({ 'x-who-may-call': who, security: who === 'anyone' ? [] : security });
  });

  it('says who may call also in words, after the description', () => {
    expect(document.paths['/machines']?.['get']?.description).toBe(
      'All machines, by id.\n\nNeeds the function key, or the app role Reader.',
    );
  });

  it('refers only to what it has', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference]) => reference);
    const schemas = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    const schemes = Object.keys(document.components.securitySchemes);
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

    expect(schemas).toEqual(expect.arrayContaining(references));
    expect(schemes).toEqual(
      expect.arrayContaining(operations.flatMap(({ security }) => security.flatMap((one) => Object.keys(one)))),
    );
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  });

  it('describes in JSON Schema what the endpoints send', () => {
    const ajv = new Ajv2020({ validateFormats: false });
    ajv.addVocabulary(['components']);
    ajv.addSchema({ $id: 'api', components: { schemas: document.components.schemas } });
    const isMachine = ajv.compile({ $ref: 'api#/components/schemas/Machine' });
    const isProblem = ajv.compile({ $ref: 'api#/components/schemas/Problem' });

    expect(isMachine({ id: 'a', os: { name: 'Windows' }, more: 1 })).toBe(true);
    expect(isMachine({ id: 'a', os: {} })).toBe(false);
    expect(isProblem(problem('bad-request', 'Wrong.', { errors: [{ field: 'a', message: 'b' }] }))).toBe(true);
    expect(isProblem({ ...problem('conflict', ''), code: 'other' })).toBe(false);
  });
});
