import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { Failure, Throttled } from '../errors.ts';
import { defineEndpoint } from './endpoint.ts';
import { cursorOf, limit } from './paging.ts';
import { problem } from './problem.ts';
import { type ServeOptions, serve } from './serve.ts';
import { aPost, aRequest, someOptions } from './serving.fixture.ts';

interface Deps {
  readonly find: (name: string) => Promise<string | undefined>;
}

const deps: Deps = { find: async (name) => (name === 'web-01' ? 'id-of-web-01' : undefined) };

const getMachine = defineEndpoint({
  name: 'getMachine',
  method: 'GET',
  route: 'machines/{name}',
  who: 'read',
  summary: 'One machine',
  params: z.object({ name: z.string() }),
  answers: { 200: { description: 'The machine', schema: z.object({ id: z.string() }) } },
  problems: ['unknown-machine'],
  handle: async ({ params }, { find }: Deps) => {
    const id = await find(params.name);
    return id === undefined ? problem('unknown-machine', `There is no ${params.name}.`) : { status: 200, body: { id } };
  },
});

const approve = defineEndpoint({
  name: 'approve',
  method: 'POST',
  route: 'quarantines/{id}/approve',
  who: 'approve',
  summary: 'Approves',
  params: z.object({ id: z.string() }),
  query: z.object({ limit, cursor: cursorOf(1, z.object({ after: z.string() })).optional() }),
  body: z.object({ hash: z.string(), by: z.string().optional() }),
  maxBodyBytes: 200,
  answers: { 200: { description: 'Approved', schema: z.object({ by: z.string() }) } },
  handle: async ({ body, by }) => ({ status: 200, body: { by: by ?? body.by ?? 'nobody' } }),
});

const web01 = { params: { name: 'web-01' } };

/** The machine endpoint over a ledger that throws this. */
function serveThrowing(thrown: unknown, report = vi.fn<ServeOptions['report']>()) {
  const broken: Deps = { find: () => Promise.reject(thrown) };
  const url = 'https://app/api/machines/web-01?code=SECRET#x';
  return serve(getMachine, aRequest({ ...web01, url }), broken, someOptions({ report, clock: { now: () => 1000 } }));
}

