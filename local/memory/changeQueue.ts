/** The queue of changes of access in memory, on an injected clock: for simulations. Held to the same contract as the real one. */
import { type ChangeQueue, parseWorkItem, workItem } from '../../src/lib/access/apply/workItem.ts';
import type { Grant } from '../../src/lib/access/ownership.ts';
import type { Clock, Instant } from '../../src/lib/time.ts';

/** A queue whose messages can be taken out when they are due. */
export interface MemoryChangeQueue extends ChangeQueue {
  /** Takes the message that has been due longest, what it names; undefined when none is due. */
  take(): Grant | undefined;
  /** When the next message is due; undefined when the queue is empty. */
  nextDue(): Instant | undefined;
}

/** An empty queue. */
export function createMemoryChangeQueue(clock: Clock): MemoryChangeQueue {
  const waiting: { readonly message: unknown; readonly due: Instant }[] = [];
  return {
    async send(grant, delayMs) {
      const due = clock.now() + delayMs;
      const later = waiting.findIndex((other) => other.due > due);
      waiting.splice(later < 0 ? waiting.length : later, 0, { message: workItem(grant), due });
    },
    take() {
      const [first] = waiting;
      if (first === undefined || first.due > clock.now()) return undefined;
      waiting.shift();
      return parseWorkItem(first.message);
    },
    nextDue: () => waiting[0]?.due,
  };
}
