/** What a person can do about a write that Azure has denied: it depends on why. Pure. */
import type { DenialCause } from '../assignmentWriter.ts';
import type { Change } from '../plan/change.ts';
import { LOGIN_ROLE_NAMES } from '../role.ts';

const DOCS = 'https://learn.microsoft.com/azure';
const LOCKS = `${DOCS}/azure-resource-manager/management/lock-resources`;
const CONDITIONS = `${DOCS}/role-based-access-control/delegate-role-assignments-examples`;
const TROUBLESHOOTING = `${DOCS}/role-based-access-control/troubleshooting`;

/** The way out, in sentences. */
export function denialAdvice(because: DenialCause, { action, scope, role, principalType }: Change): string {
  const needed = `Microsoft.Authorization/roleAssignments/${action === 'add' ? 'write' : 'delete'}`;
  switch (because) {
    case 'lock': {
      // Only a read-only lock keeps from writing; both kinds keep from deleting (lock-resources).
      const kinds = action === 'add' ? 'ReadOnly' : 'CanNotDelete or ReadOnly';
      return `A ${kinds} lock at ${scope} or above it keeps it from being made; no role is missing. Take the lock away, and the next run tries again; see ${LOCKS}.`;
    }
    case 'condition':
      // The text of Azure leaves open which of the two it is.
      return `The condition of this app's own role assignment does not allow ${LOGIN_ROLE_NAMES[role]} for a ${principalType} there, unless the app lacks ${needed} altogether. Access control (IAM) at ${scope} shows the role assignment of this app with its condition; see ${CONDITIONS}.`;
    case 'permission':
      return `The identity of this app lacks ${needed} at ${scope}: assign it a role with that action there; see ${TROUBLESHOOTING}.`;
    case 'other':
      return 'See to what the text names: a policy, a denial, or the identity of this app.';
  }
}
