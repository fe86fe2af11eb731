/** The totals of the fleet in memory, on an injected clock: for simulations. Held to the same contract as the real ones. */
import type { FleetTotals, NotReady } from '../../src/lib/onboarding/fleetTotals.ts';
import { added, change, isNothing, NO_TOTALS, type Totals } from '../../src/lib/onboarding/totals.ts';
import type { Clock, Instant } from '../../src/lib/time.ts';

/** Totals of nothing, which all instances of a simulated app may share. */
export function createMemoryTotals(clock: Clock): FleetTotals {
  let totals: Totals = NO_TOTALS;
  let changedAt: Instant | undefined;
  let oldest: NotReady | undefined;

  return {
    async moved(from, to, readySeconds) {
      const moving = change(from, to, readySeconds);
      if (isNothing(moving)) return;
      totals = added(totals, moving);
      changedAt = Math.max(changedAt ?? 0, clock.now());
    },
    async read() {
      return { totals, asOf: changedAt ?? clock.now() };
    },
    async oldestNotReady() {
      return oldest;
    },
    async rebase(exact, asOf, oldestNotReady) {
      totals = exact;
      changedAt = asOf;
      oldest = oldestNotReady;
    },
  };
}
