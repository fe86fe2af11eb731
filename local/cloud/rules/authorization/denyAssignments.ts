import * as z from 'zod';
import type { Placed } from './scopeIndex.ts';

/** What `POST /denyAssignments` takes; what is left out denies everybody the sign-in. */
export const denySchema = z.strictObject({
  scope: z.string(),
  denyAssignmentName: z.string().default('Simulated deny assignment'),
  description: z.string().default(''),
  permissions: z
    .array(
      z.strictObject({
        actions: z.array(z.string()).default([]),
        notActions: z.array(z.string()).default([]),
        dataActions: z.array(z.string()).default([]),
        notDataActions: z.array(z.string()).default([]),
      }),
    )
    .default([
      { actions: [], notActions: [], dataActions: ['Microsoft.HybridCompute/machines/*'], notDataActions: [] },
    ]),
  // The id of all zeros is everybody (learn.microsoft.com, role-based-access-control/deny-assignments).
  principals: z
    .array(z.strictObject({ id: z.guid(), type: z.string().default('User') }))
    .default([{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }]),
  excludePrincipals: z.array(z.strictObject({ id: z.guid(), type: z.string().default('User') })).default([]),
  doNotApplyToChildScopes: z.boolean().default(false),
});

type Denial = Omit<z.output<typeof denySchema>, 'scope'>;

/** Access that is blocked whatever the roles say. */
export interface DenyAssignment extends Placed {
  readonly name: string;
  readonly denial: Denial;
  readonly createdAt: number;
}
