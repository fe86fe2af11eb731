/**
 * What idle lanes lend, on virtual time: how long `n` writes of access take in each cloud, with onboarding idle and with
 * onboarding at work as hard as it may.
 *
 *     node bench/lanes.ts 100
 */
import { type Lane, limits, type RateCloud } from '../src/lib/azure/rate/limits.ts';
import { createMemoryRateStore } from '../src/lib/azure/rate/memoryRateStore.ts';
import { createSharedRate, type SharedRate } from '../src/lib/azure/rate/sharedRate.ts';
import { type VirtualTime, virtualTime } from '../src/lib/azure/rate/virtualTime.fixture.ts';

const calls = Number(process.argv[2] ?? 100);

for (const cloud of ['public', 'china'] as const) {
  for (const [title, busy] of [
    ['onboarding idle', false],
    ['onboarding at work', true],
  ] as const) {
    const { lasted, others } = await measure(cloud, busy);
    console.log(
      `${cloud.padEnd(7)} ${title.padEnd(19)} ${calls} access writes in ${lasted.toFixed(0).padStart(5)} s, ${others} onboarding writes meanwhile`,
    );
  }
}

async function measure(cloud: RateCloud, busy: boolean): Promise<{ lasted: number; others: number }> {
  const time = virtualTime();
  const store = createMemoryRateStore();
  // Two instances, as the queue of each half would be served.
  const [first, second] = [1, 2].map(() =>
    createSharedRate({ ...time, store, limits: (kind) => limits(cloud, kind), random: () => 0.5 }),
  );
  if (first === undefined || second === undefined) throw new Error('There are two.');
  const counts = { onboarding: 0, access: 0 };
  const start = (rate: SharedRate, lane: 'onboarding' | 'access', n: number) => {
    for (let i = 0; i < n; i += 1) void call(rate, lane, time).then(() => void counts[lane]++);
  };
  if (busy) start(first, 'onboarding', calls * 20);
  // A mass onboarding has been under way for a while when somebody leaves.
  await time.advance(60_000);
  counts.onboarding = 0;
  const from = time.clock.now();
  start(second, 'access', calls);
  while (counts.access < calls) await time.advance(1000);
  return { lasted: (time.clock.now() - from) / 1000, others: counts.onboarding };
}

async function call(rate: SharedRate, lane: Lane, time: VirtualTime): Promise<void> {
  const key = { subscriptionId: 'one', kind: 'write', lane } as const;
  let turn = await rate.take(key);
  while (turn > time.clock.now()) {
    await time.sleep(turn - time.clock.now());
    turn = await rate.take(key, turn);
  }
}
