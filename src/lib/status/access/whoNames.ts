/** What the directory tells of those whom an answer about ways in names. */
import type { Directory } from '../../access/directory.ts';
import { type Names, NO_NAMES } from '../../access/plan/names.ts';
import type { Known, Way } from '../../access/who.ts';
import { Failure } from '../../errors.ts';

/** Names and ways for one answer; beyond these nobody reads on. */
const NAMED_AT_MOST = 1000;

/** An answer without names is better than none. */
export async function namesFor(
  ways: readonly Way[],
  { bindings }: Known,
  directory: Pick<Directory, 'people' | 'groupsOf'>,
): Promise<Names> {
  const nested = bindings.flatMap(({ reading }) => reading?.nested ?? []);
  const withNested = new Set(
    bindings.flatMap(({ binding, reading }) => (reading?.nested.length ? [binding.name] : [])),
  );
  const named = ways.flatMap(({ principalId, group }) => (group === undefined ? [principalId] : [principalId, group]));
  const ids = [...new Set([...named, ...nested])].slice(0, NAMED_AT_MOST);
  const inNested = ways.filter(
    ({ binding, principalType }) => principalType === 'User' && withNested.has(binding ?? ''),
  );
  const people = [...new Set(inNested.map(({ principalId }) => principalId))].slice(0, NAMED_AT_MOST);
  try {
    const [seen, groups] = await Promise.all([
      ids.length === 0 ? new Map<string, never>() : directory.people(ids),
      people.length === 0 ? new Map<string, never>() : directory.groupsOf(people),
    ]);
    return { people: seen, asked: new Set(ids), groups };
  } catch (error) {
    if (error instanceof Failure) return NO_NAMES;
    throw error;
  }
}
