/** Queue → one look at one machine. */
import type { StorageQueueHandler } from '@azure/functions';
import type { Compose } from '../app.ts';
import { look } from '../lib/onboarding/look.ts';
import { parseMessage } from '../lib/onboarding/message.ts';
import { ready } from './ready.ts';

/** Whatever it throws brings the message back after 30 seconds, five times; see host.json and onboardMachinePoison. */
export function onboardMachine(compose: Compose): StorageQueueHandler {
  return async (input, context) => {
    const app = ready(await compose());
    const message = parseMessage(input);
    if (message === undefined || !(await app.watched.includes(message.id.subscriptionId))) {
      const why = message === undefined ? 'it is not a look at a machine' : 'its subscription is not watched';
      await app.journal.malformed({ at: app.clock.now(), source: 'message', why });
      await app.journal.count('message malformed');
      context.warn('A message could not be read.', { why });
      return;
    }
    const trace = { correlationId: context.invocationId };
    // Handed out before: whoever had it may have died half way.
    const redelivered = message.redelivered || Number(context.triggerMetadata?.['dequeueCount'] ?? 1) > 1;
    const outcome = await look({ ...message, redelivered }, { ...app, trace });
    // One line a look: the platform keeps an object on several.
    context.info('look', JSON.stringify(outcome));
  };
}
