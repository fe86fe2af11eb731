/** The ways of one person. */
import type { Directory } from '../../../access/directory.ts';
import { directoryFix } from '../../../access/directoryFix.ts';
import { untoldPeople } from '../../../access/who/untoldPeople.ts';
import { type Known, whereCan } from '../../../access/who/who.ts';
import { gapsAnywhere, type Unread } from '../../../access/who/whoGaps.ts';
import { Failure } from '../../../errors.ts';
import { type Problem, problem } from '../../../http/problem.ts';
import { membershipNow, NOWHERE } from './membershipNow.ts';
import { personAsked } from './personAsked.ts';
import type { WaysFound } from './waysFound.ts';
import { namesFor } from './whoNames.ts';

export interface WaysOfDeps {
  readonly directory: Pick<Directory, 'people' | 'groupsOf' | 'groupsHolding' | 'person' | 'personNamed'>;
}

/** Where the whole directory is in doubt. */
const ROOT = '/';

/** Everywhere that the person of this id or name can sign in. */
export async function waysOf(
  text: string,
  known: Known,
  { directory }: WaysOfDeps,
): Promise<WaysFound | Problem<'not-found'>> {
  const person = await personAsked(text, directory);
  if (person === 'absent') return problem('not-found', 'The directory has no user of this name.');
  const { id, seen } = person;
  // Whoever is gone is in no group; what is left are assignments of their own.
  const gone = seen === 'absent' || seen === 'deleted';
  const { holding, gaps } = gone ? NOWHERE : await membershipNow(id, known, directory);
  const ways = whereCan(id, known, holding);
  if (seen === 'absent' && ways.length === 0)
    return problem('not-found', 'The directory has no user of this id, and no assignment that was read names it.');
  const looked = await namesFor(ways, known, directory);
  const untold = seen instanceof Failure ? [untoldPerson(seen)] : untoldPeople(ways, looked, ROOT);
  return { ways, names: looked.names, incomplete: [...gapsAnywhere(known), ...untold, ...gaps] };
}

function untoldPerson(failure: Failure): Unread {
  const message = `Whether the directory has this user, and they can sign in, could not be looked up (${failure.code}).`;
  return { scope: ROOT, message, fix: directoryFix(failure, 'User.Read.All') };
}
