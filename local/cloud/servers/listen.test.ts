import { once } from 'node:events';
import { connect } from 'node:net';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CloudRequest } from '../rules/exchange.ts';
import { realTime } from '../time.ts';
import { type Handler, type Listening, listen } from './listen.ts';

let server: Listening | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  await server?.close();
});

async function serving(handle: Handler): Promise<string> {
  server = await listen({ port: 0, time: realTime(), handle });
  return `http://127.0.0.1:${server.port}`;
}

describe('a server', () => {
  it('hands over path and query, headers in lower case, and JSON or text', async () => {
    const seen: CloudRequest[] = [];
    const url = await serving((request, done) => {
      seen.push(request);
      done({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'text' });
    });

    const answered = await fetch(`${url}/a?b=c`, { method: 'POST', headers: { 'X-One': '1' }, body: '{"a":1}' });
    await fetch(url, { method: 'POST', body: '{"a":' });
    await fetch(url);

    expect(await answered.text()).toBe('text');
    expect(seen).toMatchObject([
      { method: 'POST', url: '/a?b=c', headers: { 'x-one': '1' }, body: { a: 1 } },
      { method: 'POST', url: '/', body: '{"a":' },
      { method: 'GET', url: '/' },
    ]);
    expect(seen[2]).not.toHaveProperty('body');
  });

  it('fails one request with 500 when the rules throw, and lives on', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const url = await serving(({ url: path }, done) => {
      if (path === '/broken') throw new Error('a mistake');
      done({ status: 204, headers: {} });
    });

    const statuses = [(await fetch(`${url}/broken`)).status, (await fetch(url)).status];

    expect(statuses).toEqual([500, 204]);
    expect(told).toHaveBeenCalledOnce();
  });

  it('closes although somebody has begun to shake hands and does not go on', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
    const secure = await listen({ port: 0, tls: { key, cert }, time: realTime(), handle: () => undefined });
    const socket = connect(secure.port, '127.0.0.1');
    const ended = once(socket, 'close');
    // Whoever came later was answered (its certificate refused), so the first one has come in.
    await once(socket, 'connect');
    await expect(fetch(`https://127.0.0.1:${secure.port}`)).rejects.toThrow('fetch failed');

    await secure.close();

    await expect(ended).resolves.toBeDefined();
  });
});
