/** A message that failed five times → a machine that says so. */
import type { StorageQueueHandler } from '@azure/functions';
import type { Compose } from '../app.ts';
import { parseMessage } from '../lib/onboarding/message.ts';
import { poisoned } from '../lib/onboarding/poisoned.ts';
import { recordDeadLetter } from './deadLetters.ts';
import { LOOK_QUEUE } from './queues.ts';
import { ready } from './ready.ts';

export function onboardMachinePoison(compose: Compose): StorageQueueHandler {
  return async (input, context) => {
    const app = ready(await compose());
    await recordDeadLetter(LOOK_QUEUE, app);
    const message = parseMessage(input);
    if (message === undefined || !(await app.watched.includes(message.id.subscriptionId))) {
      await app.journal.count('message malformed');
      return;
    }
    const marked = await poisoned(message.id, message.token, app);
    await app.journal.count(marked ? 'message poisoned' : 'message overtaken');
    context.warn('A look kept failing.', { marked });
  };
}
