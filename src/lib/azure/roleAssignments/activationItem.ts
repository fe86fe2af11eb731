/** A schedule instance of Privileged Identity Management as ARM lists it (Microsoft.Authorization 2020-10-01). */

import * as z from 'zod';
import type { Activation } from '../../access/assignment.ts';
import { loginRoleOf } from '../../access/role.ts';
import { foldCase } from '../../foldCase.ts';
import { fromIso } from '../../time.ts';

const instant = z.string().transform((text, context) => {
  const read = fromIso(text);
  if (read !== undefined) return read;
  context.issues.push({ code: 'custom', message: 'is no instant', input: text });
  return z.NEVER;
});

/** What an instance says: an assignment of ours that ends by itself, whether somebody activated it or was given it so; else nothing. */
export const activationItem = z
  .object({
    name: z.string().min(1),
    properties: z.object({
      roleDefinitionId: z.string().min(1),
      endDateTime: instant.nullish(),
      originRoleAssignmentId: z.string().nullish(),
    }),
  })
  .transform(({ name, properties }): Activation | undefined => {
    const { roleDefinitionId, endDateTime, originRoleAssignmentId } = properties;
    if (loginRoleOf(roleDefinitionId) === undefined) return undefined;
    if (endDateTime === null || endDateTime === undefined) return undefined;
    // The name of an instance need not be that of the assignment: the REST reference calls it a hash of schedule and time.
    const assignment = foldCase(originRoleAssignmentId || name);
    return { assignmentName: assignment.slice(assignment.lastIndexOf('/') + 1), endsAt: endDateTime };
  });
