/** The pauses that all instances see: pause.ts over one shared row, with a short memory of what was read. */
import { type Instant, isRecent, seconds } from '../time.ts';
import type { PauseState } from './control.ts';
import { type ControlDeps, createControlRow } from './controlRow.ts';
import { isPaused, NO_PAUSES, type Pauses, pause, readPauses, resume } from './pause.ts';

/** Every instance sees a pause within a minute; half of it is for a slow answer of the store. */
const CACHE_MS = seconds(30);

/** The pauses in this store. */
export function createPauseState(deps: ControlDeps): PauseState {
  const { clock } = deps;
  const row = createControlRow({ key: 'pauses', empty: NO_PAUSES, parse: readPauses }, deps);
  let newest: { readonly pauses: Pauses | 'unreadable'; readonly at: Instant } | undefined;

  const remember = (pauses: Pauses | 'unreadable', at: Instant) => {
    newest = { pauses, at };
    return pauses;
  };

  return {
    async paused(what) {
      const now = clock.now();
      try {
        const fresh = newest !== undefined && isRecent(newest.at, CACHE_MS, now) ? newest.pauses : undefined;
        return isPaused(fresh ?? remember(await row.read(), now), what, now);
      } catch {
        // Nobody knows whether a person has paused it, and waiting does no harm.
        return true;
      }
    },
    async pause(what, until, reason, by) {
      const pauses = await row.change<Pauses | 'unreadable'>((before, at) => {
        if (before === 'unreadable') return { answer: before };
        const save = pause(before, what, { until, reason, by, at });
        return { save, answer: save };
      });
      return remember(pauses, clock.now());
    },
    async resume(what, by, reason) {
      const pauses = await row.change<Pauses | 'unreadable'>((before, at) => {
        if (before === 'unreadable' && what !== 'all') return { answer: before };
        const save = resume(before === 'unreadable' ? NO_PAUSES : before, what, { at, by, reason });
        return { save, answer: save };
      });
      return remember(pauses, clock.now());
    },
    read: () => row.read(),
  };
}
