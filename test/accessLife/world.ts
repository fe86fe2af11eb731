/**
 * Everything that one life of access depends on, as plain JSON: the same world lives the same life. Small on purpose, so that
 * fast-check can shrink it to the few things that make a story go wrong. People, groups, machines, scopes and bindings are
 * numbers: what is out of range means the first, so that shrinking one thing leaves the others in place.
 */
import type { Guards } from '../../src/lib/access/policy/guards.ts';
import type { LoginRole } from '../../src/lib/access/role.ts';
import type { ReadingEvent } from './readingEvents.ts';

export const PEOPLE = 8;
export const GROUPS = 3;
export const MACHINES = 3;

export interface World {
  /** Luck: which of the due messages comes first. */
  readonly seed: number;
  /** Whether a person approves whatever waits when everything is quiet, or nobody does. */
  readonly approver: boolean;
  readonly confirmMinutes: number;
  readonly guards: Pick<
    Guards,
    | 'maxRemovals'
    | 'maxRemovalPercent'
    | 'maxRemovalsTotal'
    | 'maxNewAdministrators'
    | 'maxNewUsers'
    | 'maxDenied'
    | 'minAdministrators'
    | 'requireRoleAssignable'
  >;
  readonly people: readonly PersonPlan[];
  readonly groups: readonly GroupPlan[];
  /** Their tags. */
  readonly machines: readonly Tag[];
  readonly bindings: readonly BindingPlan[];
  readonly exempt: readonly number[];
  readonly deny: readonly number[];
  /** Whether all that the policy wants stands already and is on record, beside what is said here. */
  readonly settled: boolean;
  readonly standing: readonly Standing[];
  readonly happenings: readonly Happening[];
  readonly mishaps: readonly Mishap[];
}

/** `untyped`, `odd`: members without a `userType`, or with one in another case. */
export type PersonPlan = 'member' | 'disabled' | 'guest' | 'untyped' | 'odd';

export interface GroupPlan {
  readonly members: readonly number[];
  /** Groups in it. */
  readonly nested: readonly number[];
  readonly roleAssignable: boolean;
}

export type Tag = 'web' | 'db';

export interface BindingPlan {
  readonly group: number;
  readonly role: LoginRole;
  readonly target: Target;
  readonly assign: 'members' | 'group';
  readonly adopt: boolean;
  readonly expires: Expiry;
}

/** Machines by their tag, by one name, or all of them. */
export type Target =
  | { readonly scopes: readonly number[] }
  | { readonly tag: Tag }
  | { readonly names: number | 'all' };

/** `soon`: at the end of the second day of the life. */
export type Expiry = 'never' | 'over' | 'soon';

/** What stands at the beginning. */
export interface Standing {
  readonly who: Who;
  readonly role: LoginRole;
  readonly scope: number;
  readonly maker: Maker;
  /** The ledger knows of it, for this binding or for none; else it is lost there. */
  readonly recorded: 'lost' | 'unattributed' | number;
}

export type Who = { readonly person: number } | { readonly group: number };

/**
 * `former`: an earlier installation of ours, whose assignments we take over. `planted`: somebody who computes our names.
 * `twin`: another app that works under our installation's id.
 */
export type Maker = 'own' | 'former' | 'other' | 'foreign' | 'planted' | 'twin';

/**
 * Something that others do or that befalls the services, so long after what happened before it; with `amid` in the middle of a
 * run that begins then, when so many batches of messages have been handled.
 */
