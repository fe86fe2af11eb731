import type { Time } from '../time.ts';
import type { Chance } from './chance.ts';
import type { ResourceEvent } from './eventSchemas.ts';
import { type EventSchema, inSchema } from './eventSchemas.ts';
import { afterFailure } from './retrySchedule.ts';
import type { Post, WebhookAnswer } from './webhook.ts';

/** How Event Grid treats events on their way; set through the control route. */
export interface EventBehaviour {
  /** From the write to the first delivery. */
  readonly delayMs: number;
  /** Further copies of each event; they come within two seconds of the first. */
  readonly duplicate: number;
  /** Events overtake each other, by up to a second. */
  readonly reorder: boolean;
  /** The share of events that is lost. */
  readonly dropRate: number;
  readonly schema: EventSchema;
}

/** An event that will not be tried again. */
export interface DeadLetter {
  readonly event: ResourceEvent;
  readonly reason: 'hopeless' | 'attempts' | 'age';
  readonly lastStatus: number;
}

export interface DeliveryCounts {
  /** Events in answered or unanswered requests, copies and retries included. */
  sent: number;
  delivered: number;
  failed: number;
  dropped: number;
  deadLettered: number;
}

/** What all deliveries share. */
export interface DeliveryDeps {
  readonly time: Time;
  readonly chance: Chance;
  readonly post: Post;
  readonly behaviour: () => EventBehaviour;
  readonly counts: DeliveryCounts;
  readonly deadLetters: DeadLetter[];
}

/** The events on their way to one endpoint. */
export interface Delivery {
  enqueue(event: ResourceEvent): void;
  /** Events that are neither delivered nor given up. */
  pending(): number;
  stop(): void;
}

interface Copy {
  readonly event: ResourceEvent;
  attempts: number;
  dueAt: number;
}

const MOST_PER_BATCH = 16;
/** Not documented; keeps a fleet's events from all standing at a laptop's door at once. */
const MOST_IN_FLIGHT = 8;
const ANSWER_WITHIN_MS = 30_000;
const DUPLICATES_SPREAD_MS = 2000;
const REORDER_SPREAD_MS = 1000;

/** Delivers to one endpoint, at least once, in batches, and again on the documented schedule. */
export function deliveryTo(endpoint: string, deps: DeliveryDeps): Delivery {
  const { time, chance, post, behaviour, counts, deadLetters } = deps;
  let waiting: Copy[] = [];
  let inFlight = 0;
  let copiesInFlight = 0;
  let wake: { readonly at: number; readonly forget: () => void } | undefined;

  function enqueue(event: ResourceEvent): void {
    const { delayMs, duplicate, reorder, dropRate } = behaviour();
    if (chance.fraction() < dropRate) {
      counts.dropped += 1;
      return;
    }
    for (let copy = 0; copy <= duplicate; copy++) {
      const spread = (reorder ? REORDER_SPREAD_MS : 0) + (copy > 0 ? DUPLICATES_SPREAD_MS : 0);
      waiting.push({ event, attempts: 0, dueAt: time.now() + delayMs + Math.floor(chance.fraction() * spread) });
    }
    plan();
  }

  /** Wakes up when the next copy falls due. Always by a timer: a subscriber is never called from within a write. */
  function plan(): void {
    if (inFlight >= MOST_IN_FLIGHT || waiting.length === 0) return;
    const at = waiting.reduce((earliest, { dueAt }) => Math.min(earliest, dueAt), Number.POSITIVE_INFINITY);
    if (wake && wake.at <= at) return;
    wake?.forget();
    wake = { at, forget: time.after(Math.max(0, at - time.now()), pump) };
  }

  function pump(): void {
    wake = undefined;
    const now = time.now();
    const due = waiting.filter(({ dueAt }) => dueAt <= now);
    const ready = behaviour().reorder ? chance.shuffled(due) : due;
    const sent = new Set<Copy>();
    for (let from = 0; from < ready.length && inFlight < MOST_IN_FLIGHT; from += MOST_PER_BATCH) {
      const batch = ready.slice(from, from + MOST_PER_BATCH);
      for (const copy of batch) sent.add(copy);
      send(batch);
    }
    waiting = waiting.filter((copy) => !sent.has(copy));
    plan();
  }

  function send(batch: readonly Copy[]): void {
    const { schema } = behaviour();
    inFlight += 1;
    copiesInFlight += batch.length;
    counts.sent += batch.length;
    let settled = false;
    const settle = (answered: WebhookAnswer) => {
      if (settled) return;
      settled = true;
      forgetDeadline();
      inFlight -= 1;
      copiesInFlight -= batch.length;
      finish(batch, answered.status);
      plan();
    };
    const forgetDeadline = time.after(ANSWER_WITHIN_MS, () => settle({ status: 0, headers: {}, body: '' }));
    const attempt = Math.max(...batch.map(({ attempts }) => attempts));
    const body = batch.map(({ event }) => inSchema(event, schema));
    post({ method: 'POST', url: endpoint, headers: notificationHeaders(schema, attempt), body }, settle);
  }

  function finish(batch: readonly Copy[], status: number): void {
    if (status >= 200 && status <= 204) {
      counts.delivered += batch.length;
      return;
    }
    counts.failed += batch.length;
    for (const copy of batch) {
      copy.attempts += 1;
      const next = afterFailure(status, copy.attempts, time.now() - copy.event.at);
      if ('retryInMs' in next) {
        waiting.push({ ...copy, dueAt: time.now() + next.retryInMs });
      } else {
        counts.deadLettered += 1;
        deadLetters.push({ event: copy.event, reason: next.deadLetter, lastStatus: status });
      }
    }
  }

  return {
    enqueue,
    pending: () => waiting.length + copiesInFlight,
    stop() {
      waiting = [];
      wake?.forget();
      wake = undefined;
    },
  };
}

function notificationHeaders(schema: EventSchema, attempts: number): Record<string, string> {
  const cloudEvents = schema === 'CloudEventSchemaV1_0';
  const type = cloudEvents ? 'application/cloudevents-batch+json' : 'application/json';
  return {
    'content-type': `${type}; charset=utf-8`,
    'aeg-event-type': 'Notification',
    'aeg-subscription-name': 'ARC-ENTRA-SIGNIN',
    'aeg-delivery-count': String(attempts),
    'aeg-metadata-version': '1',
    ...(!cloudEvents && { 'aeg-data-version': '2' }),
  };
}
