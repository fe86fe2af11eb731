/** The one word for people: derived from the conditions, the first that fits. */
import { defined } from '../defined.ts';
import { type Instant, minutes } from '../time.ts';
import { coded } from './coded.ts';
import type { Condition, Conditions } from './condition.ts';
import { isForPeople, isReady, isUnreadable } from './decide.ts';
import { armId, type MachineId } from './machineId.ts';
import { explain, type HeldReason, type Reason } from './reasons.ts';

export const MACHINE_STATES = [
  'Gone',
  'Excluded',
  'Ready',
  'Discovered',
  'Ineligible',
  'Offline',
  'Failed',
  'Stuck',
  'Onboarding',
  'Waiting',
] as const;

export type MachineState = (typeof MACHINE_STATES)[number];

/** A state with its reason, one sentence and, where a person can do something, the way out. */
export interface Summary {
  readonly state: MachineState;
  readonly reason: Reason;
  readonly message: string;
  readonly fix?: string;
}

export const TROUBLE_REASONS = [
  'ReadDenied',
  'WriteDenied',
  'WriteRefused',
  'LookKeptFailing',
] as const satisfies readonly Reason[];

/** Something that keeps us from doing our part, shown as a failed machine until a look goes well. */
export interface Trouble {
  readonly reason: (typeof TROUBLE_REASONS)[number];
  readonly code: string;
  readonly message: string;
  readonly at: Instant;
}

/** What the state depends on besides the conditions. */
export interface Standing {
  readonly mode: 'observe' | 'enforce';
  readonly wasReady: boolean;
  readonly trouble?: Trouble;
  readonly inProgressSince?: Instant;
  readonly held?: HeldReason;
  /** Where a machine that is gone has gone to. */
  readonly movedTo?: MachineId;
  /** A person wants the machine to leave Microsoft Entra. */
  readonly leaving?: boolean;
  readonly now: Instant;
}

/** By its tag, or on record. */
const EXCLUDED: ReadonlySet<Reason> = new Set(['ExcludedByTag', 'ExcludedOnReturn', 'ExcludedByPerson']);

/** Work in progress for longer than this is stuck. */
const STUCK_MS = minutes(60);

/** The state of a machine; `absent` when a direct GET said 404, undefined when no look has succeeded yet. */
export function summarise(conditions: Conditions | 'absent' | undefined, standing: Standing): Summary {
  if (conditions === 'absent') return gone(standing.movedTo);
  if (conditions === undefined) return unknown(standing.trouble);
  if (standing.leaving === true) return goingAway(conditions, standing);
  return staying(conditions, standing);
}

function staying(conditions: Conditions, standing: Standing): Summary {
  const { trouble, wasReady } = standing;
  const isExcluded = EXCLUDED.has(conditions.Selected.reason);
  // That we cannot read a machine takes nothing from the people who sign in to it; lastError says what is wrong.
  if (!isExcluded && isReady(conditions, wasReady)) return say('Ready', 'Ready');
  // Any other whose looks keep failing is not known to be anything else, whatever was seen last.
  if (trouble?.reason === 'LookKeptFailing') return troubled(trouble);
  if (isExcluded) return from('Excluded', conditions.Selected);
  return notYet(conditions) ?? unable(conditions, standing) ?? underWay(conditions, standing);
}

function gone(movedTo: MachineId | undefined): Summary {
  if (movedTo === undefined) return say('Gone', 'Absent');
  return { ...say('Gone', 'MovedAway'), message: `${explain('MovedAway').sentence} It is ${armId(movedTo)}.` };
}

/** The machine is to leave: whatever else is the case, nothing else is done with it. */
function goingAway(conditions: Conditions, { trouble, mode, held }: Standing): Summary {
  const { ExtensionInstalled } = conditions;
  if (trouble !== undefined) return troubled(trouble);
  if (ExtensionInstalled.reason === 'RemovalFailed') return from('Excluded', ExtensionInstalled);
  const { sentence, isDue } = stepOut(conditions);
  if (isDue && mode === 'observe') return observing('Excluded', sentence);
  const leaving = say('Excluded', 'Offboarding');
  const message = `${leaving.message} ${sentence}`;
  if (!isDue || held === undefined) return { ...leaving, message };
  const holding = say('Excluded', held);
  return { ...holding, message: `${message} ${holding.message}` };
}

