import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../errors.ts';
import { worstExcess } from './limitKept.fixture.ts';
import { createMemoryRateStore } from './memoryRateStore.ts';
import { alone, EIGHT_A_SECOND, KEY, rateOver, shared } from './rateOver.fixture.ts';
import type { RateStore } from './rateStore.ts';
import type { RateKey, SharedRate } from './sharedRate.ts';
import { virtualTime } from './virtualTime.fixture.ts';

describe('several instances over one store', () => {
  const FIVE = [1, 2, 3, 4, 5];
  /** Waves of callers: milliseconds since the wave before, and how many call in each instance. */
  const anyWaves = fc.array(
    fc.tuple(
      fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 900, max: 8000 })),
      fc.tuple(...FIVE.map(() => fc.integer({ min: 0, max: 4 }))),
    ),
    { minLength: 1, maxLength: 30 },
  );

  it('together never exceed the limit', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyWaves,
        fc.constantFrom(EIGHT_A_SECOND, { ratePerSecond: 4, burst: 12 }),
        fc.constantFrom(0.2, 0.5),
        async (waves, limit, share) => {
          const time = virtualTime();
          const store = createMemoryRateStore();
          const instances = FIVE.map((seed) =>
            rateOver(store, time, shared(limit, { onboarding: 1 - share, access: share }), seed),
          );
          const made: number[] = [];
          const call = async (rate: SharedRate, key: RateKey) => {
            let turn = await rate.take(key);
            while (turn > time.clock.now()) {
              await time.sleep(turn - time.clock.now());
              turn = await rate.take(key, turn);
            }
            made.push(time.clock.now());
          };

          const pending: Promise<void>[] = [];
          for (const [wait, callers] of waves) {
            await time.advance(wait);
            for (const [i, rate] of instances.entries()) {
              for (let n = 0; n < (callers[i] ?? 0); n += 1) {
                const lane = (i + n) % 2 === 0 ? 'onboarding' : 'access';
                pending.push(call(rate, { ...KEY, lane }));
              }
            }
          }
          await time.advance(600_000);
          await Promise.all(pending);

          expect(worstExcess(made, limit)).toBeLessThan(0.02);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('come through when many of them update the row at the same moment', async () => {
    const time = virtualTime();
    const store = createMemoryRateStore();
    const instances = Array.from({ length: 40 }, (_, i) =>
      rateOver(store, time, alone({ ratePerSecond: 8, burst: 400 }), i + 7),
    );

    const slots = Promise.all(instances.map((rate) => rate.take(KEY)));
    await time.advance(30_000);

    expect(await slots).toHaveLength(40);
  });
});

describe('conflicts', () => {
  /** A store in which somebody else is faster the first `times` times. */
  function contested(store: RateStore, times: number): RateStore {
    let left = times;
    return {
      read: (key) => store.read(key),
      write(key, row, etag) {
        left -= 1;
        return left >= 0 ? Promise.resolve('conflict') : store.write(key, row, etag);
      },
    };
  }

  it('are tried again after a pause', async () => {
    const time = virtualTime();
    const rate = rateOver(contested(createMemoryRateStore(), 3), time);
    const slot = rate.take(KEY);

    await time.advance(1000);

    await expect(slot).resolves.toBeGreaterThan(0);
  });

  it('without end make the rate unavailable, and the next caller tries afresh', async () => {
    const time = virtualTime();
    const rate = rateOver(contested(createMemoryRateStore(), 20), time);

    const outcome = rate.take(KEY).catch((error: unknown) => error);
    await time.advance(60_000);

    expect(await outcome).toMatchObject({ kind: 'transient', code: 'RateUnavailable' });
    await expect(rate.take(KEY)).resolves.toBeGreaterThan(0);
  });
});

describe('a store that fails', () => {
  it('means that nobody calls', async () => {
    const cause = new Error('storage is down');
    const down: RateStore = { read: () => Promise.reject(cause), write: () => Promise.reject(cause) };
    const rate = rateOver(down, virtualTime());

    const outcomes = await Promise.allSettled([rate.take(KEY), rate.take(KEY)]);

    for (const outcome of outcomes) {
      const error = outcome.status === 'rejected' ? outcome.reason : undefined;
      expect(error).toBeInstanceOf(Failure);
      expect(error).toMatchObject({ kind: 'transient', code: 'RateUnavailable', cause });
    }
  });

  it('does not lift a penalty in this process', async () => {
    const time = virtualTime();
    const until = time.clock.now() + 30_000;
    const memory = createMemoryRateStore();
    let down = false;
    const store: RateStore = {
      read: (key) => (down ? Promise.reject(new Error('down')) : memory.read(key)),
      write: (key, row, etag) => memory.write(key, row, etag),
    };
    const rate = rateOver(store, time);
    await rate.take(KEY);

    down = true;
    await expect(rate.penalise(KEY, [KEY.lane], until)).rejects.toMatchObject({ code: 'RateUnavailable' });
    down = false;

    expect(await rate.take(KEY)).toBe(until);
  });
});
