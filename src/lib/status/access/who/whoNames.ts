/** What the directory tells of those whom an answer about ways in names. */
import type { Directory } from '../../../access/directory.ts';
import { NO_NAMES } from '../../../access/plan/names.ts';
import type { LookedUp } from '../../../access/who/untoldPeople.ts';
import type { Known, Way } from '../../../access/who/who.ts';
import { Failure } from '../../../errors.ts';

/** Nested groups that are named, for the ways into the groups of bindings. Everybody on a page is looked up. */
const NESTED_NAMED_AT_MOST = 1000;

type NamesDirectory = Pick<Directory, 'people' | 'groupsOf'>;

/** An answer without names is better than none, and one without the ways into groups than one without names. */
export async function namesFor(
  ways: readonly Way[],
  known: Known,
  directory: NamesDirectory,
  alsoNamed: readonly string[] = [],
): Promise<LookedUp> {
  const named = ways.flatMap(({ principalId, group }) => (group === undefined ? [principalId] : [principalId, group]));
  const nested = known.bindings.flatMap(({ reading }) => reading?.nested ?? []).slice(0, NESTED_NAMED_AT_MOST);
  const ids = [...new Set([...named, ...alsoNamed, ...nested])];
  const [people, groups] = await Promise.all([
    answered(ids, (some) => directory.people(some)),
    answered(inNested(ways, known), (some) => directory.groupsOf(some)),
  ]);
  const ofGroups = groups instanceof Failure ? NO_NAMES.groups : groups;
  if (people instanceof Failure) return { names: { ...NO_NAMES, groups: ofGroups }, failure: people };
  return { names: { people, asked: new Set(ids), groups: ofGroups } };
}

/** People who may be in a group that is nested in that of their binding. */
function inNested(ways: readonly Way[], { bindings }: Known): readonly string[] {
  const withNested = new Set(
    bindings.flatMap(({ binding, reading }) => (reading?.nested.length ? [binding.name] : [])),
  );
  const people = ways.filter(({ binding, principalType }) => principalType === 'User' && withNested.has(binding ?? ''));
  return [...new Set(people.map(({ principalId }) => principalId))];
}

type Answer<T> = ReadonlyMap<string, T>;

async function answered<T>(
  ids: readonly string[],
  ask: (ids: readonly string[]) => Promise<Answer<T>>,
): Promise<Answer<T> | Failure> {
  if (ids.length === 0) return new Map();
  try {
    return await ask(ids);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
