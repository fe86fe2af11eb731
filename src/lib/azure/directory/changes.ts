/**
 * What changed in the directory (learn.microsoft.com/graph/delta-query-overview). Only who and which: that a nested group or
 * the deletion of a member changes the groups above is not told, and nothing is in any order; whoever reads this
 * reads again what it names.
 */
import type { DirectoryChanges, DirectoryMarks } from '../../access/directory.ts';
import { Failure } from '../../errors.ts';
import { unexpectedAnswer } from '../pipeline/unexpectedAnswer.ts';
import type { GraphDeps } from './askGraph.ts';
import { idItem } from './items.ts';
import { isOwnLink } from './ownLink.ts';
import { pages } from './pages.ts';

/** With this token a list of changes begins now, with nothing in it. The other options hold for all that follows. */
const LATEST = '$deltatoken=latest';

/** What is not selected is not told of: "Get incremental changes for groups" (learn.microsoft.com/graph/delta-query-groups). */
const FIRST: DirectoryMarks = {
  users: `/users/delta?$select=accountEnabled,userType&${LATEST}`,
  groups: `/groups/delta?$select=displayName,members&${LATEST}`,
};

const LIST = { item: idItem, what: 'the changes' };

interface Round {
  readonly ids: ReadonlySet<string>;
  /** Where the next one begins. */
  readonly mark: string;
}

/** What changed since, or where to begin from when that can no longer be told. */
export async function changesSince(deps: GraphDeps, since: DirectoryMarks | undefined): Promise<DirectoryChanges> {
  const users = since && (await laterRound(deps, since.users));
  const groups = since && users && (await laterRound(deps, since.groups));
  if (users !== undefined && groups !== undefined) {
    const marks = { users: users.mark, groups: groups.mark };
    return { kind: 'changes', users: users.ids, groups: groups.ids, marks };
  }
  const first = { users: await wholeRound(deps, FIRST.users), groups: await wholeRound(deps, FIRST.groups) };
  return { kind: 'startOver', marks: { users: first.users.mark, groups: first.groups.mark } };
}

/**
 * Undefined when the mark is too old. Marks come out of storage: what is no link of Graph, because somebody put it there or
 * the endpoint is another one now, is not called, and is worth as much as one that is too old.
 */
async function laterRound(deps: GraphDeps, mark: string): Promise<Round | undefined> {
  if (!isOwnLink(deps.calls.endpoint, mark)) return undefined;
  try {
    return await wholeRound(deps, mark);
  } catch (error) {
    if (isTooOld(error)) return undefined;
    throw error;
  }
}

async function wholeRound(deps: GraphDeps, from: string): Promise<Round> {
  const ids = new Set<string>();
  let mark: string | undefined;
  for await (const { items, deltaLink } of pages(deps, from, LIST)) {
    for (const id of items) ids.add(id);
    mark = deltaLink;
  }
  if (mark === undefined) throw unexpectedAnswer('the last page of the changes', '@odata.deltaLink');
  return { ids, mark };
}

const TOO_OLD = new Set(['syncstatenotfound', 'resyncrequired']);

/**
 * 410, or 40x with one of these codes, in any case. A mark that Graph refuses for another reason will not get better either.
 */
function isTooOld(error: unknown): boolean {
  if (!(error instanceof Failure) || error.code === 'ForeignLink') return false;
  return error.kind === 'rejected' || TOO_OLD.has(error.code.toLowerCase());
}
