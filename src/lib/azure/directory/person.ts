/** One user by id, who may have been deleted. */
import type { PersonSeen } from '../../access/directory.ts';
import { Failure } from '../../errors.ts';
import { readAs } from '../pipeline/readAs.ts';
import { askFor, type GraphDeps } from './askGraph.ts';
import type { Found } from './graphFailure.ts';
import { deletedItem, PERSON_SELECT, personItem } from './items.ts';
import { encoded } from './paths.ts';

/** The user, or what became of them: one question, and a second one only about who is not there. */
export async function personOf(deps: GraphDeps, id: string): Promise<PersonSeen | 'deleted' | 'absent'> {
  const found = await askFor(deps, { method: 'GET', path: `/users/${encoded(id)}?${PERSON_SELECT}` });
  if (found !== 'absent') return readAs(personItem, found.body, 'a user');
  const deleted = await deletedOf(deps, id);
  // An id may have been of a group: that says nothing about a user.
  return deleted !== 'absent' && readAs(deletedItem, deleted.body, 'what was deleted') === 'user'
    ? 'deleted'
    : 'absent';
}

/**
 * Users can be restored for 30 days, and are found there until then (learn.microsoft.com/graph/api/directory-deleteditems-get).
 * Who lacks the permission for it learns nothing, and must do with the weaker answer.
 */
async function deletedOf(deps: GraphDeps, id: string): Promise<Found> {
  try {
    return await askFor(deps, { method: 'GET', path: `/directory/deletedItems/${encoded(id)}?$select=id` });
  } catch (error) {
    // By its code: also a token that is refused is denied, and a proxy on the way knows nothing of permissions.
    if (error instanceof Failure && error.code === 'Authorization_RequestDenied') return 'absent';
    throw error;
  }
}
