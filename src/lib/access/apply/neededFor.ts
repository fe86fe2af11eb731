/**
 * Whether somebody still needs the assignment of a group that is to go: whoever is in the group and is to have the role there
 * or below gets it by another way first, and whoever is exempt keeps it. Who is in the group is listed now, for it may be no
 * group of the policy any more, and whoever joined since it was read has nothing yet. Listings may be old, so everybody whom
 * an earlier reading had is asked for one by one.
 */
import { type Assignment, placeKey, placeOf, reaches, scopeKey } from '../assignment.ts';
import type { Grant } from '../ownership.ts';
import type { Change } from '../plan/change.ts';
import { isSettled } from '../plan/cover.ts';
import { bucketKey, type ResolvedBinding } from '../plan/desired.ts';
import { isEligible, leftOutReason } from '../plan/membership.ts';
import { isOver } from '../policy/day.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import { readGroup } from '../readings/readGroup.ts';
import { type LoginRole, suffices } from '../role.ts';
import type { ApplyDeps } from './applyDeps.ts';
import type { FreshPlace } from './freshPlace.ts';
import { hold, type Proof } from './outcome.ts';
import { isDeleted } from './proofs/person.ts';
import { allOf, told } from './proofs/proof.ts';

type NeededDeps = Pick<ApplyDeps, 'directory' | 'clock' | 'machines' | 'missing' | 'accessSettings'>;

/** Proves that nobody needs it. Throws what the directory throws. */
export async function neededFor(change: Change, place: FreshPlace, deps: NeededDeps): Promise<Proof> {
  if (change.principalType !== 'Group') return NOT_ASKED;
  const needs = needsOf(change, place);
  const exempt = exemptIn(place);
  if (needs.length + exempt.length === 0) return NOT_ASKED;
  const { principalId } = change;
  const group = await readGroup(principalId, { directory: deps.directory, withOwners: false, now: deps.clock.now() });
  // Nobody is in a group that is gone.
  if (group.gap?.reason === 'GroupDeleted') return NOT_ASKED;
  const has = otherWays(change, place);
  const here = { scope: change.scope, role: change.role };
  const without = exempt.filter((id) => !has(id, here));
  if (group.gap?.reason === 'HiddenMembership' && without.length > 0) return held(deps, 'NotReadable', HIDDEN);
  const { proof, stillIn } = await checked(knownOf(place.input.groups.get(principalId), without, group), change, deps);
  const members = new Set([...inGroup(group, needs), ...stillIn]);
  if (without.some((id) => members.has(id))) return held(deps, 'StillNeeded', EXEMPT);
  const lacks = (id: string) => (need: Need) => isWanted(id, change, need) && !has(id, need);
  const denied = new Set(place.diff.denied);
  const needing = [...members].some((id) => !denied.has(id) && needs.some(lacks(id)));
  return needing ? held(deps, 'StillNeeded', NEEDED) : proof;
}

const NOT_ASKED: Proof = { evidence: [] };
const CHECK = 'directory: membership';
const NEEDED = 'A group member still needs this role and has had no other assignment for it for 15 minutes.';
const EXEMPT = 'A group member is exempt, and has had no other assignment for this role for 15 minutes.';
const HIDDEN = 'The members of the group are hidden from this app, and somebody who is exempt may be among them.';

function held(deps: NeededDeps, code: 'StillNeeded' | 'NotReadable', message: string): Proof {
  return told(deps, CHECK, message, hold(code, message));
}

/** One role at one scope that the assignment gives, and the bindings in force that give as much there. */
interface Need {
  readonly scope: string;
  readonly role: LoginRole;
  readonly giving: readonly ResolvedBinding[];
}

const ROLES = ['administrator', 'user'] as const;

/** Where it is, by what is given there and from above; at each scope below that a binding names, by what is given there. */
function needsOf(change: Change, place: FreshPlace): readonly Need[] {
  const inForce = place.diff.bindings.filter(
    ({ expired, reading }) => !expired && reading?.gap?.reason !== 'GroupDeleted',
  );
  const below = new Map<string, ResolvedBinding[]>();
  for (const binding of inForce) {
    for (const scope of binding.scopes) {
      if (isBelow(scope, change.scope, place)) below.set(scope, [...(below.get(scope) ?? []), binding]);
    }
  }
  const here = inForce.filter(({ scopes }) => scopes.some((scope) => isAbove(scope, change.scope, place)));
  return [[change.scope, here] as const, ...below].flatMap(([scope, bindings]) =>
    ROLES.filter((role) => suffices(change.role, role)).flatMap((role) => {
      const giving = bindings.filter(({ binding }) => suffices(binding.role, role));
      return giving.length === 0 ? [] : [{ scope, role, giving }];
    }),
  );
}

/** There, or above, as far as the listing shows what is above. */
function isAbove(scope: string, inner: string, { reading }: FreshPlace): boolean {
  return reaches(scope, inner) && (isSamePlace(scope, inner) || shows(reading, scope));
}

