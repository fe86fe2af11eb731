/** Follows the app and shows how it is, until it is told to stop. */
import { setTimeout as delay } from 'node:timers/promises';
import type { App } from './accessPlan.ts';
import { demoName } from './demo.ts';
import { createAccessWatch } from './liveAccess.ts';
import type { LiveView } from './liveView.ts';
import { messageOf } from './messageOf.ts';
import type { Screen } from './screen.ts';
import { isSettled, readFleet } from './watchFleet.ts';

export interface LiveOptions {
  readonly endpoints: App;
  readonly screen: Pick<Screen, 'show'>;
  /** So many machines are to come. */
  readonly expected: number;
  /** It ends by itself: until then something is waited for. */
  readonly ends: boolean;
  /** What happens now, in a sentence. */
  readonly now: () => string | undefined;
  readonly stopped: AbortSignal;
}

/** Shows machines and access twice a second. Says why when they cannot be read. */
export async function showLive({ endpoints, screen, expected, ends, now, stopped }: LiveOptions): Promise<void> {
  const readAccess = createAccessWatch(endpoints, demoName);
  const startedAt = Date.now();
  let view: LiveView = { machines: [], seconds: 0 };
  while (!stopped.aborted) {
    try {
      const machines = await readFleet(endpoints);
      const access = await readAccess();
      // The clock stops when nothing more happens by itself.
      const stands = isSettled(machines, expected) && !ends && access?.underWay !== true;
      const seconds = stands ? view.seconds : (Date.now() - startedAt) / 1000;
      const sentence = now();
      view = { machines, seconds, ...(access && { access }), ...(sentence !== undefined && { now: sentence }) };
    } catch (error) {
      view = { ...view, now: messageOf(error) };
    }
    if (!stopped.aborted) screen.show(view);
    await delay(500, undefined, { signal: stopped }).catch(() => undefined);
  }
}
