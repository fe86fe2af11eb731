/** What comparing finds. */

import { defined } from '../../defined.ts';
import type { Assignment } from '../assignment.ts';
import type { Change, Withheld } from './change.ts';
import type { Foreign, Satisfied, ScopeCount } from './diff.ts';
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
