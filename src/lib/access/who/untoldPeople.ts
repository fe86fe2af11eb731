/** That nobody knows of some people whether they can sign in: silence must not be taken for a yes. Pure. */
import type { Failure } from '../../errors.ts';
import { directoryFix, permissionFix } from '../directoryFix.ts';
import type { Names } from '../plan/names.ts';
import type { Way } from './who.ts';
import type { Unread } from './whoGaps.ts';

/** What the directory was asked about the people of an answer, and that it did not answer. */
export interface LookedUp {
  readonly names: Names;
  readonly failure?: Failure;
}

const PERMISSION = 'User.Read.All';

/** What is not known of the people whom these ways let in. */
export function untoldPeople(ways: readonly Way[], { names, failure }: LookedUp, scope: string): readonly Unread[] {
  const users = new Set(ways.flatMap((way) => (way.principalType === 'User' ? [way.principalId] : [])));
  if (users.size === 0) return [];
  if (failure !== undefined) {
    const message = `Whether these people are there, enabled and no guests could not be looked up (${failure.code}).`;
    return [{ scope, message, fix: directoryFix(failure, PERMISSION) }];
  }
  const untold = [...users].filter((id) => {
    const seen = names.people.get(id);
    // Null is not false: a permission is missing.
    return seen !== undefined && seen.enabled === null;
  });
  return notTold(untold.length, scope);
}

function notTold(count: number, scope: string): readonly Unread[] {
  if (count === 0) return [];
  const message = `The directory does not tell of ${people(count)} whether they are enabled, or guests.`;
  return [{ scope, message, fix: permissionFix(PERMISSION) }];
}

function people(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}
