/**
 * What to do with a machine next: the heart of onboarding, pure, so that everything it can say is in a table of tests.
 * It decides from conditions alone, makes at most one change per look, and prefers doing nothing.
 */
import type { Condition, Conditions } from './condition.ts';
import type { Decision, Situation } from './decision.ts';
import { leave } from './leave.ts';
import { type Pace, paced } from './pace.ts';
import type { Reason } from './reasons.ts';

const rest: Decision = { kind: 'rest' };

/** Decides the next step for a machine. */
export function decide(conditions: Conditions, situation: Situation): Decision {
  if (situation.leaving !== undefined) return leave(conditions, situation.leaving, situation);
  if (isLeftAlone(conditions) || isReady(conditions, situation.wasReady)) return rest;
  return waitFor(conditions, situation) ?? change(conditions, situation);
}

/** Excluded, not asked for, or unable to carry the extension: whatever else is the case, nothing is done. */
function isLeftAlone({ Selected, Eligible }: Conditions): boolean {
  return Selected.status === 'False' || Eligible.status === 'False';
}

/**
 * Whether people can sign in: identity and extension are there. A machine that was ready stays so while its extension is
 * updated, and while nobody can read that it is not.
 */
export function isReady({ IdentityEnabled, ExtensionInstalled }: Conditions, wasReady: boolean): boolean {
  const stays = ({ reason }: Condition) => wasReady && (reason === 'ExtensionInProgress' || isUnreadable(reason));
  return [IdentityEnabled, ExtensionInstalled].every((condition) => condition.status === 'True' || stays(condition));
}

/** Nothing works on it: what ARM says of it cannot be read. */
export function isUnreadable(reason: Reason): boolean {
  return reason === 'IdentityUnreadable' || reason === 'ExtensionsUnreadable';
}

/** The first thing that has to come to pass by itself before anything may be changed; undefined when there is none. */
function waitFor(conditions: Conditions, { waited, now }: Situation): Decision | undefined {
  const { Reported, Selected, Eligible, Connected, IdentityEnabled, ExtensionInstalled } = conditions;
  const wait = (pace: Pace): Decision => ({ kind: 'wait', until: now + paced(pace, waited) });

  if (Reported.status !== 'True') return wait('report');
  if (Selected.until !== undefined) return { kind: 'wait', until: Selected.until };
  if (Selected.status !== 'True') return wait('offline');
  if (Eligible.status !== 'True') return wait('offline');
  // Nobody but a person brings an expired agent back, and azcmagent connect makes an event.
  if (Connected.reason === 'AgentExpired') return rest;
  if (Connected.status !== 'True') return wait('offline');
  if (IdentityEnabled.status === 'Unknown' || ExtensionInstalled.status === 'Unknown') return wait('progress');
  if (ExtensionInstalled.until !== undefined) return { kind: 'wait', until: ExtensionInstalled.until };
  return undefined;
}

/** An identity that is there and is the wrong one: changing it takes away what somebody uses. */
export function isForPeople({ reason }: Condition): boolean {
  return reason === 'IdentityInOtherTenant' || reason === 'IdentityOfOtherKind';
}

/** The one change that is due, unless a brake holds it or only a person can help. */
function change({ IdentityEnabled, ExtensionInstalled }: Conditions, { mode }: Situation): Decision {
  if (isForPeople(IdentityEnabled)) return rest;
  switch (ExtensionInstalled.reason) {
    case 'ExtensionAbsent':
    // Installed but not ready: the identity is what is missing.
    case 'ExtensionSucceeded':
      if (mode === 'observe') return rest;
      return IdentityEnabled.status === 'True' ? { kind: 'installExtension' } : { kind: 'enableIdentity' };
    default:
      return rest;
  }
}
