import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Failure, Throttled } from '../../errors.ts';
import type { VirtualTime } from '../rate/virtualTime.fixture.ts';
import { type ArmServer, armClient, startArmServer, TOKEN } from './armServer.fixture.ts';
import { stepHeaders } from './internalHeaders.ts';
import { SUBSCRIPTION } from './policyRun.fixture.ts';

let arm: ArmServer;
let other: ArmServer;

beforeAll(async () => {
  [arm, other] = await Promise.all([startArmServer(), startArmServer()]);
});

afterAll(async () => {
  await Promise.all([arm.stop(), other.stop()]);
});

beforeEach(() => {
  arm.seen.length = 0;
  other.seen.length = 0;
});

const MACHINE = { status: 200, body: { location: 'westeurope', properties: { status: 'Connected' } } };
const BUSY = {
  status: 429,
  headers: { 'retry-after': '30' },
  body: { error: { code: 'SubscriptionRequestsThrottled' } },
};

const failureOf = async (call: Promise<unknown>): Promise<Failure> => {
  const error = await call.catch((error: unknown) => error);
  if (error instanceof Failure) return error;
  throw new Error('not a failure', { cause: error });
};

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Ends when the answers of the server have led to a wait of `ms`. */
async function firstSleeperWaits(time: VirtualTime, ms: number): Promise<void> {
  while (time.sleeping()[0] !== ms) await new Promise(setImmediate);
}

