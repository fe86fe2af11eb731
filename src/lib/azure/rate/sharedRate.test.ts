import { describe, expect, it } from 'vitest';
import { createMemoryRateStore } from './memoryRateStore.ts';
import { alone, EIGHT_A_SECOND, KEY, rateOver, shared, takeMany, watched } from './rateOver.fixture.ts';
import type { RateStore } from './rateStore.ts';
import { type VirtualTime, virtualTime } from './virtualTime.fixture.ts';

/** The store, taking 50 ms for each write. */
function slowToWrite(store: RateStore, time: VirtualTime): RateStore {
  return {
    read: (key) => store.read(key),
    async write(key, row, etag) {
      await time.sleep(50);
      return store.write(key, row, etag);
    },
  };
}

/** What a hold of a second keeps back of the burst of EIGHT_A_SECOND. */
const HELD_BACK = 8;

describe('take', () => {
  it('hands out a slot at once from an unused bucket', async () => {
    const time = virtualTime();
    const rate = rateOver(createMemoryRateStore(), time);

    const slot = await rate.take(KEY);

    expect(slot).toBeLessThanOrEqual(time.clock.now());
  });

  it('takes about a second of slots with one update of the store', async () => {
    const time = virtualTime();
    const store = watched(createMemoryRateStore());
    const rate = rateOver(store, time);

    for (let i = 0; i < 8; i += 1) await rate.take(KEY);
    const afterEight = store.writes();
    await rate.take(KEY);

    expect([afterEight, store.writes()]).toEqual([1, 2]);
  });

  it('lets all who wait share one update, however many', async () => {
    const time = virtualTime();
    const store = watched(createMemoryRateStore());
    const rate = rateOver(store, time);

    const slots = await takeMany(rate, 30);

    expect(slots.filter((slot) => slot <= time.clock.now())).toHaveLength(30);
    expect(store.writes()).toBe(1);
  });

  it('serves whoever comes while the store is at work from the same block, or else from the next', async () => {
    const time = virtualTime();
    const store = watched(slowToWrite(createMemoryRateStore(), time));
    const rate = rateOver(store, time);

    const first = takeMany(rate, 2);
    await time.advance(10);
    const late = takeMany(rate, 10);
    await time.advance(200);

    expect([...(await first), ...(await late)].filter((slot) => slot <= time.clock.now())).toHaveLength(12);
    expect(store.writes()).toBe(2);
  });

  it('answers with slots to come when the bucket is empty', async () => {
    const time = virtualTime();
    const rate = rateOver(createMemoryRateStore(), time);

    const slots = await takeMany(rate, 40);

    const atOnce = slots.filter((slot) => slot <= time.clock.now());
    const toCome = slots.filter((slot) => slot > time.clock.now()).map((slot) => slot - time.clock.now());
    expect(atOnce).toHaveLength(40 - HELD_BACK);
    expect(toCome).toEqual([125, 250, 375, 500, 625, 750, 875, 1000]);
  });

  it('lets slots lapse that nobody used in time', async () => {
    const time = virtualTime();
    const store = watched(createMemoryRateStore());
    const rate = rateOver(store, time);
    await rate.take(KEY);

    await time.advance(60_000);
    await rate.take(KEY);

    expect(store.writes()).toBe(2);
  });

  it('takes at least one slot at a time, however low the rate', async () => {
    const time = virtualTime();
    const rate = rateOver(createMemoryRateStore(), time, alone({ ratePerSecond: 0.05, burst: 10 }));

    const slots = [await rate.take(KEY), await rate.take(KEY)];

    expect(slots.every((slot) => slot <= time.clock.now())).toBe(true);
  });

  it('keeps keys apart', async () => {
    const time = virtualTime();
    const rate = rateOver(createMemoryRateStore(), time);
    await takeMany(rate, 200);

    const slot = await rate.take({ ...KEY, subscriptionId: 'bbbb' });

    expect(slot).toBeLessThanOrEqual(time.clock.now());
  });
});

