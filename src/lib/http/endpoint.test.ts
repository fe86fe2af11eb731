import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { defineEndpoint, type Endpoint } from './endpoint.ts';
import { limit } from './paging.ts';
import { problem } from './problem.ts';

interface Machines {
  find(name: string): Promise<string | undefined>;
}

const common = { name: 'x', route: 'x', who: 'read', summary: 'X' } as const;
const ok = { 200: { description: 'Fine', schema: z.object({ id: z.string() }) } };

describe('defineEndpoint', () => {
  it('infers the input from the schemas and the dependencies from the handler', () => {
    const endpoint = defineEndpoint({
      ...common,
      method: 'POST',
      route: 'machines/{subscriptionId}/{name}',
      params: z.object({ subscriptionId: z.guid(), name: z.string() }),
      query: z.object({ limit }),
      body: z.object({ reason: z.string().optional() }),
      answers: ok,
      handle: async ({ params, query, body, by }, deps: { machines: Machines }) => {
        expectTypeOf(params).toEqualTypeOf<{ subscriptionId: string; name: string }>();
        expectTypeOf(query).toEqualTypeOf<{ limit: number }>();
        expectTypeOf(body).toEqualTypeOf<{ reason?: string | undefined }>();
        expectTypeOf(by).toEqualTypeOf<string | undefined>();
        return { status: 200, body: { id: (await deps.machines.find(params.name)) ?? '' } };
      },
    });

    expectTypeOf(endpoint).toEqualTypeOf<Endpoint<{ machines: Machines }>>();
  });

  it('gives nothing where nothing is defined', () => {
    const endpoint = defineEndpoint({
      ...common,
      method: 'GET',
      answers: ok,
      handle: async ({ params, query, body }) => {
        expectTypeOf(params).toEqualTypeOf<undefined>();
        expectTypeOf(query).toEqualTypeOf<undefined>();
        expectTypeOf(body).toEqualTypeOf<undefined>();
        return { status: 200, body: { id: '' } };
      },
    });

    expectTypeOf(endpoint).toEqualTypeOf<Endpoint<unknown>>();
  });

  it('takes only answers that are declared', () => {
    const base = { ...common, method: 'GET', answers: ok } as const;

    // @ts-expect-error the body is not of the schema
    defineEndpoint({ ...base, handle: async () => ({ status: 200, body: { id: 1 } }) });
    // @ts-expect-error the status is not declared
    defineEndpoint({ ...base, handle: async () => ({ status: 202, body: { id: '' } }) });
    // @ts-expect-error the problem is not declared
    defineEndpoint({ ...base, handle: async () => problem('conflict', '') });
    // @ts-expect-error the content type is not declared
    defineEndpoint({ ...base, handle: async () => ({ status: 200, contentType: 'text/plain', body: '' }) });

    const plan = defineEndpoint({
      ...base,
      problems: ['conflict', 'no-plan'],
      handle: async () => problem('no-plan', ''),
    });
    const health = defineEndpoint({
      ...base,
      answers: { 200: { ...ok[200], textTypes: ['text/plain'] }, 503: { description: '', schema: z.string() } },
      handle: async (_, deps: { sick: boolean }) =>
        deps.sick ? { status: 503, body: 'sick' } : { status: 200, contentType: 'text/plain', body: 'fine' },
    });

    expectTypeOf(plan).toEqualTypeOf<Endpoint<unknown>>();
    expectTypeOf(health).toEqualTypeOf<Endpoint<{ sick: boolean }>>();
  });

  it('asks for the parameters that the route has', () => {
    const base = { ...common, method: 'GET', answers: ok } as const;
    const handle = async () => ({ status: 200, body: { id: '' } }) as const;

    // @ts-expect-error the route has a parameter
    defineEndpoint({ ...base, route: 'machines/{name}', handle });
    // @ts-expect-error the parameter has another name
    defineEndpoint({ ...base, route: 'machines/{name}', params: z.object({ id: z.string() }), handle });
    // @ts-expect-error the route has no parameter
    defineEndpoint({ ...base, route: 'machines', params: z.object({ id: z.string() }), handle });

    const right = defineEndpoint({ ...base, route: 'machines/{name}', params: z.object({ name: z.string() }), handle });

    expectTypeOf(right).toEqualTypeOf<Endpoint<unknown>>();
  });

  it.each([
    ['GET', true],
    ['POST', false],
  ] as const)('has defaults: 64 KiB, no problems, and for %s etag %j', (method, etag) => {
    const endpoint = defineEndpoint({
      ...common,
      method,
      answers: ok,
      handle: async () => ({ status: 200, body: { id: '' } }),
    });

    expect(endpoint).toMatchObject({ maxBodyBytes: 65_536, problems: [], etag });
  });

  it('keeps what is said instead', () => {
    const endpoint = defineEndpoint({
      ...common,
      method: 'GET',
      etag: false,
      maxBodyBytes: 10,
      problems: ['conflict'],
      answers: ok,
      handle: async () => ({ status: 200, body: { id: '' } }),
    });

    expect(endpoint).toMatchObject({ maxBodyBytes: 10, problems: ['conflict'], etag: false });
  });
});