describe('serve', () => {
  it('answers what the handler answers', async () => {
    const response = await serve(getMachine, aRequest(web01), deps, someOptions());

    expect(response).toMatchObject({ status: 200, body: '{"id":"id-of-web-01"}' });
  });

  it('takes only the dependencies that the handler asks for', async () => {
    // @ts-expect-error there is nothing to find with
    const response = await serve(getMachine, aRequest(web01), {}, someOptions());

    expect(response.status).toBe(500);
  });

  it('answers 304 to who has it already', async () => {
    const first = await serve(getMachine, aRequest(web01), deps, someOptions());

    const headers = { 'if-none-match': first.headers['etag'] };
    const second = await serve(getMachine, aRequest({ ...web01, headers }), deps, someOptions());

    expect(second.status).toBe(304);
    expect(second).not.toHaveProperty('body');
  });

  it('answers the problem that the handler returns', async () => {
    const response = await serve(getMachine, aRequest({ params: { name: 'web-02' } }), deps, someOptions());

    expect(response.status).toBe(404);
    expect(JSON.parse(response.body ?? '')).toMatchObject({ code: 'unknown-machine', detail: 'There is no web-02.' });
  });

  it('answers bad input without asking the handler', async () => {
    const find = vi.fn<Deps['find']>(deps.find);

    const response = await serve(getMachine, aRequest({ ...web01, query: { q: 'x' } }), { find }, someOptions());

    expect(JSON.parse(response.body ?? '')).toMatchObject({ status: 400, errors: [{ field: 'q' }] });
    expect(find).not.toHaveBeenCalled();
  });

  it('asks who is calling before it reads anything', async () => {
    const options = someOptions({ auth: { kind: 'entra', platformAuthEnabled: true } });

    const response = await serve(approve, aRequest({ text: 'rubbish' }), {}, options);

    expect(response).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
  });

  it('tells the handler who is calling, over what the body claims', async () => {
    const principal = btoa(
      JSON.stringify({
        claims: [
          { typ: 'oid', val: '1111' },
          { typ: 'roles', val: 'Approver' },
        ],
      }),
    );
    const request = aPost(
      { hash: 'ab', by: 'somebody' },
      { params: { id: '1' }, headers: { 'x-ms-client-principal': principal } },
    );

    const byToken = await serve(
      approve,
      request,
      {},
      someOptions({ auth: { kind: 'entra', platformAuthEnabled: true } }),
    );
    const byKey = await serve(approve, request, {}, someOptions());

    expect([byToken.body, byKey.body]).toEqual(['{"by":"1111"}', '{"by":"somebody"}']);
  });

  it('tells nothing of what broke, and reports it with the place but not with the key', async () => {
    const report = vi.fn<ServeOptions['report']>();
    const error = new Error('password=hunter2');

    const response = await serveThrowing(error, report);

    expect(response.status).toBe(500);
    expect(response.body).not.toContain('hunter2');
    expect(report).toHaveBeenCalledExactlyOnceWith(error, {
      endpoint: 'getMachine',
      method: 'GET',
      path: 'https://app/api/machines/web-01',
    });
  });

  it('reports a failure that is not the caller’s, and no other', async () => {
    const report = vi.fn<ServeOptions['report']>();

    const upstream = await serveThrowing(new Failure('transient', 'X', 'Azure does not answer.'), report);
    const conflict = await serveThrowing(new Failure('conflict', 'X', 'The hash differs.'), report);

    expect([upstream.status, conflict.status]).toEqual([502, 409]);
    expect(report).toHaveBeenCalledTimes(1);
  });

  it('says how long to wait', async () => {
    expect(await serveThrowing(new Throttled('X', 'Later.', 3500))).toMatchObject({
      status: 429,
      headers: { 'retry-after': '3' },
    });
  });

  it('makes a problem of a body that cannot be read', async () => {
    const request = { ...aPost({}), body: () => Promise.reject(new Error('connection reset')) };

    expect((await serve(approve, request, {}, someOptions())).status).toBe(500);
  });

  it('holds answers against their schema only when asked', async () => {
    const lying = { ...getMachine, handle: async () => ({ status: 200, body: { id: 7 } }) };

    const inTests = await serve(lying, aRequest(web01), deps, someOptions());
    const inProduction = await serve(lying, aRequest(web01), deps, someOptions({ checkAnswers: false }));

    expect([inTests.status, inProduction.status]).toEqual([500, 200]);
  });

  it('never throws and always answers in full, whatever comes in', async () => {
    const texts = fc.oneof(
      fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }),
      fc.json(),
      fc.base64String(),
    );
    const names = fc.oneof(fc.constantFrom('limit', 'cursor', 'code', '__proto__'), fc.string());
    const headers = fc.record(
      {
        'content-type': fc.oneof(fc.constant('application/json'), texts),
        'content-length': texts,
        'if-none-match': texts,
        'x-ms-client-principal': texts,
      },
      { requiredKeys: [] },
    );
    const auth = fc.constantFrom({ kind: 'key' } as const, { kind: 'entra', platformAuthEnabled: true } as const);

    await fc.assert(
      fc.asyncProperty(headers, fc.dictionary(names, texts), texts, auth, async (given, query, text, mode) => {
        const request = aRequest({ params: { id: text }, headers: given, query, text, url: text });

        const response = await serve(approve, request, {}, someOptions({ auth: mode }));

        expect([200, 400, 401, 403, 413, 415]).toContain(response.status);
        expect(response.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
        expect(Object.values(response.headers).join('')).toMatch(/^[ -~]+$/);
        const type = response.status === 200 ? 'application/json; charset=utf-8' : 'application/problem+json';
        expect(response.headers['content-type']).toBe(type);
        expect(JSON.parse(response.body ?? '')).toMatchObject(
          response.status === 200 ? {} : { status: response.status },
        );
      }),
      { numRuns: 500 },
    );
  });
});
