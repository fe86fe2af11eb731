/** What holds onboarding back as a whole, as checks: the rollout, people's pauses, the sweep. */
import type { PauseState, RolloutBrake, RolloutStanding } from '../onboarding/control.ts';
import type { LastSweep, Swept } from '../onboarding/lastSweep.ts';
import { inForce, type Pauses } from '../onboarding/pause.ts';
import { explain } from '../onboarding/reasons.ts';
import { resume } from '../onboarding/requests.ts';
import { type Clock, hours, type Instant, toPeople } from '../time.ts';
import type { Check } from './check.ts';
import { UNREADABLE_PAUSES } from './pausesView.ts';

export interface OnboardingChecksDeps {
  readonly rollout: Pick<RolloutBrake, 'read'>;
  readonly pauses: Pick<PauseState, 'read'>;
  readonly lastSweep: Pick<LastSweep, 'read'>;
  /** When the sweep is due that follows a moment, by `SWEEP_SCHEDULE`; undefined when nobody can tell. */
  readonly sweepDue: (after: Instant) => Instant | undefined;
  /** When this process began: a sweep that never came is missed from then on. */
  readonly since: Instant;
  readonly clock: Clock;
}

/** A sweep that is late by more than this is missing. */
const LATE_MS = hours(1);

/** The checks. Throws what the stores throw. */
export async function onboardingChecks(deps: OnboardingChecksDeps): Promise<readonly Check[]> {
  const [rolled, paused, swept] = await Promise.all([deps.rollout.read(), deps.pauses.read(), deps.lastSweep.read()]);
  const now = deps.clock.now();
  return [rolloutCheck(rolled), ...pauseChecks(paused, now), sweepCheck(swept, deps, now)];
}

function rolloutCheck({ halted, inFlight, most }: RolloutStanding): Check {
  const check = 'rollout';
  if (halted === undefined) {
    return { check, status: 'ok', message: `${inFlight} of at most ${most} installations are under way.` };
  }
  const message = `No new installation begins since ${toPeople(halted.at)}. ${halted.why}`;
  return { check, status: 'problem', message, fix: explain('RolloutHalted').fix };
}

/** A pause is what a person wanted, so that it is no problem; one that nobody can read is. */
function pauseChecks(pauses: Pauses | 'unreadable', now: Instant): Check[] {
  if (pauses === 'unreadable') {
    const fix = `Find out who has changed the table control, then ${resume('all')}.`;
    return [{ check: 'pauses', status: 'problem', message: UNREADABLE_PAUSES, fix }];
  }
  return inForce(pauses, now).map(({ what, until, by, at, reason }) => ({
    check: `pause of ${what}`,
    status: 'ok',
    message: `Paused by ${by} at ${toPeople(at)}, until ${toPeople(until)}: ${reason}`,
    fix: `To go on earlier: ${resume(what)}.`,
  }));
}

function sweepCheck(swept: Swept | undefined, deps: OnboardingChecksDeps, now: Instant): Check {
  const check = 'sweep';
  const due = deps.sweepDue(swept?.at ?? deps.since);
  const last = swept === undefined ? 'No sweep has ended yet' : `The last sweep began at ${toPeople(swept.at)}`;
  if (due !== undefined && now - due > LATE_MS) {
    return {
      check,
      status: 'problem',
      message: `${last}, and one was due at ${toPeople(due)} (SWEEP_SCHEDULE).`,
      fix: 'See whether the function sweepFleet is switched off or fails before it begins, and what its log says.',
    };
  }
  return { check, ...(swept === undefined ? { status: 'ok', message: `${last}.` } : howItWent(swept, last)) };
}

function howItWent({ brokeOff, incomplete, machines = 0 }: Swept, last: string): Omit<Check, 'check'> {
  if (brokeOff !== undefined) {
    return {
      status: 'problem',
      message: `${last} and broke off (${brokeOff}).`,
      fix: 'The next one tries again; when they keep breaking off, the log of the function sweepFleet says why.',
    };
  }
  if (incomplete === undefined) return { status: 'ok', message: `${last} and compared ${machines} machines.` };
  return {
    status: 'problem',
    message: `${last} and was incomplete: ${incomplete}. No machine is taken for gone because of it.`,
    fix: 'The next one tries again; when it stays so, check that the identity of this app may read every subscription, and whether Azure Resource Graph answers.',
  };
}