/** What comes next on the way out, and whether it is ours to do. */
function stepOut({ Selected, ExtensionInstalled, Connected }: Conditions): {
  readonly sentence: string;
  readonly isDue: boolean;
} {
  if (Selected.reason === 'ExclusionRequested' || Selected.reason === 'TagsUnreadable')
    return { sentence: Selected.message, isDue: false };
  if (Selected.reason !== 'ExcludedByTag') return { sentence: 'The exclusion tag is set next.', isDue: true };
  if (ExtensionInstalled.status !== 'Unknown') return { sentence: 'The extension is removed next.', isDue: true };
  const then = ExtensionInstalled.reason === 'ExtensionBeingRemoved' ? '' : ' It is removed once that is over.';
  const waits = Connected.status === 'True' ? '' : ` ${Connected.message} This waits until it is back.`;
  return { sentence: `${ExtensionInstalled.message}${then}${waits}`, isDue: false };
}

/** Nobody asked for it, or it is too early to tell. */
function notYet({ Selected, Reported, Eligible }: Conditions): Summary | undefined {
  if (Selected.reason === 'NotSelected') return from('Discovered', Selected);
  if (Reported.status !== 'True') return from('Discovered', Reported);
  // A machine that cannot carry the extension has nothing to wait for.
  if (Selected.status === 'Unknown' && Eligible.status !== 'False') return from('Discovered', Selected);
  return undefined;
}

/** Something has to change on the machine or in Azure first. */
function unable(conditions: Conditions, { trouble }: Standing): Summary | undefined {
  const { Eligible, Connected, IdentityEnabled, ExtensionInstalled } = conditions;
  if (Eligible.status === 'False') return from('Ineligible', Eligible);
  if (Connected.status === 'False') return from('Offline', Connected);
  if (isForPeople(IdentityEnabled)) return from('Failed', IdentityEnabled);
  if (isFailed(ExtensionInstalled)) return from('Failed', ExtensionInstalled);
  return trouble && troubled(trouble);
}

function isFailed({ reason }: Condition): boolean {
  return reason === 'InstallFailed' || reason === 'InstallVanished' || reason === 'MdmIdMissing';
}

function underWay(conditions: Conditions, { mode, inProgressSince, held, now }: Standing): Summary {
  const { IdentityEnabled, ExtensionInstalled } = conditions;
  const doubt = doubtAbout(conditions);
  if (doubt !== undefined) return from('Waiting', doubt);
  if (ExtensionInstalled.reason === 'BlockedByExtension') return from('Stuck', ExtensionInstalled);
  if (inProgressSince !== undefined && now - inProgressSince > STUCK_MS) return say('Stuck', 'InProgressTooLong');
  if (IdentityEnabled.status === 'Unknown') return from('Onboarding', IdentityEnabled);
  if (ExtensionInstalled.status === 'Unknown') return from('Onboarding', ExtensionInstalled);
  if (ExtensionInstalled.status === 'False' && ExtensionInstalled.reason !== 'ExtensionAbsent')
    return from('Waiting', ExtensionInstalled);
  return dueNext(IdentityEnabled.status === 'True' ? 'InstallDue' : 'IdentityDue', mode, held);
}

/** What nobody can tell of the machine, so that it waits. */
function doubtAbout({ Eligible, IdentityEnabled, ExtensionInstalled }: Conditions): Condition | undefined {
  if (Eligible.status === 'Unknown') return Eligible;
  return [IdentityEnabled, ExtensionInstalled].find(({ reason }) => isUnreadable(reason));
}

/** A change is due: it comes next, unless a brake or the mode holds it back. */
function dueNext(due: 'InstallDue' | 'IdentityDue', mode: Standing['mode'], held: HeldReason | undefined): Summary {
  if (mode === 'enforce') return held === undefined ? say('Onboarding', due) : say('Waiting', held);
  return observing('Waiting', explain(due).sentence);
}

function observing(state: MachineState, next: string): Summary {
  const shown = say(state, 'ObserveMode');
  return { ...shown, message: `${shown.message} In enforce: ${next}` };
}

function unknown(trouble: Trouble | undefined): Summary {
  return trouble === undefined ? say('Discovered', 'NotLookedAt') : troubled(trouble);
}

/** What the trouble makes of a machine of which nothing else is known. */
export function troubled(trouble: Trouble): Summary {
  const { sentence } = explain(trouble.reason);
  return { ...say('Failed', trouble.reason), message: `${sentence} ${coded(trouble)}` };
}

function from(state: MachineState, { reason, message, fix }: Condition): Summary {
  return defined({ state, reason, message, fix });
}

function say(state: MachineState, reason: Reason): Summary {
  const { sentence, fix } = explain(reason);
  return defined({ state, reason, message: sentence, fix });
}
