import { describe, expect, it } from 'vitest';
import type { Instant } from '../../time.ts';
import type { Lane } from '../rate/limits.ts';
import type { RateKey, SharedRate } from '../rate/sharedRate.ts';
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
    turns: [] as (Instant | undefined)[],
    penalised: [] as { lanes: readonly Lane[]; until: Instant }[],
    reported: [] as number[],
  };
  const rate: SharedRate = {
    take(key, turn) {
      told.taken.push(key);
      told.turns.push(turn);
      return Promise.resolve(slots.shift() ?? START);
    },
    penalise: (_key, lanes, until) => Promise.resolve(void told.penalised.push({ lanes, until })),
    report: (_key, remaining) => void told.reported.push(remaining),
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

  it('is asked for again when the turn has come', async () => {
    const { rate, told } = rateWith(START + 500, START + 60_000);
    const { time, sent, outcome } = run(rate);

    await time.advance(500);

    expect(await outcome).toMatchObject({ code: 'RateExceeded', slot: START + 60_000 });
    expect([told.turns, sent]).toEqual([[undefined, START + 500], []]);
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

describe('a reserved turn', () => {
  it.each([
    { title: 'that has come', slot: START, turn: START },
    { title: 'two minutes old', slot: START - 120_000, turn: START - 120_000 },
    { title: 'older than two minutes', slot: START - 120_001, turn: undefined },
    { title: 'that is still to come', slot: START + 30_000, turn: START + 30_000 },
  ])('$title is asked for as $turn, and its header does not leave', async ({ slot, turn }) => {
    const { rate, told } = rateWith();

    const { outcome, sent } = run(rate, { headers: stepHeaders({ slot }) });

    expect(await outcome).toBe(200);
    expect(told.turns).toEqual([turn]);
    expect(sent[0]?.headers).toEqual({});
  });

  it('that is no instant is none', async () => {
    const { rate, told } = rateWith();

    await run(rate, { headers: { 'x-slot': 'now' } }).outcome;

    expect(told.turns).toEqual([undefined]);
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

      expect(told.reported).toEqual(reported);
    },
  );
});

describe('a refusal', () => {
  const throttled = (code: string) => ({ error: { code, message: 'too many' } });

  const lane = ['onboarding'] as const;
  const lanes = ['onboarding', 'discovery', 'access'] as const;

  it.each([
    { what: 'a provider', status: 429, after: '17', waits: 17_000, penalised: { lanes: lane, until: 17_000 } },
    { what: 'a provider', status: 429, after: undefined, waits: 10_000, penalised: { lanes: lane, until: 10_000 } },
    { what: 'a provider', status: 429, after: '86400', waits: 3_600_000, penalised: { lanes: lane, until: 60_000 } },
    { what: 'a provider', status: 503, after: '5', waits: 5000, penalised: { lanes: lane, until: 5000 } },
    { what: 'a provider', status: 503, after: '900', waits: 900_000, penalised: { lanes: lane, until: 60_000 } },
    { what: 'ARM', status: 429, after: undefined, waits: 10_000, penalised: { lanes, until: 10_000 } },
    { what: 'ARM', status: 429, after: '1800', waits: 1_800_000, penalised: { lanes, until: 1_800_000 } },
    { what: 'ARM', status: 429, after: '86400', waits: 3_600_000, penalised: { lanes, until: 60_000 } },
  ])(
    'by $what with $status and Retry-After $after makes the caller wait $waits ms, and $penalised.lanes $penalised.until ms',
    async ({ what, status, after, waits, penalised }) => {
      const { rate, told } = rateWith(START, START + 125);
      const headers = after === undefined ? {} : { 'retry-after': after };
      const code = what === 'ARM' ? 'SubscriptionRequestsThrottled' : 'HCRP429';

      const { outcome } = run(rate, {}, { status, headers, body: throttled(code) });

      expect(await outcome).toMatchObject({ kind: 'throttled', code, slot: START + waits });
      expect(told.penalised).toEqual([{ lanes: penalised.lanes, until: START + penalised.until }]);
    },
  );

  it('is nothing that 503 alone means', async () => {
    const { rate, told } = rateWith();

    const { outcome } = run(rate, {}, { status: 503 });

    expect(await outcome).toBe(503);
    expect(told.penalised).toEqual([]);
  });
});
