import type { Time } from '../time.ts';
import type { Chance } from './chance.ts';
import {
  type DeadLetter,
  type Delivery,
  type DeliveryCounts,
  deliveryTo,
  type EventBehaviour,
} from './eventDelivery.ts';
import type { ResourceEvent } from './eventSchemas.ts';
import { type HandshakeResult, shakeHands } from './handshake.ts';
import type { Post } from './webhook.ts';

/** The system topic of the subscriptions and who listens to it. */
export interface EventGrid {
  /** Sends an event to everyone who is subscribed now. */
  publish(event: ResourceEvent): void;
  /** Validates an endpoint; from then on it gets events. Subscribing again validates again and doubles nothing. */
  subscribe(endpoint: string, done: (result: HandshakeResult) => void): void;
  /** Merges into how events are treated; the answer is the sum. */
  configure(change: Partial<EventBehaviour>): EventBehaviour;
  readonly deadLetters: readonly DeadLetter[];
  counts(): DeliveryCounts & { readonly created: number; readonly pending: number };
  /** Forgets everything that is still to be delivered. */
  stop(): void;
}

/** The kind world: at once, once, in order, in Event Grid's own schema. */
const USUAL: EventBehaviour = { delayMs: 0, duplicate: 0, reorder: false, dropRate: 0, schema: 'EventGridSchema' };

/** A topic without listeners. `source` is the subscription that handshakes name. */
export function eventGrid(time: Time, chance: Chance, post: Post, source: string): EventGrid {
  let behaviour = USUAL;
  let created = 0;
  const counts: DeliveryCounts = { sent: 0, delivered: 0, failed: 0, dropped: 0, deadLettered: 0 };
  const deadLetters: DeadLetter[] = [];
  const deliveries = new Map<string, Delivery>();
  const deps = { time, chance, post, behaviour: () => behaviour, counts, deadLetters };

  return {
    publish(event) {
      created += 1;
      for (const delivery of deliveries.values()) delivery.enqueue(event);
    },
    subscribe(endpoint, done) {
      const handshake = { endpoint, topic: source, schema: behaviour.schema, now: time.now() };
      shakeHands(chance, post, handshake, (result) => {
        if (result.ok && !deliveries.has(endpoint)) deliveries.set(endpoint, deliveryTo(endpoint, deps));
        done(result);
      });
    },
    configure(change) {
      behaviour = { ...behaviour, ...change };
      return behaviour;
    },
    deadLetters,
    counts: () => ({ ...counts, created, pending: sum([...deliveries.values()].map((one) => one.pending())) }),
    stop() {
      for (const delivery of deliveries.values()) delivery.stop();
    },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
