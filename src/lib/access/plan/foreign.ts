/** What is there and not ours: a plan shows it and leaves it alone. Pure. */
import { defined } from '../../defined.ts';
import type { Instant } from '../../time.ts';
import type { Assignment } from '../assignment.ts';
import type { LoginRole } from '../role.ts';
import type { World } from './world.ts';

/** An assignment that is not ours. */
export interface Foreign {
  readonly name: string;
  readonly scope: string;
  readonly role: LoginRole;
  readonly principalId: string;
  readonly principalType: string;
  readonly principal?: string;
  /** It has a condition of its own, so that it may give less than its role. */
  readonly conditional?: true;
  /** When PIM takes it away again. */
  readonly endsAt?: Instant;
  /** The installation that made it, when it is another one of this product. */
  readonly installationId?: string;
}

/** An assignment of others, as the plan shows it. */
export function foreignOf(assignment: Assignment, { whose, givers }: World): Foreign {
  const { name, scope, role, principalId, principalType, conditional } = assignment;
  const owner = whose.ownership(assignment);
  const installationId = owner.kind === 'otherInstallation' ? owner.installationId : undefined;
  const given = { name, scope, role, principalId, principalType };
  return defined({ ...given, conditional, endsAt: givers.endOf(assignment), installationId });
}
