/** The journal in memory, on an injected clock: for simulations. Held to the same contract as the real one. */
import type { Journal, Malformed } from '../../src/lib/onboarding/ports.ts';
import { type Clock, hours, type Instant, toIso } from '../../src/lib/time.ts';

const DAYS_SHOWN = 7;
const MALFORMED_SHOWN = 20;

/** An empty journal, which all instances of a simulated app may share. */
export function createMemoryJournal(clock: Clock): Journal {
  const days = new Map<string, Map<string, number>>();
  let newest: readonly Malformed[] = [];

  return {
    async count(what) {
      const day = dayOf(clock.now());
      const counts = days.get(day) ?? new Map<string, number>();
      days.set(day, counts.set(what, (counts.get(what) ?? 0) + 1));
    },
    async malformed(entry) {
      newest = [{ ...entry }, ...newest].toSorted((a, b) => b.at - a.at).slice(0, MALFORMED_SHOWN);
    },
    async read() {
      const since = dayOf(clock.now() - hours(24 * (DAYS_SHOWN - 1)));
      const counts: Record<string, number> = {};
      for (const [day, counted] of days) {
        if (day < since) continue;
        for (const [what, n] of counted) counts[what] = (counts[what] ?? 0) + n;
      }
      return { counts, malformed: newest.map((entry) => ({ ...entry })) };
    },
  };
}

function dayOf(instant: Instant): string {
  return toIso(instant).slice(0, 10);
}
