/** Queue → one step of a run of access. */
import type { StorageQueueHandler } from '@azure/functions';
import type { Compose } from '../app.ts';
import { planAccess as step } from '../lib/access/runs/planAccess.ts';
import { requestAccessRun } from '../lib/access/runs/requestAccessRun.ts';
import { AGAIN, parseRunMessage } from '../lib/access/runs/runMessage.ts';
import { ready } from './ready.ts';

/** Whatever it throws brings the message back; a run that loses its message is woken by the schedule. */
export function planAccess(compose: Compose): StorageQueueHandler {
  return async (input, context) => {
    const app = ready(await compose());
    const runId = parseRunMessage(input);
    if (runId === undefined) {
      await app.journal.malformed({ at: app.clock.now(), source: 'message', why: 'it is not a run of access' });
      await app.journal.count('message malformed');
      context.warn('A message could not be read.', { why: 'it is not a run of access' });
      return;
    }
    if (runId === AGAIN) {
      await requestAccessRun('events', app);
      return;
    }
    const deps = { ...app, inventory: app.accessInventory, progress: (line: string) => context.trace(line) };
    const outcome = await step(runId, deps, (error) =>
      context.error('A run of access met what it did not expect.', error),
    );
    context.info('access', JSON.stringify(outcome));
  };
}
