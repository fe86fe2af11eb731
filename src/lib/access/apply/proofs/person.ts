/** What the directory says of one person when it is asked for them directly. */
import { type Instant, toIso } from '../../../time.ts';
import type { PersonSeen } from '../../directory.ts';
import type { Change } from '../../plan/change.ts';
import { userTypeOf } from '../../userType.ts';
import { type HeldCode, hold, type Proof } from '../outcome.ts';
import { type ProofDeps, told } from './proof.ts';

const CHECK = 'directory: the person';
const GRAPH = 'GET /users/{id}';

type Seen = PersonSeen | 'deleted' | 'absent';

/** Asks for them. Who is there is not missing any more: two answers of 404 prove a deletion only with none between them. */
async function person(id: string, { directory, missing }: ProofDeps): Promise<Seen> {
  const seen = await directory.person(id);
  if (typeof seen === 'object') await missing.found(id);
  return seen;
}

/** An enabled member of the tenant. */
export async function isEligible(id: string, deps: ProofDeps): Promise<Proof> {
  const seen = await person(id, deps);
  const problem = whyNotEligible(seen);
  return problem === undefined
    ? told(deps, CHECK, `Enabled, a member of the tenant (${GRAPH}).`)
    : told(deps, CHECK, problem.message, hold(problem.code, problem.message));
}

function whyNotEligible(seen: Seen): { readonly code: HeldCode; readonly message: string } | undefined {
  if (seen === 'deleted' || seen === 'absent')
    return { code: 'NotInDirectory', message: 'The directory has no such user.' };
  const type = userTypeOf(seen);
  if (seen.enabled === null || type === 'unknown')
    return { code: 'NotReadable', message: 'The directory does not tell whether it is an enabled member.' };
  if (!seen.enabled) return { code: 'NotEnabled', message: 'The account is disabled.' };
  return type === 'member' ? undefined : { code: 'Guest', message: 'Guests cannot sign in to these machines.' };
}

/** A disabled account, or one that is deleted meanwhile. */
export async function isDisabled(id: string, deps: ProofDeps): Promise<Proof> {
  const seen = await person(id, deps);
  const disabled = seen === 'deleted' || (seen !== 'absent' && seen.enabled === false);
  if (disabled) return told(deps, CHECK, `${seen === 'deleted' ? 'Deleted' : 'Disabled'} (${GRAPH}).`);
  return notSo(deps, 'StillEnabled', 'The directory does not call the account disabled.');
}

/** A guest of the tenant. */
export async function isGuest(id: string, deps: ProofDeps): Promise<Proof> {
  const seen = await person(id, deps);
  if (typeof seen !== 'string' && userTypeOf(seen) === 'guest')
    return told(deps, CHECK, `Of type ${seen.userType} (${GRAPH}).`);
  return notSo(deps, 'StillEnabled', 'The directory does not call the account a guest.');
}

/** Nobody who could sign in: the directory has no user of that id. */
export async function isNoPerson(id: string, deps: ProofDeps): Promise<Proof> {
  const seen = await person(id, deps);
  if (typeof seen === 'string') return told(deps, CHECK, `No user of that id (${GRAPH}).`);
  return notSo(deps, 'StillInDirectory', 'The directory has a user of that id.');
}

/** What is known of somebody beside what the directory says of them now. */
export interface Deleted {
  /** A group that is there as long as the directory is. */
  readonly canary: string | undefined;
  /** Since when readings of the groups have lacked them. */
  readonly absentSince: Instant | undefined;
}

/**
 * Deleted: found among the deleted objects, or not found twice an hour apart while the group of the binding is, so that it is
 * not the directory that is away. Where the group is gone as well, the approver says so who has looked at this very change.
 */
export async function isDeleted(
  { principalId, principalType, quarantine }: Pick<Change, 'principalId' | 'principalType' | 'quarantine'>,
  { canary, absentSince }: Deleted,
  deps: ProofDeps,
): Promise<Proof> {
  // Asked for as a user, a group is never found.
  const seen = principalType === 'Group' ? await deps.directory.group(principalId) : await person(principalId, deps);
  if (seen === 'deleted') return told(deps, CHECK, 'Among the deleted objects (GET /directory/deletedItems/{id}).');
  if (seen !== 'absent') return notSo(deps, 'StillInDirectory', 'The directory has whoever this is.');
  const approved = quarantine !== undefined;
  if (!approved && !(await isThere(canary, deps)))
    return notSo(
      deps,
      'AwaitsSecondLook',
      'The directory has neither this principal nor the group, so it may be away.',
    );
  const { firstAt, settled } = await deps.missing.noted(principalId, absentSince);
  const since = toIso(firstAt);
  const beside = approved ? 'and an approver says so, too' : 'while the group is';
  if (settled) return told(deps, CHECK, `Not found since ${since}, ${beside} (404 twice, an hour apart).`);
  return notSo(deps, 'AwaitsSecondLook', `Not found since ${since}; looked for again an hour later.`);
}

async function isThere(group: string | undefined, { directory }: ProofDeps): Promise<boolean> {
  return group !== undefined && (await directory.group(group)) !== 'absent';
}

function notSo(deps: ProofDeps, code: HeldCode, message: string): Proof {
  return told(deps, CHECK, message, hold(code, message));
}
