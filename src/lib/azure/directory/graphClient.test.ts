import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ArmServer, startArmServer } from '../pipeline/armServer.fixture.ts';
import { virtualTime } from '../rate/virtualTime.fixture.ts';
import type { GraphCalls } from './graphCalls.ts';
import { type GraphClientDeps, graphClient } from './graphClient.ts';

const SCOPE = 'https://microsoftgraph.chinacloudapi.cn/.default';
const EMPTY = { status: 200, body: { value: [] } };

let server: ArmServer;
beforeAll(async () => {
  server = await startArmServer();
  setDefaultCACertificates([...getCACertificates('default'), server.certificate]);
});
afterAll(() => server.stop());
beforeEach(() => {
  server.seen.length = 0;
});

function connected(changed: Partial<GraphClientDeps> = {}) {
  const time = virtualTime();
  const scopes: unknown[] = [];
  const credential: GraphClientDeps['credential'] = {
    getToken(asked) {
      scopes.push(asked);
      return Promise.resolve({ token: `token-${scopes.length}`, expiresOnTimestamp: 8.64e15 });
    },
  };
  const calls = graphClient({
    endpoint: server.endpoint,
    scope: SCOPE,
    credential,
    clock: time.clock,
    sleep: time.sleep,
    userAgent: 'arc-entra-signin/test',
    ...changed,
  });
  return { calls, time, scopes };
}

const get = (calls: GraphCalls, path = '/groups') => calls.send({ method: 'GET', path });

describe('the Graph client', () => {
  it('has the token of the cloud, wherever the endpoint is, and a name', async () => {
    server.replies(EMPTY);
    const { calls, scopes } = connected();

    const answer = await get(calls, '/groups?$select=id');

    expect(answer).toEqual({ status: 200, retryAfter: undefined, body: { value: [] } });
    expect(scopes).toEqual([SCOPE]);
    expect(server.seen).toMatchObject([
      {
        method: 'GET',
        url: '/v1.0/groups?$select=id',
        headers: { authorization: 'Bearer token-1', 'user-agent': 'arc-entra-signin/test' },
      },
    ]);
  });

  it('gives the token to whoever wants to know what is in it', async () => {
    const { calls, scopes } = connected();

    expect(await calls.token()).toBe('token-1');
    expect(scopes).toEqual([SCOPE]);
  });

  it('sends a body as JSON', async () => {
    server.replies(EMPTY);

    await connected().calls.send({ method: 'POST', path: '/$batch', body: { requests: ['ü'] } });

    expect(server.seen).toMatchObject([
      {
        method: 'POST',
        url: '/v1.0/$batch',
        body: '{"requests":["ü"]}',
        headers: { 'content-type': 'application/json' },
      },
    ]);
  });

  it.each([
    '/v1.0/groups?$select=id&$skiptoken=a%2Fb%3D%26c%27',
    '/v1.0/users/delta?$deltatoken=x-_y',
    '/beta/users?a=1&$top=2',
    '/v1.0/users/eve%23EXT%23@contoso.com?$select=id',
    "/v1.0/groups?$filter=displayName%20eq%20'C%23%20%26%20(a%3Db)'",
  ])('asks %s as it is', async (path) => {
    server.replies(EMPTY);

    await get(connected().calls, `${server.endpoint}${path}`);

    expect(server.seen.map(({ url }) => url.replaceAll('%27', "'"))).toEqual([path.replaceAll('%27', "'")]);
  });

  it.each([
    { status: 429, headers: { 'retry-after': '7' } },
    { status: 503, headers: { 'retry-after': '7' } },
    { status: 504, headers: { 'retry-after': '7' } },
    { status: 307, headers: { 'retry-after': '7', location: '/v1.0/elsewhere' } },
  ])('asks once and passes on $status', async (reply) => {
    server.replies({ ...reply, body: { error: { code: 'x' } } });

    const answer = await get(connected().calls);

    expect(answer).toEqual({ status: reply.status, retryAfter: '7', body: { error: { code: 'x' } } });
    expect(server.seen).toHaveLength(1);
  });

  it.each([
    { what: 'nothing', reply: { status: 200 } },
    { what: 'HTML', reply: { status: 502, headers: { 'content-type': 'text/html' }, body: undefined } },
    { what: 'no type at all', reply: { status: 200, headers: { 'content-type': '' } } },
  ])('reads nothing out of $what', async ({ reply }) => {
    server.replies(reply);

    expect(await get(connected().calls)).toMatchObject({ status: reply.status, body: undefined });
  });

  it('says what kept the answer away', async () => {
    const unheard = await startArmServer();
    await unheard.stop();

    const call = get(connected({ endpoint: unheard.endpoint }).calls);

    await expect(call).rejects.toMatchObject({ kind: 'transient', code: 'ECONNREFUSED' });
  });

  it('says so when an answer breaks off', async () => {
    server.replies({ status: 200, headers: { 'content-encoding': 'gzip' }, body: {} });

    await expect(get(connected().calls)).rejects.toMatchObject({ kind: 'transient', code: 'Z_DATA_ERROR' });
  });

  it('gives up after 25 seconds, and forgets its timer when it need not', async () => {
    server.replies(EMPTY, undefined);
    const { calls, time } = connected();
    await get(calls);
    const forgotten = time.sleeping();

    const silent = get(calls).catch((error: unknown) => error);
    await server.arrived(2);
    await time.advance(25_000);

    expect(forgotten).toEqual([]);
    expect(await silent).toMatchObject({
      kind: 'transient',
      code: 'DeadlineExceeded',
      message: 'No answer within 25 s.',
    });
  });

  it('waits no longer for a token', async () => {
    const { calls, time } = connected({ credential: { getToken: () => new Promise(() => {}) }, deadlineMs: 1000 });

    const ended = Promise.allSettled([get(calls), calls.token()]);
    await time.advance(1000);

    const reason = expect.objectContaining({ kind: 'transient', code: 'DeadlineExceeded' });
    expect(await ended).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
    expect(server.seen).toEqual([]);
  });

  it.each([
    { what: 'there is none', getToken: () => Promise.resolve(null) },
    {
      what: 'there is no identity',
      getToken: () => Promise.reject(Object.assign(new Error('no identity'), { name: 'CredentialUnavailableError' })),
    },
  ])('calls nobody without a token: $what', async ({ getToken }) => {
    const { calls } = connected({ credential: { getToken } });

    await expect(get(calls)).rejects.toMatchObject({ kind: 'transient', code: 'TokenUnavailable' });
    await expect(calls.token()).rejects.toMatchObject({ kind: 'transient', code: 'TokenUnavailable' });
    expect(server.seen).toEqual([]);
  });
});