describe('a call of the SDK', () => {
  it('goes through our policies in this order', () => {
    const names = armClient(arm)
      .client.pipeline.getOrderedPolicies()
      .map(({ name }) => name);

    expect(names).toEqual([
      'failurePolicy',
      'deadlinePolicy',
      'serializationPolicy',
      'sameHostPolicy',
      'apiVersionPolicy',
      'correlationPolicy',
      'proxyPolicy',
      'decompressResponsePolicy',
      'wrapAbortSignalLikePolicy',
      'formDataPolicy',
      'userAgentPolicy',
      'setClientRequestIdPolicy',
      'bearerTokenAuthenticationPolicy',
      'deserializationPolicy',
      'multipartPolicy',
      'retryPolicy',
      'tracingPolicy',
      'logPolicy',
      'ratePolicy',
      'attemptLimitPolicy',
      'countPolicy',
    ]);
  });

  it('sends one request, with token, api-version, ids and user agent, and without internal headers', async () => {
    arm.replies(MACHINE);
    const { client, tokens, counter, time } = armClient(arm);
    const customHeaders = stepHeaders({ slot: time.clock.now(), correlationId: 'step-7' });

    const machine = await client.machines.get('rg', 'web1', { requestOptions: { customHeaders } });

    expect(machine.location).toBe('westeurope');
    expect(arm.seen).toHaveLength(1);
    expect(arm.seen[0]).toMatchObject({
      method: 'GET',
      url: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.HybridCompute/machines/web1?api-version=2024-07-10`,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'x-ms-client-request-id': 'id-1',
        'x-ms-correlation-request-id': 'step-7',
        'user-agent': expect.stringMatching(/^arc-entra-signin\/test /),
      },
    });
    expect(Object.keys(arm.seen[0]?.headers ?? {}).filter((name) => name.startsWith('x-s'))).toEqual([]);
    expect(tokens).toEqual(['https://management.example/.default']);
    expect(counter.snapshot()).toEqual([
      { service: 'arm', operation: 'GET Microsoft.HybridCompute/machines/*', status: '200', count: 1 },
    ]);
  });

  it('that fails is a failure of ours with the code of ARM', async () => {
    arm.replies({ status: 404, body: { error: { code: 'ResourceNotFound', message: 'gone' } } });
    const { client } = armClient(arm);

    const failure = await failureOf(client.machines.get('rg', 'web1'));

    expect(failure).toMatchObject({ kind: 'notFound', code: 'ResourceNotFound' });
  });
});

describe('the rate', () => {
  it('takes a slot for every attempt, retries included', async () => {
    arm.replies({ status: 500 }, { status: 502 }, MACHINE);
    // One slot at once, one after a second, the next a minute later.
    const { client, time, counter } = armClient(arm, { ratePerSecond: 1 / 60, burst: 2 });

    const call = failureOf(client.machines.get('rg', 'web1'));
    await firstSleeperWaits(time, 375);
    await time.advance(375);
    await firstSleeperWaits(time, 625);
    await time.advance(625);
    await firstSleeperWaits(time, 750);
    await time.advance(750);

    expect(await call).toMatchObject({ kind: 'throttled', code: 'RateExceeded' });
    expect(counter.snapshot().map(({ status }) => status)).toEqual(['500', '502']);
  });

  it('makes everybody wait after 429, and reserves a slot for each', async () => {
    arm.replies(BUSY);
    const { client, time } = armClient(arm);
    const until = time.clock.now() + 30_000;

    const first = await failureOf(client.machines.get('rg', 'web1'));
    const second = await failureOf(client.machines.get('rg', 'web2'));

    expect(first).toMatchObject({ kind: 'throttled', code: 'SubscriptionRequestsThrottled', slot: until });
    expect(second).toMatchObject({ kind: 'throttled', code: 'RateExceeded', slot: until + 100 });
    expect(arm.seen).toHaveLength(1);
  });

  it('lets whoever comes back with a slot that is due pass', async () => {
    arm.replies(BUSY, MACHINE);
    const { client, time } = armClient(arm);
    const failure = await failureOf(client.machines.get('rg', 'web1'));
    const slot = failure instanceof Throttled ? failure.slot : undefined;

    await time.advance(30_000);
    const customHeaders = stepHeaders({ slot });
    const machine = await client.machines.get('rg', 'web1', { requestOptions: { customHeaders } });

    expect(machine.location).toBe('westeurope');
  });
});

describe('a foreign host', () => {
  it('named by a nextLink gets no request, and no token is asked for it', async () => {
    const nextLink = `${other.endpoint}/machines?$skiptoken=secret`;
    arm.replies({ status: 200, body: { value: [MACHINE.body], nextLink } });
    const { client, tokens } = armClient(arm);

    const failure = await failureOf(all(client.machines.listBySubscription()));

    expect(failure).toMatchObject({ kind: 'rejected', code: 'ForeignHost' });
    expect(failure.message).not.toContain('secret');
    expect(other.seen).toEqual([]);
    expect(tokens).toHaveLength(1);
  });

  it('named by a redirect gets no request', async () => {
    arm.replies({ status: 307, headers: { location: `${other.endpoint}/machines/web1` } });
    const { client } = armClient(arm);

    const failure = await failureOf(client.machines.get('rg', 'web1'));

    expect(failure).toMatchObject({ kind: 'rejected', code: 'Redirected' });
    expect([arm.seen.length, other.seen.length]).toEqual([1, 0]);
  });

  it('does not hinder a nextLink on the same host, which gets the api-version, too', async () => {
    const path = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.HybridCompute/machines`;
    const nextLink = `${arm.endpoint}${path}?api-version=2021-05-20&$skiptoken=a%2Bb`;
    arm.replies(
      { status: 200, body: { value: [MACHINE.body], nextLink } },
      { status: 200, body: { value: [MACHINE.body] } },
    );
    const { client } = armClient(arm);

    const machines = await all(client.machines.listBySubscription());

    expect(machines).toHaveLength(2);
    expect(arm.seen[1]?.url).toBe(`${path}?api-version=2024-07-10&$skiptoken=a%2Bb`);
  });
});

describe('a server that hangs', () => {
  it('is left at the deadline', async () => {
    arm.replies(undefined);
    const { client, time } = armClient(arm, undefined, { deadlineMs: 5000 });

    const call = failureOf(client.machines.get('rg', 'web1'));
    await arm.arrived(1);
    await time.advance(5000);

    expect(await call).toMatchObject({ kind: 'transient', code: 'DeadlineExceeded' });
    expect(time.sleeping()).toEqual([]);
  });

  it('is asked once more after 30 s, and left after 60 s all the same', async () => {
    arm.replies(undefined);
    const { client, time } = armClient(arm);

    const call = failureOf(client.machines.get('rg', 'web1'));
    await arm.arrived(1);
    await time.advance(29_999);
    const before = arm.seen.length;
    await time.advance(1);
    await time.advance(375);
    await arm.arrived(2);
    await time.advance(30_000);

    expect(await call).toMatchObject({ code: 'DeadlineExceeded' });
    expect([before, arm.seen.length]).toEqual([1, 2]);
  });

  it('does not hold a caller whose token does not come', async () => {
    arm.replies(MACHINE);
    let give: (token: { token: string; expiresOnTimestamp: number }) => void = () => {};
    const getToken = () => new Promise<{ token: string; expiresOnTimestamp: number }>((resolve) => (give = resolve));
    const { client, time } = armClient(arm, undefined, { credential: { getToken } });

    const call = failureOf(client.machines.get('rg', 'web1'));
    await time.advance(60_000);
    const failure = await call;
    give({ token: TOKEN, expiresOnTimestamp: 8.64e15 });
    await time.advance(1000);

    expect(failure).toMatchObject({ code: 'DeadlineExceeded' });
    expect(arm.seen).toEqual([]);
  });
});
