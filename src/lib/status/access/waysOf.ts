/** The ways of one person. */
import type { Directory } from '../../access/directory.ts';
import { type Known, whereCan } from '../../access/who.ts';
import { gapsAnywhere } from '../../access/whoGaps.ts';
import { type Problem, problem } from '../../http/problem.ts';
import { membershipNow } from './membershipNow.ts';
import type { WaysFound } from './waysFound.ts';
import { namesFor } from './whoNames.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface WaysOfDeps {
  readonly directory: Pick<Directory, 'people' | 'groupsOf' | 'groupsHolding' | 'personNamed'>;
}

/** Everywhere that the person of this id or name can sign in. */
export async function waysOf(
  text: string,
  known: Known,
  { directory }: WaysOfDeps,
): Promise<WaysFound | Problem<'not-found'>> {
  const id = await userNamed(text, directory);
  if (id === undefined) return problem('not-found', 'The directory has no user of this name or id.');
  const { holding, gaps } = await membershipNow(id, known, directory);
  const ways = whereCan(id, known, holding);
  return { ways, names: await namesFor(ways, known, directory), incomplete: [...gapsAnywhere(known), ...gaps] };
}

async function userNamed(text: string, directory: WaysOfDeps['directory']): Promise<string | undefined> {
  if (GUID.test(text)) return text.toLowerCase();
  const person = await directory.personNamed(text);
  return person === 'absent' ? undefined : person.id;
}
