import { describe, expect, it } from 'vitest';
import type { Instant } from '../../time.ts';
import type { RateKey } from '../rate/rateStore.ts';
import type { SharedRate } from '../rate/sharedRate.ts';
import { virtualTime } from '../rate/virtualTime.fixture.ts';
import { stepHeaders } from './internalHeaders.ts';
import { ARM, type Given, MACHINE, type Reply, runPolicy, SUBSCRIPTION } from './policyRun.fixture.ts';
import { ratePolicy } from './rate.ts';

const START = 1_800_000_000_000;
const KEY = { subscriptionId: SUBSCRIPTION, kind: 'read', lane: 'onboarding' } as const;

/** A rate that gives the slots in turn, then at once, and writes down what it is told. */
function rateWith(...slots: number[]) {
  const told = {
    taken: [] as RateKey[],
    penalised: [] as [RateKey, Instant][],
    reported: [] as [RateKey, number][],
    blockedUntil: 0,
  };
  const rate: SharedRate = {
    take(key) {
      told.taken.push(key);
      return Promise.resolve(slots.shift() ?? START);
    },
    penalise: (key, until) => Promise.resolve(void told.penalised.push([key, until])),
    report: (key, remaining) => void told.reported.push([key, remaining]),
    blockedUntil: () => told.blockedUntil,
  };
  return { rate, told };
}

function run(rate: SharedRate, given: Given = {}, ...replies: (Reply | Error)[]) {
  const time = virtualTime(START);
  const policy = ratePolicy({ rate, lane: 'onboarding', clock: time.clock, sleep: time.sleep });
  const { response, sent } = runPolicy(policy, given, ...replies);
  return { time, sent, outcome: response.then(({ status }) => status).catch((error: unknown) => error) };
}

describe('a slot', () => {
  it.each([
    { method: 'GET', url: MACHINE, key: KEY },
    { method: 'PUT', url: MACHINE, key: { ...KEY, kind: 'write' } },
    { method: 'DELETE', url: MACHINE, key: { ...KEY, kind: 'delete' } },
    {
      method: 'POST',
      url: `${ARM}/providers/Microsoft.ResourceGraph/resources`,
      key: { ...KEY, subscriptionId: 'tenant' },
    },
  ] as const)('is taken for $method of the subscription in the URL', async ({ method, url, key }) => {
    const { rate, told } = rateWith();

    await run(rate, { method, url }).outcome;

    expect(told.taken).toEqual([key]);
  });

  it('is waited for when it is near', async () => {
    const { rate } = rateWith(START + 1000);
    const { time, sent, outcome } = run(rate);

    await time.advance(999);
    const before = sent.length;
    await time.advance(1);

    expect([before, await outcome, sent.length]).toEqual([0, 200, 1]);
  });

  it('of a write is waited for longer, since the reading before it would have to be made again', async () => {
    const { rate } = rateWith(START + 15_000);
    const { time, sent, outcome } = run(rate, { method: 'PUT' });

    await time.advance(14_999);
    const before = sent.length;
    await time.advance(1);

    expect([before, await outcome, sent.length]).toEqual([0, 200, 1]);
  });

  it('of a write, too, is handed to the caller when it is further off', async () => {
    const { rate } = rateWith(START + 15_001);

    const { outcome } = run(rate, { method: 'PUT' });

    expect(await outcome).toMatchObject({ code: 'RateExceeded', slot: START + 15_001 });
  });

  it('is handed to the caller when it is further off', async () => {
    const { rate } = rateWith(START + 1001);

    const { outcome, sent } = run(rate);

    expect(await outcome).toMatchObject({ kind: 'throttled', code: 'RateExceeded', slot: START + 1001 });
    expect(sent).toEqual([]);
  });

  it('is void when everybody has to wait since', async () => {
    const { rate, told } = rateWith(START + 500, START + 60_000);
    const { time, sent, outcome } = run(rate);

    told.blockedUntil = START + 60_000;
    await time.advance(500);

    expect(await outcome).toMatchObject({ code: 'RateExceeded', slot: START + 60_000 });
    expect(sent).toEqual([]);
  });

  it('that comes after the caller gave up sends nothing', async () => {
    const abort = new AbortController();
    const { rate } = rateWith();
    const { outcome, sent } = run(rate, { abortSignal: abort.signal });

    abort.abort(new Error('given up'));

    expect(await outcome).toMatchObject({ message: 'given up' });
    expect(sent).toEqual([]);
  });
});

