/** The person that a query names. */
import type { Directory, PersonSeen } from '../../access/directory.ts';
import { Failure } from '../../errors.ts';

export interface PersonAsked {
  readonly id: string;
  /** The person, what became of them, or why that could not be looked up. */
  readonly seen: PersonSeen | 'deleted' | 'absent' | Failure;
}

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
    const id = text.toLowerCase();
    return { id, seen: await seenOrFailure(id, directory) };
  }
  const seen = await directory.personNamed(text);
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
