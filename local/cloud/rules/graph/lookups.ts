import type { GraphWorld } from './graphWorld.ts';
import type { Kind } from './kinds.ts';
import { lives } from './membership.ts';
import { badRequest, notFound, type Refused } from './refusals.ts';
import type { DirectoryObject } from './store.ts';
import { valueAt } from './versions.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text is the id of something. */
export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** The object that a path names, as of a revision; `any` kind for `/directoryObjects`. Users go by user principal name too. */
export function objectNamed(
  { directory: { store } }: GraphWorld,
  kind: Kind | 'any',
  name: string,
  revision: number,
): DirectoryObject | Refused {
  if (kind !== 'user' && !isGuid(name)) return { refused: badRequest(`Invalid object identifier '${name}'.`) };
  const candidates = isGuid(name) ? [store.find(name)] : store.usersNamed(name);
  const found = candidates.find((object) => {
    if (!object || !lives(object, revision) || (kind !== 'any' && object.kind !== kind)) return false;
    return isGuid(name) || isCalled(object, name, revision);
  });
  return found ?? { refused: notFound(name) };
}

/** Whether this is a user's name as of a revision: names go from one user to the next. */
export function isCalled(user: DirectoryObject, userPrincipalName: string, revision: number): boolean {
  const name = valueAt(user.state, revision)?.attributes['userPrincipalName'];
  return String(name).toLowerCase() === userPrincipalName.toLowerCase();
}
