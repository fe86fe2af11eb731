/** The queue of looks in memory, on an injected clock: for simulations. Held to the same contract as the real one. */
import type { LookMessage, LookQueue } from '../../src/lib/onboarding/ports.ts';
import type { Clock, Instant } from '../../src/lib/time.ts';

/** A queue whose messages can be taken out when they are due. */
export interface MemoryLookQueue extends LookQueue {
  /** Takes the message that has been due longest; undefined when none is due. */
  take(): LookMessage | undefined;
  /** When the next message is due; undefined when the queue is empty. */
  nextDue(): Instant | undefined;
}

/** An empty queue. */
export function createMemoryLookQueue(clock: Clock): MemoryLookQueue {
  const waiting: { readonly message: LookMessage; readonly due: Instant }[] = [];
  return {
    async send(message, delayMs) {
      const due = clock.now() + delayMs;
      const later = waiting.findIndex((other) => other.due > due);
      waiting.splice(later < 0 ? waiting.length : later, 0, { message: { ...message }, due });
    },
    take() {
      const [first] = waiting;
      if (first === undefined || first.due > clock.now()) return undefined;
      waiting.shift();
      return first.message;
    },
    nextDue: () => waiting[0]?.due,
  };
}
