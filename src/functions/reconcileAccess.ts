/** Timer → a run of access is asked for, and nothing more. */
import type { TimerHandler } from '@azure/functions';
import type { Compose } from '../app.ts';
import { requestAccessRun } from '../lib/access/runs/requestAccessRun.ts';
import { ready } from './ready.ts';

/** A run that is under way goes on; one that has fallen silent is woken. */
export function reconcileAccess(compose: Compose): TimerHandler {
  return async (_timer, context) => {
    const app = ready(await compose());
    const runId = await requestAccessRun('schedule', app);
    context.info('access', JSON.stringify({ runId }));
  };
}
