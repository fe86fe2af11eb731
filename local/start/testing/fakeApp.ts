/** An app on a socket that answers what a test says. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach } from 'vitest';

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** An app that answers so, by method and path below `/api`; an answer of several is used up but for its last. */
export async function fakeApp(answers: Readonly<Record<string, Reply | readonly [Reply, ...Reply[]]>>) {
  const asked: string[] = [];
  const left = new Map(
    Object.entries(answers).map(([route, said]) => [route, Array.isArray(said) ? [...said] : [said]]),
  );
  const server = createServer(({ method, url, headers }, response) => {
    const route = `${method} ${url?.replace('/api', '')}`;
    asked.push(`${route} ${String(headers['x-functions-key'])}`);
    const replies = left.get(route) ?? [{ status: 404 }];
    const { status, body } = (replies.length > 1 ? replies.shift() : replies[0]) ?? { status: 500 };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { asked, functions: `http://127.0.0.1:${port}`, keys: { function: 'key' } };
}
