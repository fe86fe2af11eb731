/**
 * The queue of looks with the host that serves it: a taken message is invisible to others for the time of its lock, which a
 * living process renews; after a failure it comes back half a minute later, and after five tries it goes to the poison queue.
 */
import { heapOf } from '../../local/cloud/heap.ts';
import type { Time } from '../../local/cloud/time.ts';
import type { LookMessage, LookQueue } from '../../src/lib/onboarding/ports.ts';
import type { Ending, Invocation, Processes } from './processes.ts';

type Handler = (by: Invocation, message: LookMessage, dequeueCount: number) => Promise<void>;

export interface HostQueue extends LookQueue {
  /** Messages that wait, are at work or are locked. */
  size(): number;
}

export interface HostQueueDeps {
  readonly time: Time;
  readonly processes: Processes;
  /** How many messages are at work at a time. */
  readonly atOnce: number;
  readonly lockMs: number;
  /** How long a message that has become visible waits for the poller. */
  readonly pollMs: () => number;
  readonly onboardMachine: Handler;
  readonly onboardMachinePoison: Handler;
}

/** host.json */
const VISIBILITY_TIMEOUT_MS = 30_000;
const MAX_DEQUEUE_COUNT = 5;

interface Item {
  readonly message: LookMessage;
  readonly handler: 'onboardMachine' | 'onboardMachinePoison';
  dequeueCount: number;
  /** Whoever became visible first is taken first. */
  turn: number;
  gone: boolean;
}

export function createHostQueue(deps: HostQueueDeps): HostQueue {
  const { time, processes, lockMs } = deps;
  const visible = heapOf<Item>((a, b) => a.turn - b.turn);
  let turns = 0;
  let atWork = 0;
  let size = 0;

  function appear(item: Item, delayMs: number): void {
    time.after(delayMs + deps.pollMs(), () => {
      item.turn = turns++;
      visible.add(item);
      takeMore();
    });
  }

  function takeMore(): void {
    while (atWork < deps.atOnce) {
      const item = visible.take();
      if (item === undefined) return;
      take(item);
    }
  }

  function take(item: Item): void {
    item.dequeueCount++;
    // Only a message whose process died in its last try gets here with more tries than it has.
    if (item.handler === 'onboardMachine' && item.dequeueCount > MAX_DEQUEUE_COUNT) return poison(item);
    atWork++;
    const takenAt = time.now();
    const work = async (by: Invocation): Promise<void> => {
      await deps[item.handler](by, item.message, item.dequeueCount);
      // The look has gone well whatever becomes of this; then the message comes back when its lock has run out.
      await processes.call(by, 'queue.delete', async () => remove(item)).catch(() => undefined);
    };
    const ended = (how: Ending): void => {
      atWork--;
      // A living process renews the lock at half time.
      const locked = lockMs - ((time.now() - takenAt) % (lockMs / 2));
      if (how === 'failed') failed(item);
      else if (!item.gone) appear(item, locked);
      takeMore();
    };
    processes.run({ what: `${item.handler} ${nameOf(item.message)} try ${item.dequeueCount}`, work, ended });
  }

  function failed(item: Item): void {
    if (item.handler === 'onboardMachinePoison') appear(item, lockMs);
    else if (item.dequeueCount >= MAX_DEQUEUE_COUNT) poison(item);
    else appear(item, VISIBILITY_TIMEOUT_MS);
  }

  function poison(item: Item): void {
    remove(item);
    add(item.message, 'onboardMachinePoison', 0);
  }

  function remove(item: Item): void {
    if (!item.gone) size--;
    item.gone = true;
  }

  function add(message: LookMessage, handler: Item['handler'], delayMs: number): void {
    size++;
    appear({ message, handler, dequeueCount: 0, turn: 0, gone: false }, delayMs);
  }

  return {
    send: async (message, delayMs) => add(message, 'onboardMachine', delayMs),
    size: () => size,
  };
}

function nameOf({ machineId }: LookMessage): string {
  return machineId.slice(machineId.lastIndexOf('/') + 1);
}
