/**
 * Everything that a run of the simulation depends on, as plain JSON: the same world makes the same run. Small on purpose, so
 * that fast-check can shrink it to the few things that make a story go wrong.
 */
import type { EventBehaviour } from '../../local/cloud/rules/eventDelivery.ts';

export interface World {
  /** Luck: how long calls take, in which order events come, ids. */
  readonly seed: number;
  readonly mode: 'observe' | 'enforce';
  readonly onboard: 'all' | 'tag';
  readonly settleMinutes: number;
  /** How long the queue keeps a message from others after its process died. */
  readonly lockSeconds: number;
  /** `slow`: calls take up to their deadline. */
  readonly pace: 'quick' | 'slow';
  /** How long ARM still shows a machine as it was before a write of ours. */
  readonly lagSeconds: number;
  /** How far Resource Graph lags behind ARM. */
  readonly indexLagSeconds: number;
  /** When the first sweep begins, in seconds from the start; they come every quarter of an hour. */
  readonly sweepAt: number;
  /** How many installations may be under way at a time. */
  readonly most: number;
  readonly events: EventBehaviour;
  readonly machines: readonly MachinePlan[];
  readonly acts: readonly Act[];
  readonly mishaps: readonly Mishap[];
}

/** A machine that registers, and what becomes of it there. */
export interface MachinePlan {
  /** Seconds from the start. */
  readonly at: number;
  /** The one that it comes with. */
  readonly identity: 'system' | 'none' | 'user';
  /** Windows Server 2025, or 2022, which cannot carry the extension. */
  readonly os: 'supported' | 'old';
  readonly offline: boolean;
  /** What its agent reports of its surroundings. */
  readonly report: Report;
  readonly tagged: Tagged;
  readonly reportAfterSeconds: number;
  readonly installSeconds: number;
  /** How many installations fail before one goes well. */
  readonly failures: number;
  /** Where the cause of those lies. */
  readonly failsIn: 'network' | 'machine';
}

/** The tags that matter: the one that excludes, in several spellings or with a typing error, the one that asks for onboarding. */
export const TAGGED = ['none', 'opted-in', 'excluded', 'both', 'oddly excluded', 'mistyped'] as const;
export type Tagged = (typeof TAGGED)[number];

export const REPORT_NAMES = [
  'usual',
  'domain',
  'half a domain',
  'renamed workgroup',
  'cluster',
  'home edition',
  'azure',
  'monitor mode',
  'garbled',
] as const;
export type Report = (typeof REPORT_NAMES)[number];

/** What somebody does, or what befalls ARM. */
export type Act = ArmAct | OwnAct;

interface Somewhere {
  /** Seconds from the start. */
  readonly at: number;
  /** Number of the machine. */
  readonly machine: number;
}

/** What takes place in ARM. */
export type ArmAct = Somewhere &
  (
    | { readonly kind: 'tag'; readonly tagged: Tagged }
    | { readonly kind: 'status'; readonly status: 'Connected' | 'Disconnected' | 'Expired' }
    | { readonly kind: 'fault'; readonly fault: Fault }
    | { readonly kind: 'distort'; readonly how: Distortion; readonly times: number }
    | { readonly kind: 'otherHangs'; readonly minutes: number }
    /** Events for so many ids that no machine has ever had. */
    | { readonly kind: 'forgedIds'; readonly ids: number }
    /** The agent connects again, with the same vmId: the machine is registered when it was deleted, else merely written. */
    | { readonly kind: 'registerAgain'; readonly tagged: Tagged; readonly upperCase: boolean }
    /** To the other resource group, with its extension if that is installed, or lost on the way. */
    | { readonly kind: 'move'; readonly first: 'new' | 'old'; readonly keeps: boolean }
    | { readonly kind: (typeof PLAIN_ARM_ACTS)[number] }
  );

/** What takes place at our own doors. Pauses and the rollout are of all machines. */
export type OwnAct = Somewhere &
  (
    | { readonly kind: (typeof PLAIN_OWN_ACTS)[number] }
    | { readonly kind: 'pause'; readonly minutes: number }
    | { readonly kind: 'lostControl'; readonly row: (typeof CONTROL_ROWS)[number] }
  );

export const PLAIN_ARM_ACTS = [
  'register',
  'delete',
  'otherInstalls',
  'otherInstallsOurs',
  'otherRemoves',
  'otherExtension',
  'forgedEvent',
  /** The next GET of the machine is answered with 404. */
  'absentOnce',
] as const;

/** What the next answers about a machine are: those about another one, or without a part that can be read. */
export const DISTORTIONS = ['other machine', 'tags as a list', 'extensions as a text', 'no publisher'] as const;
export type Distortion = (typeof DISTORTIONS)[number];

export const PLAIN_OWN_ACTS = [
  'person',
  'forgedMessage',
  'lostRow',
  'damagedRow',
  'aheadRow',
  'resume',
  'resumeWithout',
  'offboard',
  'include',
] as const;
export const CONTROL_ROWS = ['rollout', 'pauses'] as const;

const OWN_ACTS: readonly Act['kind'][] = [...PLAIN_OWN_ACTS, 'pause', 'lostControl'];

/** Whether an act takes place at our own doors. */
export function isOwnAct(act: Act): act is OwnAct {
  return OWN_ACTS.includes(act.kind);
}

/** The next calls of this kind go wrong. */
export interface Fault {
  readonly call: 'read' | 'poll' | 'patch' | 'put';
  readonly how: 'throttled' | 'throttledForADay' | 'ill' | 'denied' | 'busy' | 'lostAnswer' | 'lostRequest';
  readonly times: number;
}

/** What befalls the call of that number, counting all calls of the app to its ports. */
export interface Mishap {
  readonly call: number;
  readonly how: (typeof MISHAPS)[number];
}

/**
 * The process dies before the call takes effect, or after it has and before the answer; the call fails, with or without
 * effect; the caller gives up, and it takes effect only afterwards.
 */
export const MISHAPS = ['diesBefore', 'diesAfter', 'fails', 'losesAnswer', 'late'] as const;

/** When everybody else has had their turn; from then on ARM is well. Seconds from the start. */
export function quietAt({ machines, acts }: World): number {
  return Math.max(...[...machines, ...acts].map(({ at }) => at)) + 60;
}
