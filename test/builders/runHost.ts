/** The Functions host around runs of access: messages that come back, a schedule that ticks, people who ask, processes that die. */
import { createMemoryRunQueue } from '../../local/memory/runQueue.ts';
import { planAccess } from '../../src/lib/access/runs/planAccess.ts';
import { requestAccessRun } from '../../src/lib/access/runs/requestAccessRun.ts';
import { minutes, seconds } from '../../src/lib/time.ts';
import { aMortal, type Death } from './mortal.ts';
import type { RunWorld } from './runWorld.ts';

/** host.json: how long a message is out of sight after a failure; and the lock of one whose process died. */
const COMES_BACK_MS = seconds(30);
const LOCKED_MS = minutes(10);
const MOST_DELIVERIES = 5;
const TICK_MS = minutes(15);
/** So many ticks after the last trouble everything rests. */
const QUIET_TICKS = 3;

export interface Troubles {
  /** The nth process to be started dies so. */
  readonly deaths: readonly Death[];
  /** A person asks when so many processes have been started, in rising order. */
  readonly asks: readonly number[];
  /** The queue delivers a message twice when so many processes have been started. */
  readonly doubled: readonly number[];
}

export interface Lived {
  /** What people were answered. */
  readonly answered: readonly string[];
  /** How many calls each process made. */
  readonly calls: readonly number[];
}

/** Lives through the troubles until everything rests. */
export async function live(world: RunWorld, { deaths, asks, doubled }: Troubles): Promise<Lived> {
  const { clock, queue } = world;
  const returned = createMemoryRunQueue(clock);
  const deliveries = new Map<string, number>();
  const answered: string[] = [];
  const calls: number[] = [];
  let started = 0;

  const inProcess = async (work: (deps: RunWorld['deps']) => Promise<unknown>): Promise<'done' | 'failed' | 'died'> => {
    const process = aMortal(deaths[started++]);
    const outcome = await work(world.instance(process.through)).then(
      () => 'done' as const,
      () => 'failed' as const,
    );
    calls.push(process.calls());
    return process.isDead() ? 'died' : outcome;
  };
  const deliver = async (runId: string): Promise<void> => {
    const how = await inProcess((deps) => planAccess(runId, deps, () => undefined));
    if (how === 'done') return;
    const count = (deliveries.get(runId) ?? 0) + 1;
    deliveries.set(runId, count);
    if (count < MOST_DELIVERIES) await returned.send(runId, how === 'died' ? LOCKED_MS : COMES_BACK_MS);
  };
  const ask = (cause: 'person' | 'schedule') =>
    inProcess(async (deps) => {
      const runId = await requestAccessRun(cause, deps);
      if (cause === 'person') answered.push(runId);
    });
  const peopleAsk = async (): Promise<void> => {
    for (const at of waiting.splice(0)) {
      if (at <= started) await ask('person');
      else waiting.push(at);
    }
  };

  const waiting = [...asks];
  let nextTick = clock.now();
  for (let quiet = 0; quiet < QUIET_TICKS; ) {
    if (started > 400) throw new Error('It never came to rest.');
    await peopleAsk();
    clock.set(
      Math.max(clock.now(), Math.min(...[queue.nextDue(), returned.nextDue(), nextTick].flatMap((due) => due ?? []))),
    );
    const runId = returned.take() ?? queue.take();
    if (runId !== undefined) {
      await Promise.all(doubled.includes(started) ? [deliver(runId), deliver(runId)] : [deliver(runId)]);
      continue;
    }
    nextTick += TICK_MS;
    await ask('schedule');
    if (waiting.length === 0 && started > deaths.length) quiet += 1;
  }
  while (queue.nextDue() !== undefined) await world.step();
  return { answered, calls };
}
