/** The ids of the groups of a name, and what tells them apart where there are several. */
import type { Directory, GroupNamed } from '../../src/lib/access/directory.ts';
import { patiently } from '../../src/lib/access/runs/patiently.ts';
import { Failure } from '../../src/lib/errors.ts';
import { terminalText } from '../../src/lib/escape/terminal.ts';
import { type GroupDetailsDeps, groupDetails } from './groupDetails.ts';

export interface ResolveDeps extends Required<GroupDetailsDeps> {
  readonly directory: GroupDetailsDeps['directory'] & Pick<Directory, 'groupsNamed'>;
  /** Takes the result. */
  readonly print: (text: string) => void;
}

/** Of so many groups of one name more than the id is told. */
const DETAILED = 20;

/** Prints them; answers the exit code, 0 for one group. */
export async function resolve(name: string, deps: ResolveDeps): Promise<number> {
  const { progress } = deps;
  const groups = await groupsNamed(name, deps);
  if (groups === 'denied') {
    progress(DENIED);
    return 1;
  }
  for (const [index, group] of groups.entries()) {
    const details = groups.length > 1 && index < DETAILED ? await groupDetails(group, deps) : [];
    const lines = [lineOf(group), ...details.map((detail) => `    ${detail}`)];
    deps.print(`${lines.map(terminalText).join('\n')}\n`);
  }
  if (groups.length === 0) progress(`The directory has no group named "${name}".`);
  if (groups.length > 1)
    progress(`${groups.length} groups have this name; make sure which one is meant before you name its id.`);
  return groups.length === 1 ? 0 : 1;
}

const DENIED = `The directory does not let this identity look for groups (Authorization_RequestDenied).
  to do: Grant GroupMember.Read.All in Microsoft Graph to the identity that runs this, with admin consent; a new permission can take a day to reach it. A person may have the role Directory Readers instead.`;

async function groupsNamed(name: string, deps: ResolveDeps): Promise<readonly GroupNamed[] | 'denied'> {
  try {
    return await patiently(() => deps.directory.groupsNamed(name), 'the groups', deps);
  } catch (error) {
    // By its code: also a token that is refused is denied, and no permission mends that.
    if (error instanceof Failure && error.code === 'Authorization_RequestDenied') return 'denied';
    throw error;
  }
}

function lineOf({ id, displayName, roleAssignable, hiddenMembership }: GroupNamed): string {
  const traits = [
    ...(roleAssignable === true ? ['role-assignable'] : []),
    ...(hiddenMembership ? ['hidden members'] : []),
  ];
  return `${id}  ${displayName ?? ''}${traits.length === 0 ? '' : ` (${traits.join(', ')})`}`;
}
