import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { AnyAnswer, EndpointInfo } from './endpoint.ts';
import { problem } from './problem.ts';
import { answerResponse, problemResponse } from './response.ts';

const endpoint: EndpointInfo = {
  name: 'getMachine',
  method: 'GET',
  route: 'machine',
  who: 'read',
  summary: 'A machine',
  maxBodyBytes: 0,
  problems: [],
  etag: true,
  volatile: [],
  unknownQuery: 'refused',
  answers: {
    200: { description: 'It', schema: z.object({ id: z.string() }), textTypes: ['text/plain; charset=utf-8'] },
    202: { description: 'Soon', schema: z.object({}) },
    203: { description: 'A file', schema: z.string().min(1), contentType: 'application/x-rdp' },
  },
};

const unasked = { ifNoneMatch: undefined, check: true };

function etagOf(answer: AnyAnswer, of: EndpointInfo = endpoint): string {
  return answerResponse(of, answer, unasked).headers['etag'] ?? 'none';
}

describe('problemResponse', () => {
  it('is problem+json that nobody keeps', () => {
    expect(problemResponse(problem('conflict', 'Not now.'))).toEqual({
      status: 409,
      headers: {
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
      body: JSON.stringify(problem('conflict', 'Not now.')),
    });
  });

  it('says how to sign in, and how long to wait', () => {
    expect(problemResponse(problem('unauthenticated', '')).headers).toMatchObject({ 'www-authenticate': 'Bearer' });
    expect(problemResponse(problem('throttled', '', { retryAfterSeconds: 7 })).headers).toMatchObject({
      'retry-after': '7',
    });
  });
});

describe('answerResponse', () => {
  it('is JSON with an entity tag', () => {
    expect(answerResponse(endpoint, { status: 200, body: { id: 'é' } }, unasked)).toEqual({
      status: 200,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-cache',
        etag: expect.stringMatching(/^W\/"[0-9a-f]{16}"$/),
        'x-content-type-options': 'nosniff',
      },
      body: '{"id":"é"}',
    });
  });

  it('leaves out of the tag, and of nothing else, what differs with every answer', () => {
    const counting = { ...endpoint, volatile: ['calls'] };
    const body = { id: 'a', calls: 1 };

    expect(etagOf({ status: 200, body: { id: 'a', calls: 2 } }, counting)).toBe(
      etagOf({ status: 200, body }, counting),
    );
    expect(etagOf({ status: 200, body: { id: 'b', calls: 1 } }, counting)).not.toBe(
      etagOf({ status: 200, body }, counting),
    );
    expect(answerResponse(counting, { status: 200, body }, unasked).body).toBe(JSON.stringify(body));
    expect(etagOf({ status: 200, body: 'text', contentType: 'text/plain; charset=utf-8' }, counting)).not.toBe('none');
  });

  it('is 304 without content when the client has it', () => {
    const etag = etagOf({ status: 200, body: { id: 'a' } });

    expect(answerResponse(endpoint, { status: 200, body: { id: 'a' } }, { ifNoneMatch: etag, check: true })).toEqual({
      status: 304,
      headers: { 'cache-control': 'no-cache', etag, 'x-content-type-options': 'nosniff' },
    });
    expect(
      answerResponse(endpoint, { status: 200, body: { id: 'b' } }, { ifNoneMatch: etag, check: true }).status,
    ).toBe(200);
  });

  it.each([
    ['another status', endpoint, 202],
    ['an endpoint without entity tags', { ...endpoint, etag: false }, 200],
  ])('is kept by nobody for %s', (_, of, status) => {
    const response = answerResponse(of, { status, body: { id: 'a' } }, { ifNoneMatch: '*', check: true });

    expect(response.status).toBe(status);
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(response.headers).not.toHaveProperty('etag');
  });

  it('is text as it is where the content type is not JSON', () => {
    const file = answerResponse(endpoint, { status: 203, body: 'full address:s:web-01' }, unasked);
    const script = answerResponse(
      endpoint,
      { status: 200, contentType: 'text/plain; charset=utf-8', body: 'dsregcmd' },
      unasked,
    );

    expect(file).toMatchObject({ headers: { 'content-type': 'application/x-rdp' }, body: 'full address:s:web-01' });
    expect(script).toMatchObject({ headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'dsregcmd' });
  });

  it('takes the headers of the answer over its own', () => {
    const headers = { 'cache-control': 'no-store', 'content-disposition': 'attachment; filename="web-01.rdp"' };

    expect(answerResponse(endpoint, { status: 200, body: { id: 'a' }, headers }, unasked).headers).toMatchObject(
      headers,
    );
  });

  it('refuses a status that the endpoint does not have', () => {
    expect(() => answerResponse(endpoint, { status: 201, body: {} }, { ...unasked, check: false })).toThrow(
      expect.objectContaining({ kind: 'bug', code: 'answer-undeclared' }),
    );
  });

  it.each<[string, AnyAnswer]>([
    ['a body of another shape', { status: 200, body: { id: 1 } }],
    ['a body that loses a field on its way through JSON', { status: 200, body: { id: undefined } }],
    ['an empty file', { status: 203, body: '' }],
    ['an undeclared content type', { status: 200, contentType: 'text/csv', body: 'a' }],
    ['something else than text', { status: 200, contentType: 'text/plain; charset=utf-8', body: {} }],
    ['a content type where there is no choice', { status: 202, contentType: 'text/plain', body: '' }],
  ])('refuses %s, but only when it checks', (_, answer) => {
    expect(() => answerResponse(endpoint, answer, unasked)).toThrow(
      expect.objectContaining({ kind: 'bug', code: 'answer-mismatch' }),
    );
    expect(answerResponse(endpoint, answer, { ...unasked, check: false }).status).toBe(answer.status);
  });
});
