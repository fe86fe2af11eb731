/** The functions of the deployed app, run as the host runs them: with an invocation, in a process that may die. */
import { type EventGridEvent, InvocationContext } from '@azure/functions';
import { isFields } from '../../local/cloud/rules/exchange.ts';
import type { Post, WebhookAnswer } from '../../local/cloud/rules/webhook.ts';
import type { Time } from '../../local/cloud/time.ts';
import { machineEvents } from '../../src/functions/machineEvents.ts';
import type { onboardMachine } from '../../src/functions/onboardMachine.ts';
import type { onboardMachinePoison } from '../../src/functions/onboardMachinePoison.ts';
import type { LookMessage, LookQueue } from '../../src/lib/onboarding/ports.ts';
import { type appFor, composing } from './processApp.ts';
import type { Ending, Invocation, Processes } from './processes.ts';

type AppOf = ReturnType<typeof appFor>;

/** A function of a queue, as the queue hands over its messages. */
export function queueFunction(appOf: AppOf, make: typeof onboardMachine | typeof onboardMachinePoison) {
  return async (by: Invocation, message: LookMessage, dequeueCount: number): Promise<void> => {
    await make(composing(appOf(by)))(message, contextOf(by, { dequeueCount }));
  };
}

/** The subscriber of Event Grid: one invocation an event, and an answer when all have ended; none when a process dies. */
export function eventSubscriber({
  appOf,
  processes,
  queue,
  time,
}: {
  readonly appOf: AppOf;
  readonly processes: Processes;
  readonly queue: LookQueue;
  readonly time: Time;
}): Post {
  const work = (event: unknown) => async (by: Invocation) => {
    if (!isEvent(event)) throw new Error('Event Grid sends objects.');
    const message: unknown = await machineEvents(composing(appOf(by)))(event, contextOf(by, {}));
    // What a function returns leaves through the output binding, by the hand of the host.
    if (isMessage(message)) await processes.call(by, 'queue.output', () => queue.send(message, 0));
  };

  return ({ body }, answered) => {
    const events = Array.isArray(body) ? body : [body];
    const code: unknown = isFields(events[0]) && isFields(events[0]['data']) ? events[0]['data']['validationCode'] : '';
    if (typeof code === 'string' && code !== '') {
      const handshake = { status: 200, headers: {}, body: JSON.stringify({ validationResponse: code }) };
      return void time.after(1, () => answered(handshake));
    }
    let left = events.length;
    let worst: Ending = 'ok';
    const ended = (how: Ending): void => {
      if (how !== 'ok') worst = worst === 'died' ? worst : how;
      if (--left === 0 && worst !== 'died') answered(answerTo(worst));
    };
    for (const event of events) {
      const name = isFields(event) ? String(event['subject']).split('/').slice(8).join('/') : '';
      processes.run({ what: `machineEvents ${name}`, work: work(event), ended });
    }
  };
}

function isEvent(value: unknown): value is EventGridEvent {
  return isFields(value);
}

function isMessage(value: unknown): value is LookMessage {
  return isFields(value) && value['version'] === 1;
}

function answerTo(how: Ending): WebhookAnswer {
  return { status: how === 'ok' ? 200 : 500, headers: {}, body: '' };
}

function contextOf(by: Invocation, triggerMetadata: Record<string, number>): InvocationContext {
  return new InvocationContext({ functionName: by.what, invocationId: by.id, triggerMetadata, logHandler: noLog });
}

function noLog(): void {
  // What the functions log is for operators; the trace says the same.
}
