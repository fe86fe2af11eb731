/** The ways into one machine. */
import type { Directory } from '../../../access/directory.ts';
import { standingAt } from '../../../access/who/standing.ts';
import { unreadGroups, untoldMembers } from '../../../access/who/unreadGroups.ts';
import { untoldPeople } from '../../../access/who/untoldPeople.ts';
import { type Known, whoAt } from '../../../access/who/who.ts';
import { gapsAt } from '../../../access/who/whoGaps.ts';
import type { Problem } from '../../../http/problem.ts';
import { armId } from '../../../onboarding/machineId.ts';
import type { Ledger } from '../../../onboarding/ports.ts';
import { machineNamed } from '../../machineNamed.ts';
import type { WaysFound } from './waysFound.ts';
import { namesFor } from './whoNames.ts';

export interface WaysToDeps {
  readonly directory: Pick<Directory, 'people' | 'groupsOf'>;
  readonly ledger: Ledger;
}

/** Everybody who can sign in to the machine of this id or name. */
export async function waysTo(
  text: string,
  known: Known,
  { ledger, directory }: WaysToDeps,
): Promise<WaysFound | Problem<'unknown-machine' | 'ambiguous-machine'>> {
  const named = await machineNamed(text, ledger);
  if (!named.ok) return named.problem;
  const machine = armId(named.id);
  const ways = whoAt(machine, known);
  const looked = await namesFor(ways, known, directory);
  const { names } = looked;
  const members = untoldMembers(unreadGroups(standingAt(machine, known.places), known), names);
  const incomplete = [...gapsAt(machine, known), ...members, ...untoldPeople(ways, looked, machine)];
  return { ways, names, incomplete, machine };
}
