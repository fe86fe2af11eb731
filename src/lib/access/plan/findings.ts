/** What comparing finds. */

import { defined } from '../../defined.ts';
import type { Instant } from '../../time.ts';
import type { Assignment } from '../assignment.ts';
import type { Change, Withheld } from './change.ts';
import type { Foreign, Satisfied, ScopeCount, Unrecorded } from './diff.ts';
import { type Keepers, newKeepers } from './keepers.ts';
import type { World } from './world.ts';

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
    lost: new Set(),
    absent: new Map(),
    blockedSince: new Map(),
    confirmAt: Infinity,
  };
}

/** Why nothing is changed for a policy that is not the one in the blob. */
export const POLICY_UNREADABLE: Withheld['why'] = {
  code: 'PolicyUnreadable',
  message: 'The policy cannot be read; what the last good one would change waits until it can.',
};

/** Why nothing is changed where the assignments are not known. */
export const UNREADABLE: Withheld['why'] = {
  code: 'PlaceUnreadable',
  message: 'The assignments there could not be read, so that nobody knows what is there.',
};

/** An assignment of others, as the plan shows it. */
export function foreignOf(assignment: Assignment, { whose, givers }: World): Foreign {
  const { name, scope, role, principalId, principalType } = assignment;
  const owner = whose.ownership(assignment);
  const installationId = owner.kind === 'otherInstallation' ? owner.installationId : undefined;
  return defined({ name, scope, role, principalId, principalType, endsAt: givers.endOf(assignment), installationId });
}
