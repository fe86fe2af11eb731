/** What a plan is made of: changes, and what keeps some of them from being made. */
import { foldCase } from '../../foldCase.ts';
import type { LoginRole } from '../role.ts';

/** Why somebody is to get a role. */
export const ADD_REASONS = ['member', 'group'] as const;

/** Why somebody is to lose a role; each needs a proof of its own before anything is removed. */
export const REMOVE_REASONS = [
  'leftGroup',
  'disabled',
  'guest',
  'notAPerson',
  'deleted',
  'dropped',
  'expired',
  'switchedToGroup',
  'switchedToMembers',
  'machineUnmatched',
  'deny',
] as const;

/** What keeps a change from being made as the world is. */
export const DIFF_CODES = [
  'PolicyUnreadable',
  'IncompleteReading',
  'PlaceUnreadable',
  'MachinesIncomplete',
  'MachineNotSeen',
  'Exempt',
  'SharedInstallation',
  'WaitsForGroup',
  'WaitsForMembers',
  'WaitsForRole',
  'NotRoleAssignable',
  'DeniedInGroup',
  'ConditionalAssignment',
  'AwaitsSecondReading',
  'AwaitsSecondRun',
] as const;

/** The guards that trip. What one of them withholds lies in a quarantine until an approver decides. */
export const GUARD_CODES = [
  'GuardRemovals',
  'GuardEmptied',
  'GuardRemovalsTotal',
  'GuardDenied',
  'GuardNewAdministrators',
  'GuardNewUsers',
] as const;

/** Everything that keeps a change from being made. */
export const WITHHELD_CODES = [...DIFF_CODES, ...GUARD_CODES, 'Rejected', 'Floor'] as const;

export type AddReason = (typeof ADD_REASONS)[number];
export type RemoveReason = (typeof REMOVE_REASONS)[number];
export type WithheldCode = (typeof WITHHELD_CODES)[number];
export type GuardCode = (typeof GUARD_CODES)[number];

/** A binding by name; null stands for what no binding is known for. */
export type BindingName = string | null;

export interface Change {
  readonly action: 'add' | 'remove';
  readonly scope: string;
  readonly role: LoginRole;
  readonly principalId: string;
  readonly principalType: string;
  /** Name for people, where the directory told. */
  readonly principal?: string;
  /** The binding that wants it, or that once wanted what is to go; null when no binding is known. */
  readonly binding: BindingName;
  /** The way into the group, from the group of the binding to the nested one that holds the person. */
  readonly path?: readonly string[];
  readonly reason: AddReason | RemoveReason;
  /** It makes nobody new, or takes nothing from anybody: guards do not count it. */
  readonly uncounted?: true;
  /** The people whom guards count for a group; absent for a person, who is counted alone. */
  readonly people?: readonly string[];
  /** The quarantine in which it waits or was rejected; of a change that may be made, the one whose approval lets it through. */
  readonly quarantine?: string;
}

export interface Withheld extends Change {
  readonly why: { readonly code: WithheldCode; readonly message: string };
  /** A reading has been incomplete for so long that an approver may stand in for it. */
  readonly proposed?: true;
}

/** What is ordered by where it is, what it gives and to whom. */
type Placed = Pick<Change, 'scope' | 'role' | 'principalId'>;

/** Order of what plans list, so that the same world always gives the same plan. No plan changes the same thing twice. */
export function compareGrants(a: Placed, b: Placed): number {
  return (
    compare(foldCase(a.scope), foldCase(b.scope)) || compare(a.role, b.role) || compare(a.principalId, b.principalId)
  );
}

/** Order of texts by their code units, the same in every country. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
