/** What tells a group from another one of its name, in lines for people. What the directory does not tell is left out. */
import type { Directory, GroupNamed } from '../../src/lib/access/directory.ts';
import { nameOf } from '../../src/lib/access/plan/names.ts';
import { finalFailure } from '../../src/lib/access/runs/finalFailure.ts';
import { type Patience, patiently } from '../../src/lib/access/runs/patiently.ts';
import { toIso } from '../../src/lib/time.ts';
import { namesOf } from '../terminal/names.ts';

export interface GroupDetailsDeps extends Patience {
  readonly directory: Pick<Directory, 'owners' | 'members' | 'people'>;
}

/** Enough to recognize a team by. */
const MEMBERS_NAMED = 5;

/** Description, day of creation, owners, and some members. */
export async function groupDetails(group: GroupNamed, deps: GroupDetailsDeps): Promise<readonly string[]> {
  const { description, createdAt } = group;
  return [
    ...(description === undefined ? [] : [`description: ${description}`]),
    ...(createdAt === undefined ? [] : [`created: ${toIso(createdAt).slice(0, 10)}`]),
    ...(await ownersLine(group, deps)),
    ...(await membersLine(group, deps)),
  ];
}

async function ownersLine({ id }: GroupNamed, deps: GroupDetailsDeps): Promise<readonly string[]> {
  const owners = await asTold(() => deps.directory.owners(id), 'the owners', deps);
  if (owners === undefined) return [];
  return [`owners: ${listOf(owners.map((one) => one.displayName ?? one.id))}`];
}

async function membersLine({ id, hiddenMembership }: GroupNamed, deps: GroupDetailsDeps): Promise<readonly string[]> {
  // Where they are hidden the list comes back empty, which would be told as a group without members.
  if (hiddenMembership) return [];
  const members = await asTold(() => firstMembers(id, deps.directory), 'the members', deps);
  if (members === undefined) return [];
  const named = members.slice(0, MEMBERS_NAMED).map((principalId) => ({ principalId }));
  const names = await namesOf(named, deps);
  const shown = named.map(({ principalId }) => nameOf(principalId, names) ?? principalId);
  return [`members: ${listOf(shown)}${members.length > MEMBERS_NAMED ? ' and others' : ''}`];
}

/** No more pages than are needed: a group may have a hundred thousand members. */
async function firstMembers(id: string, directory: Pick<Directory, 'members'>): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const page of directory.members(id)) {
    ids.push(...page.map((member) => member.id));
    if (ids.length > MEMBERS_NAMED) break;
  }
  return ids;
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

function asTold<T>(ask: () => Promise<T>, what: string, deps: GroupDetailsDeps): Promise<T | undefined> {
  const attempt = async (mayRetry: boolean): Promise<T | undefined> => {
    try {
      return await ask();
    } catch (error) {
      const { code, message } = finalFailure(error, mayRetry);
      deps.progress?.(`The directory does not tell ${what}: ${message} (${code})`);
      return undefined;
    }
  };
  return patiently(attempt, what, deps);
}
