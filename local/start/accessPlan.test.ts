import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { planOf, readPlan, requestAccessRun } from './accessPlan.ts';

interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** An app that answers so, by method and path below `/api`; an answer of several is used up but for its last. */
async function app(answers: Readonly<Record<string, Reply | readonly [Reply, ...Reply[]]>>) {
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

const PLAN = { id: 'r1', complete: true };
const never = new AbortController().signal;

describe('requestAccessRun', () => {
  it('asks with the function key and answers the id of the run', async () => {
    const here = await app({ 'POST /access/reconcile': { status: 202, body: { runId: 'r1' } } });

    expect(await requestAccessRun(here)).toBe('r1');
    expect(here.asked).toEqual(['POST /access/reconcile key']);
  });

  it.each([404, 401, 503])('says nothing when the app answers %i', async (status) => {
    expect(await requestAccessRun(await app({ 'POST /access/reconcile': { status } }))).toBeUndefined();
  });
});

describe('readPlan', () => {
  it('reads a plan, and takes for empty what it does not say', async () => {
    const here = await app({ 'GET /access/plan': { status: 200, body: PLAN } });

    expect(await readPlan(here)).toMatchObject({ id: 'r1', adds: [], warnings: [], policyProblems: [], bindings: [] });
  });

  it('finds none before the first run, and where there is no such route', async () => {
    expect(await readPlan(await app({}))).toBeUndefined();
  });

  it('does not hide another refusal', async () => {
    const here = await app({ 'GET /access/plan': { status: 500, body: 'no' } });

    await expect(readPlan(here)).rejects.toThrow('GET /api/access/plan answered 500: "no"');
  });
});

describe('planOf', () => {
  it('waits until the run has ended', async () => {
    const here = await app({
      'GET /access/runs/r1': [
        { status: 200, body: { finishedAt: null } },
        { status: 200, body: { finishedAt: '2027-01-01T00:00:00Z' } },
      ],
      'GET /access/plan': { status: 200, body: PLAN },
    });

    expect(await planOf(here, 'r1', { stopped: never, limitMs: 20_000 })).toMatchObject({ id: 'r1' });
    expect(here.asked.filter((route) => route.includes('/access/runs/r1'))).toHaveLength(2);
  });

  it('waits for the plan itself where runs cannot be asked for', async () => {
    const here = await app({
      'GET /access/plan': [{ status: 404 }, { status: 200, body: { ...PLAN, id: 'r0' } }, { status: 200, body: PLAN }],
    });

    expect(await planOf(here, 'r1', { stopped: never, limitMs: 20_000 })).toMatchObject({ id: 'r1' });
  });

  it('takes the plan that there is when the limit is over or it is stopped', async () => {
    const here = await app({
      'GET /access/runs/r1': { status: 200, body: { finishedAt: null } },
      'GET /access/plan': { status: 200, body: { ...PLAN, id: 'r0' } },
    });

    expect(await planOf(here, 'r1', { stopped: never, limitMs: 1 })).toMatchObject({ id: 'r0' });
    expect(await planOf(here, 'r1', { stopped: AbortSignal.abort(), limitMs: 20_000 })).toMatchObject({ id: 'r0' });
  });
});
