/** Queue → one change of access. */
import type { StorageQueueHandler } from '@azure/functions';
import type { Compose } from '../app.ts';
import { applyChange } from '../lib/access/apply/applyChange.ts';
import { parseWorkItem } from '../lib/access/apply/workItem.ts';
import { ready } from './ready.ts';

/** Whatever it throws brings the message back; a change that loses its message is found by the next run. */
export function applyAccess(compose: Compose): StorageQueueHandler {
  return async (input, context) => {
    const app = ready(await compose());
    const grant = parseWorkItem(input);
    if (grant === undefined) {
      await app.journal.malformed({ at: app.clock.now(), source: 'message', why: 'it is not a change of access' });
      await app.journal.count('message malformed');
      context.warn('A message could not be read.', { why: 'it is not a change of access' });
      return;
    }
    const outcome = await applyChange(grant, app.applying, (error) =>
      context.error('A change of access met what it did not expect.', error),
    );
    context.info('access', JSON.stringify(outcome));
  };
}
