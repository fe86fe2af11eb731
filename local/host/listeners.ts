import { type HostedFunction, triggeredBy } from './bindings.ts';
import type { QueueDeps } from './queues/messageHandler.ts';
import { startPoller } from './queues/poller.ts';
import type { StartStatus } from './timers/pastDue.ts';
import { prepareTimer, startTimer, type TimerDeps } from './timers/timer.ts';

/** What triggers functions by itself: queue pollers and timers. */
export interface Listeners {
  /** Begins no new work; resolves when all begun work is over and recorded. */
  stop(): Promise<void>;
}

/**
 * Reads what the timers start with.
 *
 * @returns starts pollers and timers
 * @throws a sentence when the storage cannot be reached
 */
export async function prepareListeners(
  functions: readonly HostedFunction[],
  deps: QueueDeps & TimerDeps,
): Promise<() => Listeners> {
  const timers = triggeredBy('timer', functions);
  const starts = new Map<string, StartStatus>();
  for (const fn of timers) {
    try {
      starts.set(fn.name, await prepareTimer(fn, deps.statuses, Date.now()));
    } catch (cause) {
      throw new Error(`The timers' status cannot be read: start the storage first. ${String(cause)}`, { cause });
    }
  }

  return () => {
    const pollers = triggeredBy('queue', functions).map((fn) => startPoller(fn, deps));
    const running = timers.flatMap((fn) => {
      const start = starts.get(fn.name);
      return start ? [startTimer(fn, start, deps)] : [];
    });
    return {
      stop: async () => {
        await Promise.all([...running.map((timer) => timer.stop()), ...pollers.map((poller) => poller.stop())]);
      },
    };
  };
}
