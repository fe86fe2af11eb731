/**
 * A role assignment as ARM lists it (Microsoft.Authorization 2022-04-01). Of roles other than ours only the place is read:
 * they count, and that is all.
 */
import * as z from 'zod';
import type { Assignment } from '../../access/assignment.ts';
import { loginRoleOf } from '../../access/role.ts';
import { defined } from '../../defined.ts';
import { fromIso } from '../../time.ts';

/** Somewhere in the tenant; its root is written `/`. */
export const scopeText = z.string().transform((text) => (text === '' ? '/' : text));

const text = z.string().nullish();

const counted = z.object({ properties: z.object({ scope: scopeText, roleDefinitionId: z.string().min(1) }) });

const full = z.object({
  name: z.guid().toLowerCase(),
  properties: z.object({
    principalId: z.guid().toLowerCase(),
    principalType: text,
    description: text,
    condition: text,
    createdBy: text,
    // Optional in azure-rest-api-specs, authorization 2022-04-01: no listing is refused for the lack of it.
    createdOn: text.catch(undefined),
  }),
});

/** What an item of a listing says. */
export interface AssignmentItem {
  readonly scope: string;
  /** Absent when its role is neither of the two. */
  readonly assignment?: Assignment;
}

export const assignmentItem = z.unknown().transform((item, context): AssignmentItem => {
  const place = counted.safeParse(item);
  if (!place.success) return reported(context, place.error);
  const { scope, roleDefinitionId } = place.data.properties;
  const role = loginRoleOf(roleDefinitionId);
  if (role === undefined) return { scope };
  const rest = full.safeParse(item);
  if (!rest.success) return reported(context, rest.error);
  const { name, properties } = rest.data;
  const { principalId, principalType, description, condition, createdBy, createdOn } = properties;
  const assignment = defined({
    name,
    scope,
    role,
    principalId,
    principalType: principalType || 'Unknown',
    description: description || undefined,
    createdBy: createdBy?.toLowerCase() || undefined,
    createdAt: fromIso(createdOn ?? ''),
    conditional: condition ? (true as const) : undefined,
  });
  return { scope, assignment };
});

/** Passes on what is wrong with it. */
function reported(context: z.core.$RefinementCtx, { issues }: z.ZodError): never {
  for (const { path, message } of issues)
    context.issues.push({ code: 'custom', message, path: [...path], input: undefined });
  return z.NEVER;
}
