/** The queue of runs of access in memory, on an injected clock: for simulations. Held to the same contract as the real one. */
import type { RunQueue } from '../../src/lib/access/runs/accessDeps.ts';
import { AGAIN } from '../../src/lib/access/runs/runMessage.ts';
import type { Clock, Instant } from '../../src/lib/time.ts';

/** A queue whose messages can be taken out when they are due. */
export interface MemoryRunQueue extends RunQueue {
  /** Takes the message that has been due longest, the run that it names or `AGAIN`; undefined when none is due. */
  take(): string | undefined;
  /** When the next message is due; undefined when the queue is empty. */
  nextDue(): Instant | undefined;
}

/** An empty queue. */
export function createMemoryRunQueue(clock: Clock): MemoryRunQueue {
  const waiting: { readonly runId: string; readonly due: Instant }[] = [];
  const put = async (runId: string, delayMs: number): Promise<void> => {
    const due = clock.now() + delayMs;
    const later = waiting.findIndex((other) => other.due > due);
    waiting.splice(later < 0 ? waiting.length : later, 0, { runId, due });
  };
  return {
    send: put,
    sendAgain: (delayMs) => put(AGAIN, delayMs),
    take() {
      const [first] = waiting;
      if (first === undefined || first.due > clock.now()) return undefined;
      waiting.shift();
      return first.runId;
    },
    nextDue: () => waiting[0]?.due,
  };
}