describe('a reserved slot', () => {
  it.each([
    { title: 'that has come due', slot: START, taken: 0 },
    { title: 'two minutes old', slot: START - 120_000, taken: 0 },
    { title: 'older than two minutes', slot: START - 120_001, taken: 1 },
  ])('$title costs $taken new ones, and its header does not leave', async ({ slot, taken }) => {
    const { rate, told } = rateWith();

    const { outcome, sent } = run(rate, { headers: stepHeaders({ slot }) });

    expect(await outcome).toBe(200);
    expect(told.taken).toHaveLength(taken);
    expect(sent[0]?.headers).toEqual({});
  });

  it('that is no instant is none', async () => {
    const { rate, told } = rateWith();

    await run(rate, { headers: { 'x-slot': 'now' } }).outcome;

    expect(told.taken).toHaveLength(1);
  });

  it('that is still to come is given back to who came too early', async () => {
    const { rate, told } = rateWith();

    const { outcome } = run(rate, { headers: stepHeaders({ slot: START + 30_000 }) });

    expect(await outcome).toMatchObject({ code: 'RateExceeded', slot: START + 30_000 });
    expect(told.taken).toEqual([]);
  });

  it('from before a penalty is void', async () => {
    const { rate, told } = rateWith(START + 20_000);
    told.blockedUntil = START + 20_000;

    const { outcome } = run(rate, { headers: stepHeaders({ slot: START }) });

    expect(await outcome).toMatchObject({ code: 'RateExceeded', slot: START + 20_000 });
  });
});

describe('what the service says is left', () => {
  it.each([
    { method: 'GET', headers: { 'x-ms-ratelimit-remaining-subscription-reads': '240' }, reported: [240] },
    { method: 'PUT', headers: { 'x-ms-ratelimit-remaining-subscription-writes': '199' }, reported: [199] },
    { method: 'DELETE', headers: { 'x-ms-ratelimit-remaining-subscription-deletes': '0' }, reported: [0] },
    { method: 'PUT', headers: { 'x-ms-ratelimit-remaining-subscription-resource-requests': '319' }, reported: [319] },
    {
      method: 'PUT',
      headers: {
        'x-ms-ratelimit-remaining-subscription-resource-requests': '5',
        'x-ms-ratelimit-remaining-subscription-writes': '9',
      },
      reported: [5],
    },
    { method: 'GET', headers: { 'x-ms-ratelimit-remaining-subscription-writes': '3' }, reported: [] },
    { method: 'GET', headers: { 'x-ms-ratelimit-remaining-subscription-reads': 'many' }, reported: [] },
    { method: 'GET', headers: {}, reported: [] },
  ] as const)(
    'in the answer to $method as $headers is reported as $reported',
    async ({ method, headers, reported }) => {
      const { rate, told } = rateWith();

      await run(rate, { method }, { headers }).outcome;

      expect(told.reported.map(([, remaining]) => remaining)).toEqual(reported);
    },
  );
});

describe('a refusal', () => {
  const throttled = (code: string) => ({ error: { code, message: 'too many' } });

  it.each([
    { status: 429, headers: { 'retry-after': '17' }, until: START + 17_000 },
    { status: 429, headers: {}, until: START + 10_000 },
    { status: 429, headers: { 'retry-after': '86400' }, until: START + 3_600_000 },
    { status: 503, headers: { 'retry-after': '5' }, until: START + 5000 },
  ])('with $status and $headers makes everybody wait and reserves a slot', async ({ status, headers, until }) => {
    const { rate, told } = rateWith(START, until + 125);

    const { outcome } = run(rate, {}, { status, headers });

    expect(await outcome).toMatchObject({ kind: 'throttled', code: `Http${status}`, slot: until + 125 });
    expect(told.penalised).toEqual([[KEY, until]]);
  });

  it('by ARM itself holds for every lane', async () => {
    const { rate, told } = rateWith();

    const { outcome } = run(rate, {}, { status: 429, body: throttled('SubscriptionRequestsThrottled') });

    expect(await outcome).toMatchObject({ code: 'SubscriptionRequestsThrottled' });
    expect(told.penalised.map(([{ lane }]) => lane)).toEqual(['onboarding', 'discovery', 'access']);
  });

  it('by a provider holds for the lane that calls it', async () => {
    const { rate, told } = rateWith();

    await run(rate, {}, { status: 429, body: throttled('HCRP429') }).outcome;

    expect(told.penalised.map(([{ lane }]) => lane)).toEqual(['onboarding']);
  });

  it('is nothing that 503 alone means', async () => {
    const { rate, told } = rateWith();

    const { outcome } = run(rate, {}, { status: 503 });

    expect(await outcome).toBe(503);
    expect(told.penalised).toEqual([]);
  });
});
