/** How an attempt at a change ends: each way has a code that stays, and a sentence for people. */
import type { Evidence } from './changeRecord.ts';

/** What is made, or was there. */
export const DONE_CODES = ['Created', 'AlreadyThere', 'Removed', 'WasAbsent'] as const;

/** What keeps a change from being made now; the next plan decides anew. */
export const HELD_CODES = [
  'ObserveMode',
  'PlanTooOld',
  'Paused',
  'PolicyChanged',
  'PolicyUnreadable',
  'ApprovalOver',
  'BudgetSpent',
  'Floor',
  'NoLongerWanted',
  'PlaceUnreadable',
  'NotInDirectory',
  'NotEnabled',
  'NotAMember',
  'Guest',
  'NotReadable',
  'GroupGone',
  'NotRoleAssignable',
  'DeniedInGroup',
  'MachineUnmatched',
  'MachineUnreadable',
  'StillAMember',
  'StillEnabled',
  'StillInDirectory',
  'StillMatching',
  'StillNeeded',
  'AwaitsSecondLook',
] as const;

/** What somebody must change, or what did not come right in time. */
export const FAILED_CODES = [
  'LimitExceeded',
  'Denied',
  'UpdateNotPermitted',
  'UnmatchedPrincipalType',
  'ScopeAbsent',
  'Refused',
  'PrincipalNotFound',
  'Busy',
  'Unavailable',
] as const;

export type DoneCode = (typeof DONE_CODES)[number];
export type HeldCode = (typeof HELD_CODES)[number];
export type FailedCode = (typeof FAILED_CODES)[number];

/** It is not made now. */
export interface Hold {
  readonly held: HeldCode;
  readonly message: string;
  /** Who has approved what is held all the same. */
  readonly approvedBy?: string;
}

/** What was looked at, and what it comes to. */
export interface Proof {
  readonly evidence: readonly Evidence[];
  /** Why it is not proven; absent when it is. */
  readonly hold?: Hold;
}

/** A hold. */
export function hold(held: HeldCode, message: string): Hold {
  return { held, message };
}
