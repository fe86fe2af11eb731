/** Event Grid → which machine to look at. One invocation per event; whatever it throws, Event Grid delivers again. */
import type { EventGridHandler } from '@azure/functions';
import type { Compose } from '../app.ts';
import { takeIn } from '../lib/onboarding/intake.ts';
import { ready } from './ready.ts';

/**
 * Returns the message for the queue of looks, or nothing. It goes out through the output binding, after the marks are on
 * record: the host sends it only when this function has succeeded, and Event Grid delivers again when it has not. It does not
 * wake the poller of the queue (measured with storage extension 5.3.10: 1.1 s median, 1.7 s at most on an idle app).
 */
export function machineEvents(compose: Compose): EventGridHandler {
  return async (input, context) => {
    const app = ready(await compose());
    const parsed = await app.parseEvent(input);
    if (parsed.kind === 'malformed') {
      // Delivered again it would be no better: it is acknowledged, counted and kept.
      const { why, eventId } = parsed;
      await app.journal.malformed({
        at: app.clock.now(),
        source: 'event',
        why,
        ...(eventId !== undefined && { eventId }),
      });
      await app.journal.count('event malformed');
      context.warn('An event could not be read.', { why, eventId });
      return undefined;
    }
    const taken = await takeIn(parsed.event, app);
    await app.journal.count(taken.kind === 'look' ? 'event look' : `event ignored: ${taken.why}`);
    return taken.kind === 'look' ? taken.message : undefined;
  };
}
