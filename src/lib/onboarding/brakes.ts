/** What holds a change back although it is due: a person's pause, and the rollout brake. Observing goes on all the same. */
import type { PauseState, RolloutBrake } from './control.ts';
import { liesInMachine } from './installFailure.ts';
import type { MachineId } from './machineId.ts';
import type { HeldReason } from './reasons.ts';
import type { Attempt } from './record.ts';
import type { InstallEnd } from './rollout.ts';

export interface Brakes {
  /** What holds this change back; undefined lets it go, and an installation has its place among those in flight then. */
  hold(what: Attempt['what'], machine: MachineId): Promise<HeldReason | undefined>;
  /** Whether a machine that was held for this reason would be held still. Reserves nothing. */
  stillHolds(reason: HeldReason): Promise<boolean>;
  /** An installation has ended: its place is free, and its outcome counts. */
  conclude(machine: MachineId, how: InstallEnd): Promise<void>;
}

/**
 * How the newest installation of `after` has ended, if it was still under way in `before`. `message`: what the failure says
 * of itself.
 */
export function installEnd(
  before: readonly Attempt[],
  after: readonly Attempt[],
  message?: string,
): InstallEnd | undefined {
  const was = before.findLast(isInstall);
  const is = after.findLast(isInstall);
  const outcome = is?.outcome;
  if (was?.at !== is?.at || was?.outcome === outcome) return undefined;
  if (outcome === 'succeeded') return 'ok';
  return outcome === 'failed' ? failedWith(is?.code, message) : undefined;
}

function failedWith(code: string | undefined, message: string | undefined): InstallEnd {
  return liesInMachine(code, message) ? 'failedInMachine' : 'failed';
}

/** Whether the attempt was an installation. */
export function isInstall({ what }: Attempt): boolean {
  return what === 'installExtension';
}

/** The brakes of the fleet: people's pauses first, then the rollout. */
export function createBrakes({
  rollout,
  pauses,
}: {
  readonly rollout: RolloutBrake;
  readonly pauses: PauseState;
}): Brakes {
  return {
    async hold(what, machine) {
      if (await pauses.paused('onboarding')) return 'OnboardingPaused';
      if (what !== 'installExtension') return undefined;
      const answer = await rollout.reserve(machine);
      if (answer === 'reserved') return undefined;
      return answer === 'full' ? 'RolloutFull' : 'RolloutHalted';
    },
    async stillHolds(reason) {
      if (reason === 'OnboardingPaused') return pauses.paused('onboarding');
      const { inFlight, most, halted } = await rollout.read();
      return halted !== undefined || (reason === 'RolloutFull' && inFlight >= most);
    },
    conclude: (machine, how) => rollout.conclude(machine, how),
  };
}