export type Happening = { readonly after: Pause; readonly amid?: number } & (
  | { readonly kind: 'join' | 'leave'; readonly person: number; readonly group: number }
  | { readonly kind: 'leaveTogether'; readonly people: readonly number[]; readonly group: number }
  | { readonly kind: PersonAct; readonly person: number }
  | { readonly kind: GroupAct; readonly group: number }
  | { readonly kind: 'nest' | 'unnest'; readonly group: number; readonly into: number }
  | { readonly kind: 'bind'; readonly binding: number; readonly change: BindingChange }
  | { readonly kind: PlainAct }
  | { readonly kind: 'deny' | 'lift' | 'exempt'; readonly person: number }
  | { readonly kind: 'retag'; readonly machine: number; readonly tag: Tag }
  | { readonly kind: 'machineGone'; readonly machine: number }
  /** Its agent has told Azure what it runs, or Azure does not know it (any more). */
  | { readonly kind: 'report' | 'unreport'; readonly machine: number }
  | { readonly kind: 'assign'; readonly who: Who; readonly role: LoginRole; readonly scope: number }
  /** Somebody copies our description, or our way to make names, or works under our id as another app. */
  | {
      readonly kind: 'plant';
      readonly who: Who;
      readonly role: LoginRole;
      readonly scope: number;
      readonly as: 'described' | 'named' | 'twin';
    }
  /** Somebody gets a role that ends by itself. */
  | {
      readonly kind: 'lend';
      readonly who: Who;
      readonly role: LoginRole;
      readonly scope: number;
      readonly minutes: number;
      readonly as: 'open' | 'described';
    }
  /** The directory, asked who somebody is, leaves them out for a while. */
  | { readonly kind: 'omit'; readonly person: number; readonly minutes: number }
  /** For a while the app cannot find out its own object id. */
  | { readonly kind: 'selfUnknown'; readonly minutes: number }
  /** Somebody takes an assignment away, whoever made it. */
  | { readonly kind: 'unassign'; readonly nth: number }
  | { readonly kind: 'stale' | 'lag'; readonly minutes: number }
  /** From now on no more assignments fit than there are, at each place. */
  | { readonly kind: 'full' }
  /** A replica of the directory does not know these people: it answers 404 to checks of their groups, or to all about them. */
  | {
      readonly kind: 'unknown';
      readonly people: readonly number[];
      readonly to: 'checks' | 'all';
      readonly minutes: number;
    }
  | { readonly kind: 'fault'; readonly call: FaultyCall; readonly how: Fault; readonly times: number }
  | { readonly kind: 'lose'; readonly table: Table }
  | { readonly kind: 'message'; readonly who: Who; readonly role: LoginRole; readonly scope: number }
  /** What was once on the queue of changes is there again. */
  | { readonly kind: 'again'; readonly nth: number }
  | {
      readonly kind: 'decide';
      readonly what: 'approve' | 'reject';
      readonly nth: number;
      readonly hash: 'right' | 'wrong';
    }
  | { readonly kind: 'pause'; readonly target: 'removals' | 'access' | 'all'; readonly minutes: number }
  | { readonly kind: 'resume'; readonly target: 'removals' | 'access' | 'all' }
  | { readonly kind: 'ask' }
  | ReadingEvent
  /** The directory is once more, or the policy says once more, what it was before the last change. */
  | { readonly kind: 'undo'; readonly what: 'truth' | 'policy' }
);

/** In minutes. While it is longer than runs need, the app does not run at all. */
export type Pause = number;

export const PERSON_ACTS = ['disable', 'enable', 'turnGuest', 'turnMember', 'delete', 'purge', 'restore'] as const;
export type PersonAct = (typeof PERSON_ACTS)[number];

export const GROUP_ACTS = ['deleteGroup', 'restoreGroup', 'hide', 'show'] as const;
export type GroupAct = (typeof GROUP_ACTS)[number];

export const PLAIN_ACTS = ['breakPolicy', 'mendPolicy', 'permissionLost', 'permissionBack'] as const;
export type PlainAct = (typeof PLAIN_ACTS)[number];

export type BindingChange =
  | { readonly to: 'dropped' | 'back' | 'otherMode' | 'otherRole' | 'adopting' | 'notAdopting' }
  | { readonly to: 'expires'; readonly expires: Expiry }
  | { readonly to: 'target'; readonly target: Target }
  | { readonly to: 'group'; readonly group: number };

/** Calls that fail by themselves until they are asked so often. */
export const FAULTY_CALLS = [
  'members',
  'group',
  'people',
  'person',
  'confirmedMembers',
  'changes',
  'list',
  'inventory',
  'machine',
  'create',
  'remove',
] as const;
export type FaultyCall = (typeof FAULTY_CALLS)[number];

export const FAULTS = ['transient', 'throttled', 'denied'] as const;
export type Fault = (typeof FAULTS)[number];

/** What can be lost, each by itself. `control`: budgets, floors, locks, pauses, who is missing. */
export const TABLES = ['grants', 'control', 'changes', 'documents', 'quarantines'] as const;
export type Table = (typeof TABLES)[number];

/** What befalls one call of one step, counted over all instances that are at work in it. */
export interface Mishap {
  readonly step: number;
  readonly call: number;
  readonly how: (typeof MISHAPS)[number];
}

/** The process dies before the call or after it; the call fails without effect; its effect takes place and its answer is lost. */
export const MISHAPS = ['diesBefore', 'diesAfter', 'fails', 'losesAnswer', 'doubled'] as const;
