/** What the directory tells of those whom a plan names: once for all of them, and not without end. */
import { defined } from '../../defined.ts';
import type { Failure } from '../../errors.ts';
import type { Diff } from '../plan/diff.ts';
import { type ListedAt, listedBy, listedIn, tellsOf } from '../plan/listed.ts';
import { type Names, NO_NAMES, toLookUp } from '../plan/names.ts';
import type { LookedUp } from '../plan/plan.ts';
import type { PlanInput } from '../plan/planInput.ts';
import type { PlanningDeps } from './accessDeps.ts';
import { finalFailure } from './finalFailure.ts';
import type { PlanDocument } from './planDocument.ts';

/** A question a person, where names are a thousand to a question: beyond these nobody reads on. */
const WAYS_AT_MOST = 1000;

export interface Found extends LookedUp {
  /** Groups of others of which nobody knows whether denied people are in them. */
  readonly unread: PlanDocument['unread'];
  /** For the next run; absent when it was not found out. */
  readonly listedAt?: ListedAt;
}

/**
 * Names, ways into groups, who is denied or exempt (as `known` from an earlier run), and who of the denied is in a group of
 * others. A plan without them is better than none; throws only what is over the rate, and what nobody expected.
 */
export async function lookUp(
  diff: Diff,
  input: Pick<PlanInput, 'policy' | 'places' | 'now'>,
  known: ListedAt | undefined,
  deps: Pick<PlanningDeps, 'directory' | 'progress'>,
): Promise<Found> {
  const ids = listedIn(input);
  const isKnown = tellsOf(known, ids, input.now);
  const names = await namesFor(diff, isKnown ? [] : ids, deps);
  const listedAt = isKnown ? known : (listedBy(names, ids, input.now) ?? known);
  const listed = new Map(Object.entries(listedAt?.principals ?? {}));
  return defined({ names, listed, listedAt, ...(await deniedInOthers(diff, input, deps)) });
}

async function deniedInOthers(
  diff: Diff,
  { policy }: Pick<PlanInput, 'policy'>,
  deps: Pick<PlanningDeps, 'directory'>,
): Promise<Pick<Found, 'deniedIn' | 'unread'>> {
  const deniedIn = new Map<string, readonly string[]>();
  const unread: PlanDocument['unread'][number][] = [];
  if (policy.deny.length === 0) return { deniedIn, unread };
  for (const { principalId, principalType, scope } of diff.foreign) {
    if (principalType !== 'Group' || deniedIn.has(principalId)) continue;
    const members = await answerOf(() => deps.directory.confirmedMembers(policy.deny, principalId));
    deniedIn.set(principalId, members.ok ? [...members.answer.members] : []);
    // Nobody is in a group that is gone.
    if (members.ok || members.failure.kind === 'notFound') continue;
    const message = `Whether denied people are members of group ${principalId}, which has a role there, could not be found out.`;
    unread.push({ scope, code: members.failure.code, message });
  }
  return { deniedIn, unread };
}

async function namesFor(
  diff: Diff,
  listed: readonly string[],
  { directory, progress }: Pick<PlanningDeps, 'directory' | 'progress'>,
): Promise<Names> {
  const { people: named, ways } = toLookUp(diff);
  const people = [...new Set([...named, ...listed])];
  if (people.length > 0) progress?.(`${people.length} names`);
  const names = await answerOf(() =>
    Promise.all([
      people.length === 0 ? new Map() : directory.people(people),
      ways.length === 0 ? new Map() : directory.groupsOf(ways.slice(0, WAYS_AT_MOST)),
    ]),
  );
  if (!names.ok) return NO_NAMES;
  const [seen, groups] = names.answer;
  return { people: seen, asked: new Set(people), groups };
}

type Answer<T> = { readonly ok: true; readonly answer: T } | { readonly ok: false; readonly failure: Failure };

async function answerOf<T>(ask: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, answer: await ask() };
  } catch (error) {
    return { ok: false, failure: finalFailure(error, false) };
  }
}
