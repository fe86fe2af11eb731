/** What one reading of the assignments at a place says. */
import * as z from 'zod';
import { instant } from '../../instant.ts';

const assignment = z.object({
  name: z.string(),
  scope: z.string(),
  role: z.enum(['administrator', 'user']),
  principalId: z.string(),
  principalType: z.string(),
  description: z.string().exactOptional(),
  createdBy: z.string().exactOptional(),
  createdAt: instant.exactOptional(),
  conditional: z.literal(true).exactOptional(),
});

const denial = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.string(),
  principalIds: z.array(z.string()),
  excludedPrincipalIds: z.array(z.string()),
  everyone: z.boolean(),
  notBelow: z.boolean(),
  roles: z.array(z.enum(['administrator', 'user'])),
});

const place = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('subscription'), id: z.string() }),
  z.object({ kind: z.literal('managementGroup'), name: z.string() }),
]);

/** The code of a gap: fewer than half of what is on record is listed. */
export const TOO_SHORT = 'ListTooShort';

export const placeReading = z.object({
  version: z.literal(1),
  place,
  /** When the reading began, epoch milliseconds. */
  readAt: instant,
  /** Why it is not the whole truth; nothing is planned where it stands. */
  gap: z
    .object({
      code: z.string(),
      message: z.string(),
      since: instant.exactOptional(),
      /** Nobody answered, or not in time: no permission is missing. */
      transient: z.literal(true).exactOptional(),
    })
    .exactOptional(),
  /** Those of the login roles at, above and (in a subscription) below the place. */
  assignments: z.array(assignment),
  /** Assignments of every role that count towards the limit of the place. */
  used: z.number(),
  denials: z.array(denial),
  /** Assignments that PIM ends by itself, by name, with their ends; null when PIM could not be asked. */
  activations: z.record(z.string(), instant).nullable(),
  /** Scope → since when it has been seen to give somebody a login role. */
  grantedSince: z.record(z.string(), instant).exactOptional(),
  /** When the scopes that do so were last seen to change. */
  changedAt: instant.exactOptional(),
});

export type PlaceReading = z.output<typeof placeReading>;
