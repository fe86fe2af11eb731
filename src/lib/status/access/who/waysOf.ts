/** The ways of one person. */
import type { Directory } from '../../../access/directory.ts';
import { directoryFix } from '../../../access/directoryFix.ts';
import { NO_NAMES } from '../../../access/plan/names.ts';
import type { KnownNow } from '../../../access/runs/knownNow.ts';
import type { PlanDocument } from '../../../access/runs/planDocument.ts';
import { hindrancesOf } from '../../../access/who/hindrances.ts';
import { concernsPerson } from '../../../access/who/pending.ts';
import { untoldPeople } from '../../../access/who/untoldPeople.ts';
import { whereCan } from '../../../access/who/who.ts';
import { gapsAnywhere, type Unread } from '../../../access/who/whoGaps.ts';
import { Failure } from '../../../errors.ts';
import { type Problem, problem } from '../../../http/problem.ts';
import { membershipNow, NOWHERE } from './membershipNow.ts';
import { type PersonAsked, personAsked } from './personAsked.ts';
import type { WaysFound, WaysPager } from './waysFound.ts';
import { namesFor } from './whoNames.ts';

export interface WaysOfDeps {
  readonly directory: Pick<Directory, 'people' | 'groupsOf' | 'groupsHolding' | 'person' | 'personNamed'>;
}

/** Where the whole directory is in doubt. */
const ROOT = '/';

/** Everywhere that the person of this id or name can sign in. */
export async function waysOf(
  text: string,
  { known, plan }: Pick<KnownNow, 'known' | 'plan'>,
  pageOf: WaysPager,
  { directory }: WaysOfDeps,
): Promise<WaysFound | Problem<'not-found'>> {
  const person = await personAsked(text, directory);
  if (person === 'absent') return problem('not-found', 'The directory has no user of this name.');
  const { id, seen } = person;
  // Whoever is gone is in no group; what is left are assignments of their own.
  const gone = seen === 'absent' || seen === 'deleted';
  const { holding, gaps } = gone ? NOWHERE : await membershipNow(id, known, directory);
  const all = whereCan(id, known, holding);
  if (seen === 'absent' && all.length === 0)
    return problem('not-found', 'The directory has no user of this id, and no assignment that was read names it.');
  const ways = pageOf(all);
  const looked = await namesFor(ways.items, known, directory);
  const untold = seen instanceof Failure ? [untoldPerson(seen)] : untoldPeople(ways.items, looked, ROOT);
  return {
    ways,
    names: looked.names,
    incomplete: [...gapsAnywhere(known), ...untold, ...gaps],
    hindrances: hindrancesOfPerson(person, plan),
    concerns: concernsPerson(id, known),
  };
}

/** What keeps them out everywhere: by the directory at this moment, and by the plan, which knows whom the policy denies. */
function hindrancesOfPerson({ id, seen }: PersonAsked, plan: PlanDocument | undefined): WaysFound['hindrances'] {
  const people = typeof seen === 'string' || seen instanceof Failure ? [] : [[id, seen] as const];
  const asked = new Set(seen instanceof Failure ? [] : [id]);
  const now = hindrancesOf({ principalId: id, principalType: 'User' }, { ...NO_NAMES, people: new Map(people), asked });
  const denied = plan?.leftOut.find(({ principalId, reason }) => principalId === id && reason === 'denied');
  return denied === undefined ? now : [...now, { reason: 'denied', message: denied.message }];
}

function untoldPerson(failure: Failure): Unread {
  const message = `Whether the directory has this user, and they can sign in, could not be looked up (${failure.code}).`;
  return { scope: ROOT, message, fix: directoryFix(failure, 'User.Read.All') };
}
