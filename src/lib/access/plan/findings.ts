/** What comparing finds. */
import type { Instant } from '../../time.ts';
import type { Assignment } from '../assignment.ts';
import type { GrantRecord } from '../grants.ts';
import type { LoginRole } from '../role.ts';
import type { Change, Withheld } from './change.ts';
import type { Foreign } from './foreign.ts';
import { type Keepers, newKeepers } from './keepers.ts';

/** Somebody who is wanted and has access already through an assignment of others. */
export interface Satisfied {
  readonly scope: string;
  readonly role: LoginRole;
  readonly principalId: string;
  readonly binding: string;
  /** Name of the assignment that gives it. */
  readonly by: string;
  /** When PIM takes it away again. */
  readonly endsAt?: Instant;
}

/** An assignment of ours that is not on record. */
export interface Unrecorded {
  readonly assignment: Assignment;
  /** The binding that wants it, or that once may have; null when no binding is known. */
  readonly binding: string | null;
}

/** An assignment of ours that is wanted, and on record for a binding that does not want it there. */
export interface Reattributed {
  readonly record: GrantRecord;
  /** The binding that wants it. */
  readonly binding: string;
}

/** What becomes of one role at one scope. */
export interface ScopeCount {
  readonly scope: string;
  readonly role: LoginRole;
  readonly kept: number;
  readonly adds: number;
  readonly removes: number;
  readonly withheld: number;
}

/** What comparing has found so far. */
export interface Findings {
  readonly adds: Change[];
  readonly removes: Change[];
  readonly withheld: Withheld[];
  /** By binding. */
  readonly kept: Map<string, number>;
  readonly keepers: Keepers;
  readonly satisfied: Satisfied[];
  readonly foreign: Foreign[];
  readonly scopes: ScopeCount[];
  readonly unrecorded: Unrecorded[];
  readonly reattributed: Reattributed[];
  readonly lost: Set<string | null>;
  /** Group → principal → since when complete readings lack them. */
  readonly absent: Map<string, Map<string, Instant>>;
  /** By binding. */
  readonly blockedSince: Map<string, Instant>;
  /** Moments from which on something withheld can be confirmed; the earliest counts. */
  confirmAt: Instant;
}

/** Nothing yet. */
export function nothingFound(): Findings {
  return {
    adds: [],
    removes: [],
    withheld: [],
    kept: new Map(),
    keepers: newKeepers(),
    satisfied: [],
    foreign: [],
    scopes: [],
    unrecorded: [],
    reattributed: [],
    lost: new Set(),
    absent: new Map(),
    blockedSince: new Map(),
    confirmAt: Infinity,
  };
}
