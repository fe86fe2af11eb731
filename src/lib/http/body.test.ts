import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { type BodySource, isJson, readBody } from './body.ts';

const body = z.object({ hash: z.string() });
const json = { 'content-type': 'application/json' };

function source(text: string | Uint8Array, headers: Record<string, string> = json) {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return { headers, body: vi.fn<BodySource['body']>(async () => bytes) };
}

describe('readBody', () => {
  it('reads a body that the schema takes', async () => {
    const read = await readBody({ body, maxBodyBytes: 100 }, source('{"hash":"ab"}'));

    expect(read).toEqual({ kind: 'value', value: { hash: 'ab' } });
  });

  it('does not look at a body that nobody asked for', async () => {
    const request = source('{"hash":"ab"}', {});

    expect(await readBody({ body: undefined, maxBodyBytes: 1 }, request)).toEqual({ kind: 'value', value: undefined });
    expect(request.body).not.toHaveBeenCalled();
  });

  it('takes no body for an optional one, without a content type', async () => {
    expect(await readBody({ body: body.optional(), maxBodyBytes: 9 }, source('', {}))).toEqual({
      kind: 'value',
      value: undefined,
    });
  });

  it.each([
    ['is missing', '', 'is required, as JSON'],
    ['is not JSON', '{', 'is not JSON in UTF-8'],
    ['is not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'is not JSON in UTF-8'],
    ['is of another type', '[]', 'is a list; give an object'],
  ])('names the body when it %s', async (_, text, message) => {
    const read = await readBody({ body, maxBodyBytes: 100 }, source(text));

    expect(read).toEqual({ kind: 'errors', errors: [{ field: 'body', message }] });
  });

  it.each([
    ['one byte too long', source(`"${'é'.repeat(4)}"`)],
    ['said to be too long', source('""', { ...json, 'content-length': '10' })],
  ])('refuses a body %s', async (_, request) => {
    const read = await readBody({ body: z.string(), maxBodyBytes: 9 }, request);

    expect(read).toMatchObject({ kind: 'problem', problem: { code: 'body-too-large', status: 413 } });
  });

  it('does not read a body that is said to be too long', async () => {
    const request = source('""', { ...json, 'content-length': '10' });

    await readBody({ body, maxBodyBytes: 9 }, request);

    expect(request.body).not.toHaveBeenCalled();
  });

  it('takes a body of just the limit', async () => {
    const read = await readBody({ body: z.string(), maxBodyBytes: 9 }, source(`"${'é'.repeat(3)}x"`));

    expect(read).toEqual({ kind: 'value', value: 'éééx' });
  });

  it.each([{}, { 'content-type': 'text/plain' }, { 'content-type': 'application/x-www-form-urlencoded' }])(
    'refuses a body with the headers %j',
    async (headers) => {
      const read = await readBody({ body, maxBodyBytes: 100 }, source('{"hash":"ab"}', headers));

      expect(read).toMatchObject({ kind: 'problem', problem: { code: 'unsupported-media-type', status: 415 } });
    },
  );
});

describe('isJson', () => {
  it.each([
    ['application/json', true],
    ['Application/JSON; charset=utf-8', true],
    ['application/problem+json', true],
    ['application/jsonl', false],
    ['text/json', false],
    ['text/plain; application/json', false],
    ['', false],
    [undefined, false],
  ])('of %j says %j', (type, expected) => {
    expect(isJson(type)).toBe(expected);
  });
});
