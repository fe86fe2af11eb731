/** What the directory calls a user of the tenant. */
import { foldCase } from '../foldCase.ts';
import type { PersonSeen } from './directory.ts';

export type UserType = 'member' | 'guest' | 'unknown';

/**
 * `userType` in any case. Accounts made before August 2014 have none, and are members: guests have always had one
 * (microsoftgraph/microsoft-graph-docs, issues 594 and 2880). Only together with `accountEnabled: null` is a permission missing.
 */
export function userTypeOf({ enabled, userType }: Pick<PersonSeen, 'enabled' | 'userType'>): UserType {
  switch (foldCase(userType ?? '')) {
    case 'member':
      return 'member';
    case 'guest':
      return 'guest';
    case '':
      return enabled === null ? 'unknown' : 'member';
    default:
      return 'unknown';
  }
}
