/** A deny assignment as ARM lists it (Microsoft.Authorization 2022-04-01). */
import * as z from 'zod';
import type { Denial } from '../../access/assignment.ts';
import { scopeText } from './assignmentItem.ts';
import { deniedRoles } from './deniedRoles.ts';

const actions = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

const ids = z.array(z.object({ id: z.string().toLowerCase() })).transform((list) => list.map(({ id }) => id));

/** "All Principals" (learn.microsoft.com, role-based-access-control/deny-assignments); its type is `SystemDefined`. */
const EVERYONE = '00000000-0000-0000-0000-000000000000';

/** A condition is not read: who is denied under one counts as denied, since nobody else will look. */
export const denialItem = z
  .object({
    id: z.string().min(1),
    name: z.string().min(1),
    properties: z.object({
      denyAssignmentName: z.string().nullish(),
      scope: scopeText,
      permissions: z.array(z.object({ dataActions: actions, notDataActions: actions })),
      principals: ids,
      excludePrincipals: ids.nullish(),
      doNotApplyToChildScopes: z.boolean().nullish(),
    }),
  })
  .transform(({ id, name, properties }): Denial => {
    const { scope, permissions, principals, doNotApplyToChildScopes } = properties;
    const everyone = principals.includes(EVERYONE);
    return {
      id,
      name: properties.denyAssignmentName || name,
      scope,
      principalIds: everyone ? [] : principals,
      excludedPrincipalIds: properties.excludePrincipals ?? [],
      everyone,
      notBelow: doNotApplyToChildScopes ?? false,
      roles: deniedRoles(permissions),
    };
  });
