/** The ways into one machine. */
import type { Directory } from '../../../access/directory.ts';
import { concernsMachine } from '../../../access/who/pending.ts';
import { standingAt } from '../../../access/who/standing.ts';
import { unreadGroups, untoldMembers } from '../../../access/who/unreadGroups.ts';
import { untoldPeople } from '../../../access/who/untoldPeople.ts';
import { type Known, whoAt } from '../../../access/who/who.ts';
import { gapsAt } from '../../../access/who/whoGaps.ts';
import type { Problem } from '../../../http/problem.ts';
import { armId } from '../../../onboarding/machineId.ts';
import type { Ledger } from '../../../onboarding/ports.ts';
import { machineNamed } from '../../machineNamed.ts';
import type { WaysFound, WaysPager } from './waysFound.ts';
import { namesFor } from './whoNames.ts';

export interface WaysToDeps {
  readonly directory: Pick<Directory, 'people' | 'groupsOf'>;
  readonly ledger: Ledger;
}

/** Everybody who can sign in to the machine of this id or name. */
export async function waysTo(
  text: string,
  known: Known,
  pageOf: WaysPager,
  { ledger, directory }: WaysToDeps,
): Promise<WaysFound | Problem<'unknown-machine' | 'ambiguous-machine'>> {
  const named = await machineNamed(text, ledger);
  if (!named.ok) return named.problem;
  const machine = armId(named.id);
  const ways = pageOf(whoAt(machine, known));
  const unread = unreadGroups(standingAt(machine, known.places), known);
  const groups = unread.map(({ id }) => id);
  const looked = await namesFor(ways.items, known, directory, groups);
  const { names } = looked;
  const members = untoldMembers(unread, names);
  const incomplete = [...gapsAt(machine, known), ...members, ...untoldPeople(ways.items, looked, machine)];
  return { ways, names, incomplete, machine, hindrances: [], concerns: concernsMachine(machine, known) };
}
