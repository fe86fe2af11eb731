/** What deny assignments take away. Pure. */
import { type Denial, reaches, scopeKey } from './assignment.ts';
import type { LoginRole } from './role.ts';

/** Whom an assignment lets in, and where they want to sign in. */
export interface Entry {
  /** Where somebody wants to sign in. */
  readonly scope: string;
  readonly role: LoginRole;
  /** The person, and the group through which they come in, if any. */
  readonly principals: readonly string[];
}

/**
 * The deny assignment that keeps somebody out, undefined when none is known to. A denial of a group whose members are not
 * known keeps out only who comes in through that very group.
 */
export function denialOf({ scope, role, principals }: Entry, denials: readonly Denial[]): Denial | undefined {
  return denials.find((denial) => {
    if (!denial.roles.includes(role) || principals.some((id) => denial.excludedPrincipalIds.includes(id))) return false;
    const here = denial.notBelow ? scopeKey(denial.scope) === scopeKey(scope) : reaches(denial.scope, scope);
    return here && (denial.everyone || principals.some((id) => denial.principalIds.includes(id)));
  });
}
