/** The plan as other systems get it: the kept one, with times as text and the contract's names. */
import * as z from 'zod';
import type { PlanDocument } from '../../access/runs/planDocument.ts';
import { planDocumentSchema } from '../../access/runs/planDocument.ts';
import { toIso } from '../../time.ts';

const { shape } = planDocumentSchema;
const time = z.iso.datetime();

const foreign = shape.foreign.unwrap().element.extend({ endsAt: time.exactOptional() });

const plannedQuarantine = shape.quarantines.unwrap().unwrap().element;

export const planSchema = planDocumentSchema.omit({ version: true, runId: true }).extend({
  id: z.string().describe('The run that made it'),
  hash: z.string().describe('64 hex digits over what would be done: the same world, the same hash'),
  at: time,
  mode: shape.mode.describe(
    'With `enforce` the plan is carried out, change by change; with `observe` it is only shown',
  ),
  policy: z
    .object({ etag: z.string(), versionId: z.string().exactOptional(), readAt: time })
    .nullable()
    .describe('The policy that the plan is for: the last good one, when policyProblems is not empty'),
  unread: shape.unread.describe('What could not be read, whether a binding names it or not'),
  incomplete: z.array(shape.incomplete.unwrap().element.extend({ since: time })),
  bindings: z.array(
    shape.bindings.unwrap().element.extend({
      blockedSince: time
        .exactOptional()
        .describe('Since when an incomplete reading has kept removals of the binding from being made'),
    }),
  ),
  confirmAt: time
    .exactOptional()
    .describe('From when on another run can confirm removals that are withheld until they are seen twice'),
  foreign: z.array(foreign).describe('Assignments of the login roles that are not ours; they are never touched'),
  orphans: z.array(foreign).describe('Foreign assignments whose principal is not in the directory'),
  satisfied: z
    .array(shape.satisfied.unwrap().element.extend({ endsAt: time.exactOptional() }))
    .describe('Wanted, and given already by an assignment that is not ours'),
  quarantines: z
    .array(plannedQuarantine.extend({ createdAt: time, until: time }))
    .describe('What waits for an approver, and decisions that still hold; as it was when the plan was made'),
  budgets: shape.budgets
    .unwrap()
    .describe('How many people may lose or get something through each binding with changes, within 24 hours'),
  budgetInAll: shape.budgetInAll.unwrap().describe('The same over all bindings, and of denials'),
  quota: z.array(
    shape.quota.unwrap().element.extend({ fullAt: time.exactOptional() }).describe('Role assignments of one place'),
  ),
  kept: shape.kept.describe('Assignments of ours that are as they should be'),
});

/** The view of a plan. */
export function planView(plan: PlanDocument): z.output<typeof planSchema> {
  const { version: _version, runId, policy, confirmAt, ...rest } = plan;
  return {
    ...rest,
    id: runId,
    at: toIso(plan.at),
    policy: policy === undefined ? null : { ...policy, readAt: toIso(policy.readAt) },
    incomplete: plan.incomplete.map((one) => ({ ...one, since: toIso(one.since) })),
    ...(confirmAt !== undefined && { confirmAt: toIso(confirmAt) }),
    bindings: plan.bindings.map(({ blockedSince, ...one }) => ({
      ...one,
      ...(blockedSince !== undefined && { blockedSince: toIso(blockedSince) }),
    })),
    quarantines: plan.quarantines.map((one) => ({
      ...one,
      createdAt: toIso(one.createdAt),
      until: toIso(one.until),
    })),
    foreign: plan.foreign.map(ended),
    orphans: plan.orphans.map(ended),
    satisfied: plan.satisfied.map(ended),
    quota: plan.quota.map(({ fullAt, ...one }) => ({ ...one, ...(fullAt !== undefined && { fullAt: toIso(fullAt) }) })),
  };
}

function ended<T extends { readonly endsAt?: number }>({ endsAt, ...one }: T): Omit<T, 'endsAt'> & { endsAt?: string } {
  return { ...one, ...(endsAt !== undefined && { endsAt: toIso(endsAt) }) };
}
