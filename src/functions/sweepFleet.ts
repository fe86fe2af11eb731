/** Timer → one sweep: what events missed is looked at. */
import type { TimerHandler } from '@azure/functions';
import type { Compose } from '../app.ts';
import { sweepOnRecord } from '../lib/onboarding/lastSweep.ts';
import { sweep } from '../lib/onboarding/sweep.ts';
import { ready } from './ready.ts';

/** Errors never stop the schedule: the next sweep starts anew. */
export function sweepFleet(compose: Compose): TimerHandler {
  return async (_timer, context) => {
    const app = ready(await compose());
    const run = async () =>
      sweep({
        ...app,
        scope: app.watched.scope,
        subscriptions: await app.watched.refresh(),
        progress: (line) => context.trace(line),
      });
    const report = await sweepOnRecord(run, app);
    context.info('sweep', JSON.stringify(report));
  };
}
