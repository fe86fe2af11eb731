import { randomUUID } from 'node:crypto';
import type { HostedFunction } from '../bindings.ts';
import type { Call } from '../core/invoke.ts';
import { eventGridCall } from '../eventgrid/eventGridCall.ts';
import { httpCall } from '../http/httpCall.ts';
import { parsedJson } from '../parsedJson.ts';
import { queueCall } from '../queues/queueCall.ts';
import { timerCall } from '../timers/timerCall.ts';
import type { TimerStatus } from '../timers/timerStatus.ts';

/** What the builder cannot know by itself. */
export interface AdminRun {
  /** The text given as `input`. */
  input: string;
  /** Of a monitored timer. */
  status: TimerStatus | undefined;
  /** The address that was called. */
  url: URL;
  now: Date;
}

/**
 * What a function of any kind is called with when an administrator runs it: the input is the message of a queue
 * function, the event of an Event Grid function, the body of a POST to an HTTP function; a timer takes none.
 */
export function adminCall({ trigger }: HostedFunction, { input, status, url, now }: AdminRun): Call {
  switch (trigger.kind) {
    case 'timer':
      return timerCall(status, false);
    case 'eventGrid':
      return eventGridCall(parsedJson(input) ?? input);
    case 'queue':
      return queueCall({
        text: input,
        id: randomUUID(),
        popReceipt: '',
        dequeueCount: 0,
        insertedOn: now,
        expiresOn: now,
        nextVisibleOn: now,
      });
    case 'http':
      return httpCall(
        {
          method: 'POST',
          url,
          headers: { 'content-type': 'application/json' },
          body: Buffer.from(input),
        },
        {},
      );
  }
}
