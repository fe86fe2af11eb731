/** Brakes as tests want them: open unless told otherwise, and remembering what they were told. */
import type { Brakes } from '../../src/lib/onboarding/brakes.ts';
import type { HeldReason } from '../../src/lib/onboarding/reasons.ts';
import type { InstallEnd } from '../../src/lib/onboarding/rollout.ts';

export interface HandBrakes extends Brakes {
  /** What holds from now on; undefined lets everything go. */
  held: HeldReason | undefined;
  /** How installations ended, in order. */
  readonly ends: InstallEnd[];
}

export function handBrakes(): HandBrakes {
  const brakes: HandBrakes = {
    held: undefined,
    ends: [],
    hold: async (what) => (what === 'installExtension' || brakes.held === 'OnboardingPaused' ? brakes.held : undefined),
    stillHolds: async (reason) => brakes.held === reason,
    async conclude(_machine, how) {
      brakes.ends.push(how);
    },
  };
  return brakes;
}