describe('a turn', () => {
  it('is good for a slot when it has come, before those who come anew', async () => {
    const time = virtualTime();
    const rate = rateOver(createMemoryRateStore(), time);
    const turns = (await takeMany(rate, 42)).filter((slot) => slot > time.clock.now());
    const [first = 0] = turns;

    await time.advance(first - time.clock.now());
    const [anew, returning] = await Promise.all([rate.take(KEY), rate.take(KEY, first)]);

    expect(returning).toBeLessThanOrEqual(time.clock.now());
    expect(anew).toBeGreaterThan(turns.at(-1) ?? 0);
  });

  it('is kept by who comes too early', async () => {
    const time = virtualTime();
    const rate = rateOver(createMemoryRateStore(), time);
    const last = (await takeMany(rate, 100)).at(-1) ?? 0;

    await time.advance(500);

    expect(await rate.take(KEY, last)).toBe(last);
  });
});

describe('two lanes', () => {
  const ACCESS = { ...KEY, lane: 'access' } as const;

  it('lend each other what they do not use, and get it back at once', async () => {
    const time = virtualTime();
    const rate = rateOver(createMemoryRateStore(), time, shared(EIGHT_A_SECOND, { onboarding: 0.8, access: 0.2 }));
    const atOnce = (slots: readonly number[]) => slots.filter((slot) => slot <= time.clock.now()).length;
    await takeMany(rate, 40);
    await time.advance(30_000);

    const onboarding = (await takeMany(rate, 60)).toSorted((a, b) => a - b);
    const access = await takeMany(rate, 10, ACCESS);

    expect([atOnce(onboarding), atOnce(access)]).toEqual([28, 4]);
    // While access was idle, onboarding had all of the rate.
    expect((onboarding.at(-1) ?? 0) - (onboarding.at(-2) ?? 0)).toBe(125);
  });
});

describe('penalise', () => {
  it('makes this process wait at once, block in hand or not, and come back at the rate', async () => {
    const time = virtualTime();
    const until = time.clock.now() + 30_000;
    const rate = rateOver(createMemoryRateStore(), time);
    await rate.take(KEY);

    await rate.penalise(KEY, [KEY.lane], until);

    expect(await takeMany(rate, 3)).toEqual([until, until + 125, until + 250]);
  });

  it('makes other processes wait with their next block', async () => {
    const time = virtualTime();
    const until = time.clock.now() + 30_000;
    const store = createMemoryRateStore();
    const other = rateOver(store, time, alone(EIGHT_A_SECOND), 2);

    await rateOver(store, time).penalise(KEY, [KEY.lane], until);

    expect(await other.take(KEY)).toBe(until);
  });

  it('also holds for those whose slot is on its way from the store', async () => {
    const time = virtualTime();
    const until = time.clock.now() + 30_000;
    const rate = rateOver(slowToWrite(createMemoryRateStore(), time), time);

    const slot = rate.take(KEY);
    await time.advance(10);
    const penalised = rate.penalise(KEY, [KEY.lane], until);
    await time.advance(1000);
    await penalised;

    expect(await slot).toBe(until);
  });

  it('tells the store once when many are refused together', async () => {
    const time = virtualTime();
    const store = watched(createMemoryRateStore());
    const rate = rateOver(store, time);

    const until = time.clock.now() + 30_000;
    await Promise.all(Array.from({ length: 50 }, (_, i) => rate.penalise(KEY, [KEY.lane], until - i)));

    expect(store.writes()).toBe(1);
  });

  it('never shortens a longer penalty of another process', async () => {
    const time = virtualTime();
    const store = createMemoryRateStore();
    const now = time.clock.now();
    await rateOver(store, time).penalise(KEY, [KEY.lane], now + 60_000);

    await rateOver(store, time, alone(EIGHT_A_SECOND), 2).penalise(KEY, [KEY.lane], now + 5000);

    expect(await rateOver(store, time, alone(EIGHT_A_SECOND), 3).take(KEY)).toBe(now + 60_000);
  });
});

describe('report', () => {
  it.each([
    { remaining: 10, atOnce: 10 },
    { remaining: 0, atOnce: 0 },
    { remaining: 5000, atOnce: 40 - HELD_BACK },
  ])('of $remaining remaining leaves $atOnce slots at once', async ({ remaining, atOnce }) => {
    const time = virtualTime();
    const rate = rateOver(createMemoryRateStore(), time);

    rate.report(KEY, remaining);

    const slots = await takeMany(rate, 50);
    expect(slots.filter((slot) => slot <= time.clock.now())).toHaveLength(atOnce);
  });
});
