/** The condition `AccessGranted` of a machine: does any assignment of a login role reach it? From the newest readings. Pure. */
import { type Instant, toIso } from '../time.ts';
import { reaches, scopeKey } from './assignment.ts';
import type { PlaceReading } from './readings/placeReading.ts';

export interface AccessGranted {
  readonly type: 'AccessGranted';
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: 'AccessGranted' | 'NoAccessGranted' | 'AccessNotRead';
  readonly message: string;
  readonly fix?: string;
  readonly since: Instant;
}

const NOT_READ_FIX =
  'Wait for the next run of access; if it stays so, grant the identity of this app Microsoft.Authorization/*/read on the subscription.';
const NONE_FIX =
  'Name the machine, or a scope above it, in a binding of the access policy; or assign Virtual Machine Administrator Login or Virtual Machine User Login by hand.';

/**
 * Whether somebody has a login role at a scope, or above it. It never keeps a machine from being ready. While nothing was
 * read, nobody has known since the machine was first seen.
 */
export function accessGranted(scope: string, place: PlaceReading | undefined, firstSeenAt: Instant): AccessGranted {
  const type = 'AccessGranted' as const;
  if (place === undefined || place.gap !== undefined) {
    const message = 'The role assignments of this subscription have not been read.';
    return {
      type,
      status: 'Unknown',
      reason: 'AccessNotRead',
      message,
      fix: NOT_READ_FIX,
      since: place?.gap?.since ?? firstSeenAt,
    };
  }
  const effective = place.assignments.filter((one) => reaches(one.scope, scope));
  const asOf = `as of ${toIso(place.readAt)}`;
  if (effective.length === 0) {
    const message = `No role assignment gives a login role here, ${asOf}.`;
    return {
      type,
      status: 'False',
      reason: 'NoAccessGranted',
      message,
      fix: NONE_FIX,
      since: place.changedAt ?? place.readAt,
    };
  }
  const sinces = effective.map((one) => place.grantedSince?.[scopeKey(one.scope)] ?? place.readAt);
  const message = `${effective.length === 1 ? 'One role assignment gives' : `${effective.length} role assignments give`} a login role here, ${asOf}.`;
  return { type, status: 'True', reason: 'AccessGranted', message, since: Math.min(...sinces) };
}
