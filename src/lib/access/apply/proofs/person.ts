/** What the directory says of one person when it is asked for them directly. */
import { toIso } from '../../../time.ts';
import type { PersonSeen } from '../../directory.ts';
import { type HeldCode, hold, type Proof } from '../outcome.ts';
import { type ProofDeps, told } from './proof.ts';

const CHECK = 'directory: the person';
const GRAPH = 'GET /users/{id}';

type Seen = PersonSeen | 'deleted' | 'absent';

/** An enabled member of the tenant. */
export async function isEligible(id: string, deps: ProofDeps): Promise<Proof> {
  const seen = await deps.directory.person(id);
  const problem = whyNotEligible(seen);
  return problem === undefined
    ? told(deps, CHECK, `Enabled, a member of the tenant (${GRAPH}).`)
    : told(deps, CHECK, problem.message, hold(problem.code, problem.message));
}

function whyNotEligible(seen: Seen): { readonly code: HeldCode; readonly message: string } | undefined {
  if (seen === 'deleted' || seen === 'absent')
    return { code: 'NotInDirectory', message: 'The directory has no such user.' };
  if (seen.enabled === null || seen.userType === null)
    return { code: 'NotReadable', message: 'The directory does not tell whether it is an enabled member.' };
  if (!seen.enabled) return { code: 'NotEnabled', message: 'The account is disabled.' };
  return seen.userType === 'Member'
    ? undefined
    : { code: 'Guest', message: 'Guests cannot sign in to these machines.' };
}

/** A disabled account, or one that is deleted meanwhile. */
export async function isDisabled(id: string, deps: ProofDeps): Promise<Proof> {
  const seen = await deps.directory.person(id);
  const disabled = seen === 'deleted' || (seen !== 'absent' && seen.enabled === false);
  if (disabled) return told(deps, CHECK, `${seen === 'deleted' ? 'Deleted' : 'Disabled'} (${GRAPH}).`);
  return notSo(deps, 'StillEnabled', 'The directory does not call the account disabled.');
}

/** A guest of the tenant. */
export async function isGuest(id: string, deps: ProofDeps): Promise<Proof> {
  const seen = await deps.directory.person(id);
  const guest = typeof seen !== 'string' && seen.userType !== null && seen.userType !== 'Member';
  if (guest) return told(deps, CHECK, `Of type ${seen.userType} (${GRAPH}).`);
  return notSo(deps, 'StillEnabled', 'The directory does not call the account a guest.');
}

/** Nobody who could sign in: the directory has no user of that id. */
export async function isNoPerson(id: string, deps: ProofDeps): Promise<Proof> {
  const seen = await deps.directory.person(id);
  if (typeof seen === 'string') return told(deps, CHECK, `No user of that id (${GRAPH}).`);
  return notSo(deps, 'StillInDirectory', 'The directory has a user of that id.');
}

/**
 * A user who is deleted: found among the deleted objects, or not found twice an hour apart while the group of the binding
 * is, so that it is not the directory that is away.
 */
export async function isDeleted(id: string, canary: string | undefined, deps: ProofDeps): Promise<Proof> {
  const seen = await deps.directory.person(id);
  if (seen === 'deleted') return told(deps, CHECK, 'Among the deleted objects (GET /directory/deletedItems/{id}).');
  if (seen !== 'absent') return notSo(deps, 'StillInDirectory', 'The directory has this user.');
  if (canary === undefined || (await deps.directory.group(canary)) === 'absent')
    return notSo(deps, 'AwaitsSecondLook', 'The directory has neither this user nor the group, so it may be away.');
  const { firstAt, settled } = await deps.missing.noted(id);
  const since = toIso(firstAt);
  if (settled) return told(deps, CHECK, `Not found since ${since}, while the group is (404 twice, an hour apart).`);
  return notSo(deps, 'AwaitsSecondLook', `Not found since ${since}; looked for again an hour later.`);
}

function notSo(deps: ProofDeps, code: HeldCode, message: string): Proof {
  return told(deps, CHECK, message, hold(code, message));
}
