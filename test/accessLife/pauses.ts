/** What people have paused, as they remember it. */
import type { PauseTarget } from '../../src/lib/onboarding/pause.ts';
import type { Instant } from '../../src/lib/time.ts';
import type { PausesSeen } from './scene.ts';

export interface KnownPauses extends PausesSeen {
  paused(what: PauseTarget, from: Instant, until: Instant): void;
  resumed(what: PauseTarget): void;
  /** The row that they are kept in is lost. */
  lost(): void;
}

const HEEDED: Readonly<Record<'add' | 'remove', readonly PauseTarget[]>> = {
  add: ['access', 'all'],
  remove: ['removals', 'access', 'all'],
};

export function createPausesSeen(): KnownPauses {
  const pauses = new Map<PauseTarget, { readonly from: Instant; readonly until: Instant }>();
  return {
    paused: (what, from, until) => void pauses.set(what, { from, until }),
    resumed: (what) => void pauses.delete(what),
    lost: () => pauses.clear(),
    since(action, now) {
      const inForce = HEEDED[action].flatMap((what) => pauses.get(what) ?? []).filter(({ until }) => now < until);
      return inForce.length === 0 ? undefined : Math.min(...inForce.map(({ from }) => from));
    },
  };
}
