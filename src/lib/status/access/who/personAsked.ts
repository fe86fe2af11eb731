/** The person that a query names. */

import type { Directory, PersonSeen } from '../../../access/directory.ts';
import { isPermissionMissing, permissionFix } from '../../../access/directoryFix.ts';
import { Failure } from '../../../errors.ts';
import { foldCase } from '../../../foldCase.ts';

export interface PersonAsked {
  readonly id: string;
  /** The person, what became of them, or why that could not be looked up. */
  readonly seen: PersonSeen | 'deleted' | 'absent' | Failure;
}

/** Name, account and type of users come with it (learn.microsoft.com/graph/api/user-get; less is told with less). */
const PERMISSION = 'User.Read.All';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Whoever has this object id or user principal name. An id says enough to be answered for even when the directory does not
 * answer; a name says nothing then, nor where nobody has it.
 */
export async function personAsked(
  text: string,
  directory: Pick<Directory, 'person' | 'personNamed'>,
): Promise<PersonAsked | 'absent'> {
  if (GUID.test(text)) {
    const id = foldCase(text);
    return { id, seen: await seenOrFailure(id, directory) };
  }
  const seen = await personNamed(text, directory);
  return seen === 'absent' ? 'absent' : { id: seen.id, seen };
}

async function seenOrFailure(id: string, directory: Pick<Directory, 'person'>): Promise<PersonAsked['seen']> {
  try {
    return await directory.person(id);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

/** The same with a refusal that says which permission is missing: Graph's own does not. */
async function personNamed(name: string, directory: Pick<Directory, 'personNamed'>): Promise<PersonSeen | 'absent'> {
  try {
    return await directory.personNamed(name);
  } catch (error) {
    if (!(error instanceof Failure) || !isPermissionMissing(error)) throw error;
    const { kind, code } = error;
    const refused = `The directory does not let this app look up users by name (${code})`;
    const missing = `the permission ${PERMISSION} of Microsoft Graph is missing. ${permissionFix(PERMISSION)}`;
    throw new Failure(kind, code, `${refused}: ${missing} Until then, ask with the object id.`, { cause: error });
  }
}
