/** Timer → one sweep: what events missed is looked at. */
import type { TimerHandler } from '@azure/functions';
import type { Compose } from '../app.ts';
import { sweep } from '../lib/onboarding/sweep.ts';
import { ready } from './ready.ts';

/** Errors never stop the schedule: the next sweep starts anew. */
export function sweepFleet(compose: Compose): TimerHandler {
  return async (_timer, context) => {
    const app = ready(await compose());
    const subscriptions = await app.watched.refresh();
    const report = await sweep({
      ...app,
      scope: app.watched.scope,
      subscriptions,
      progress: (line) => context.trace(line),
    });
    context.info('sweep', JSON.stringify(report));
  };
}
