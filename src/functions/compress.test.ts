import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { acceptsGzip, compress } from './compress.ts';

const LONG = JSON.stringify({ text: 'é'.repeat(2000) });
const headers = { 'content-type': 'application/json; charset=utf-8', etag: 'W/"0123456789abcdef"' };

describe('compress', () => {
  it('answers gzip with the same entity tag where it is accepted', async () => {
    const answer = await compress({ status: 200, headers, body: LONG }, 'gzip, deflate, br');

    expect(answer).toMatchObject({
      status: 200,
      headers: { ...headers, 'content-encoding': 'gzip', vary: 'accept-encoding' },
    });
    expect(gunzipSync(answer.body ?? '').toString('utf8')).toBe(LONG);
    expect(answer.body?.length).toBeLessThan(200);
  });

  it.each([
    ['where nothing is said', LONG, undefined],
    ['where it is refused', LONG, 'gzip;q=0, br'],
    ['what is short', '{"status":"ok"}', 'gzip'],
  ])('answers as it is %s, and says that this depends on the header', async (_, body, accepted) => {
    expect(await compress({ status: 200, headers, body }, accepted)).toEqual({
      status: 200,
      headers: { ...headers, vary: 'accept-encoding' },
      body,
    });
  });

  it('adds no body to what has none', async () => {
    expect(await compress({ status: 304, headers }, 'gzip')).not.toHaveProperty('body');
  });
});

describe('acceptsGzip', () => {
  it.each([
    ['gzip', true],
    ['GZIP', true],
    ['x-gzip', true],
    ['br;q=1.0, gzip;q=0.8, *;q=0.1', true],
    ['*', true],
    ['identity, *;q=0.5', true],
    ['gzip ; q=0.001', true],
    ['gzip;q=0', false],
    ['gzip;q=0.000, *', false],
    ['*;q=0', false],
    ['identity', false],
    ['deflate, br', false],
    ['gzip;q=abc', false],
    ['', false],
    [undefined, false],
  ])('of %j is %s', (header, expected) => {
    expect(acceptsGzip(header)).toBe(expected);
  });
});
