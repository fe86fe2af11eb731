import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { readInput } from './input.ts';
import { limit } from './paging.ts';
import { aPost, aRequest } from './serving.fixture.ts';

const answers = { 200: { description: 'Fine', schema: z.object({}) } };

const reject = defineEndpoint({
  name: 'reject',
  method: 'POST',
  route: 'quarantines/{id}/reject',
  who: 'approve',
  summary: 'Rejects',
  params: z.object({ id: z.string().regex(/^q-/, 'must begin with q-') }),
  query: z.object({ limit, format: z.enum(['json', 'ps1']).optional() }),
  body: z.object({ hash: z.string(), reason: z.string() }),
  answers,
  handle: async () => ({ status: 200, body: {} }),
});

const health = defineEndpoint({
  name: 'health',
  method: 'GET',
  route: 'health',
  who: 'anyone',
  summary: 'Health',
  answers,
  handle: async () => ({ status: 200, body: {} }),
});

describe('readInput', () => {
  it('reads parameters, query and body', async () => {
    const request = aPost(
      { hash: 'ab', reason: 'no', more: 1 },
      { params: { id: 'q-1', x: 'y' }, query: { limit: '5' } },
    );

    expect(await readInput(reject, request)).toEqual({
      ok: true,
      params: { id: 'q-1' },
      query: { limit: 5 },
      body: { hash: 'ab', reason: 'no' },
    });
  });

  it('reads nothing where nothing is defined', async () => {
    expect(await readInput(health, aRequest())).toEqual({
      ok: true,
      params: undefined,
      query: undefined,
      body: undefined,
    });
  });

  it('reports all that is wrong at once', async () => {
    const request = aPost({ hash: 1 }, { params: { id: 'x' }, query: { limit: '0', formt: 'ps1' } });

    const read = await readInput(reject, request);

    expect(read).toMatchObject({
      ok: false,
      problem: {
        code: 'bad-request',
        status: 400,
        detail: '5 things are wrong with the input.',
        errors: [
          { field: 'id', message: 'must begin with q-' },
          { field: 'formt', message: 'is not known; known are limit, format' },
          { field: 'limit', message: 'must be a whole number from 1 to 1000' },
          { field: 'hash', message: 'is a number; give a text' },
          { field: 'reason', message: 'is required: give a text' },
        ],
      },
    });
  });

  it('reports bad JSON together with a bad query', async () => {
    const request = aRequest({
      headers: { 'content-type': 'application/json' },
      params: { id: 'q-1' },
      query: { limit: 'x' },
      text: '{',
    });

    expect(await readInput(reject, request)).toMatchObject({
      problem: { errors: [{ field: 'limit' }, { field: 'body' }] },
    });
  });

  it('leaves the parameters of the host alone', async () => {
    expect(
      await readInput(health, aRequest({ query: { code: 'k', clientId: 'default', CODE: 'k', ClientID: 'default' } })),
    ).toMatchObject({
      ok: true,
    });
  });

  it.each(['q', 'Codes', '__proto__', 'toString'])('names %j where no parameter is known', async (name) => {
    const query = Object.fromEntries([[name, 'x']]);

    expect(await readInput(health, aRequest({ query }))).toMatchObject({
      problem: {
        detail: 'One thing is wrong with the input.',
        errors: [{ field: name, message: 'is not known; this takes no parameters' }],
      },
    });
  });

  it('ignores what is not known where the endpoint says so', async () => {
    const lenient = { ...health, unknownQuery: 'ignored' as const };

    expect(await readInput(lenient, aRequest({ query: { x: '1', '': '' } }))).toMatchObject({ ok: true });
  });

  it('passes on a problem of the body', async () => {
    const request = aRequest({ params: { id: 'x' }, text: 'hash=ab' });

    expect(await readInput(reject, request)).toMatchObject({ ok: false, problem: { status: 415 } });
  });
});
