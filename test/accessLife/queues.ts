/** The two queues: each message at least once, in any order, and again after a while when nobody has finished it. */
import { chanceFrom } from '../../local/cloud/rules/chance.ts';
import type { ChangeQueue } from '../../src/lib/access/apply/workItem.ts';
import type { Grant } from '../../src/lib/access/ownership.ts';
import type { RunQueue } from '../../src/lib/access/runs/accessDeps.ts';
import { AGAIN } from '../../src/lib/access/runs/runMessage.ts';
import type { Clock, Instant } from '../../src/lib/time.ts';

export interface Message {
  readonly due: Instant;
  readonly what: { readonly run: string } | { readonly change: Grant };
  readonly deliveries: number;
}

export interface Queues {
  readonly runs: RunQueue;
  readonly changes: ChangeQueue;
  /** Takes some of the messages that are due, in any order. */
  take(most: number): readonly Message[];
  /** It was not finished. */
  giveBack(message: Message, afterMs: number): void;
  nextDue(): Instant | undefined;
  /** Everything that ever was on the queue of changes. */
  readonly sent: readonly Grant[];
  /** A number from 0 to below this one. */
  luck(below: number): number;
}

/** host.json: maxDequeueCount. */
const MOST_DELIVERIES = 5;

export function createQueues(clock: Clock, seed: number): Queues {
  let waiting: readonly Message[] = [];
  const sent: Grant[] = [];
  const chance = chanceFrom(seed);
  const luck = (below: number): number => Math.floor(chance.fraction() * below);
  const put = (what: Message['what'], delayMs: number): void => {
    waiting = [...waiting, { due: clock.now() + delayMs, what, deliveries: 0 }];
  };
  return {
    runs: {
      send: async (run, delayMs) => put({ run }, delayMs),
      sendAgain: async (delayMs) => put({ run: AGAIN }, delayMs),
    },
    changes: {
      async send({ scope, role, principalId }, delayMs) {
        const change = { scope, role, principalId };
        sent.push(change);
        put({ change }, delayMs);
      },
    },
    take(most) {
      const due = waiting.filter((message) => message.due <= clock.now());
      const taken = Array.from({ length: Math.min(most, due.length) }, () => due.splice(luck(due.length), 1)).flat();
      waiting = waiting.filter((message) => !taken.includes(message));
      return taken;
    },
    giveBack({ what, deliveries }, afterMs) {
      if (deliveries + 1 >= MOST_DELIVERIES) return;
      waiting = [...waiting, { due: clock.now() + afterMs, what, deliveries: deliveries + 1 }];
    },
    nextDue: () => (waiting.length === 0 ? undefined : Math.min(...waiting.map(({ due }) => due))),
    sent,
    luck,
  };
}