/** Below; where nobody knows whether a management group lies above, it may. */
function isBelow(scope: string, outer: string, { input }: FreshPlace): boolean {
  if (scopeKey(scope) === scopeKey(outer) || !reaches(outer, scope)) return false;
  const reading = input.places.get(placeKey(placeOf(scope)));
  return isSamePlace(scope, outer) || reading === undefined || reading.gap !== undefined || shows(reading, outer);
}

function isSamePlace(a: string, b: string): boolean {
  return placeKey(placeOf(a)) === placeKey(placeOf(b));
}

function shows({ assignments }: PlaceReading, scope: string): boolean {
  return assignments.some((one) => scopeKey(one.scope) === scopeKey(scope));
}

/** Whom an exemption protects now. A denial is stronger. */
function exemptIn({ input: { policy, now }, diff: { denied } }: FreshPlace): readonly string[] {
  const exempt = policy.exemptions.filter(({ until }) => !isOver(until, now)).map(({ principal }) => principal);
  return exempt.filter((id) => !denied.includes(id));
}

/** Who may be in the group although it was not listed: whom earlier readings had, and whoever is exempt. */
function knownOf(
  earlier: GroupReading | undefined,
  exempt: readonly string[],
  group: GroupReading,
): ReadonlyMap<string, number | undefined> {
  const known = new Map<string, number | undefined>([
    ...[...exempt, ...(earlier?.eligible ?? [])].map((id) => [id, undefined] as const),
    ...(earlier?.missing ?? []).map(({ id, since }) => [id, since] as const),
  ]);
  return new Map([...known].filter(([id]) => !isEligible(group, id) && leftOutReason(group, id) === undefined));
}

/** Asks for each of them. A 404 is no answer about the group, and takes the proof of a deletion. */
async function checked(
  known: ReadonlyMap<string, number | undefined>,
  { principalId: groupId }: Change,
  deps: NeededDeps,
): Promise<{ readonly proof: Proof; readonly stillIn: ReadonlySet<string> }> {
  if (known.size === 0) return { proof: NOT_ASKED, stillIn: new Set() };
  const { members, absent } = await deps.directory.confirmedMembers([...known.keys()], groupId);
  const deleted: Proof[] = [];
  for (const id of absent) {
    const about = { canary: groupId, absentSince: known.get(id) };
    deleted.push(await isDeleted({ principalId: id, principalType: 'User' }, about, deps));
  }
  const gone = known.size - members.size - absent.size;
  const said = `${gone} people of earlier readings are no members of group ${groupId} any more (checkMemberGroups).`;
  return { proof: allOf([told(deps, CHECK, said), ...deleted]), stillIn: members };
}

/** Where not all who are in it can be seen, everybody may be whom others have read. */
function inGroup({ gap, eligible }: GroupReading, needs: readonly Need[]): readonly string[] {
  if (gap === undefined) return eligible;
  return [...eligible, ...needs.flatMap(({ giving }) => giving.flatMap(({ reading }) => reading?.eligible ?? []))];
}

function isWanted(id: string, { principalId }: Change, { giving }: Need): boolean {
  return giving.some(({ binding, reading }) => binding.group.id === principalId || isEligible(reading, id));
}

/** Tells who has a role at a scope for good, and has had it for long enough, without this assignment and all others that are to go. */
function otherWays(
  change: Change,
  { input, diff }: FreshPlace,
): (id: string, at: { readonly scope: string; readonly role: LoginRole }) => boolean {
  const leaving = [...diff.removes, ...diff.withheld].filter(({ action }) => action === 'remove');
  // By what is given where: whoever loses one role there may have got another one that stays.
  const going = new Set([change, ...leaving].map(grantOf));
  const known = new Map<string, ReadonlySet<string>>();
  const principalsAt = (scope: string, role: LoginRole): ReadonlySet<string> => {
    const key = bucketKey(scope, role);
    const reading = input.places.get(placeKey(placeOf(scope)));
    const found =
      known.get(key) ??
      new Set(
        (reading?.assignments ?? [])
          .filter((one) => suffices(one.role, role) && reaches(one.scope, scope) && lasts(one, reading, input))
          .filter((one) => !going.has(grantOf(one)))
          .map(({ principalId }) => principalId),
      );
    known.set(key, found);
    return found;
  };
  return (id, { scope, role }) => {
    const principals = principalsAt(scope, role);
    const throughGroup = ({ binding, reading }: ResolvedBinding): boolean =>
      principals.has(binding.group.id) && isEligible(reading, id);
    return principals.has(id) || diff.bindings.some(throughGroup);
  };
}

function lasts(
  { name, conditional, createdAt }: Assignment,
  reading: PlaceReading | undefined,
  { recorded, now }: FreshPlace['input'],
): boolean {
  const ends = reading?.activations?.[name] !== undefined;
  return conditional !== true && !ends && isSettled(createdAt ?? recorded.get(name)?.at, now);
}

function grantOf({ scope, role, principalId }: Grant): string {
  return `${bucketKey(scope, role)} ${principalId}`;
}
