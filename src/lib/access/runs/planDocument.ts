/** The newest plan as it is kept: what was planned, for which policy, and when. */
import * as z from 'zod';
import { defined } from '../../defined.ts';
import { instant } from '../../instant.ts';
import type { Instant } from '../../time.ts';
import type { PlannedBudgets } from '../guards/allowances.ts';
import { WITHHELD_CODES } from '../plan/change.ts';
import { changeShape } from '../plan/changeShape.ts';
import type { Plan } from '../plan/plan.ts';
import { PLAN_WARNINGS } from '../plan/planWarning.ts';
import { QUARANTINE_KINDS, QUARANTINE_STATUSES } from '../quarantine/quarantine.ts';
import { LEFT_OUT_REASONS } from '../readings/groupReading.ts';
import type { PolicyNow } from './policyNow.ts';

const role = z.enum(['administrator', 'user']);
const count = z.int();

const change = z.object(changeShape);

const foreign = z.object({
  name: z.string(),
  scope: z.string(),
  role,
  principalId: z.string(),
  principalType: z.string(),
  principal: z.string().exactOptional(),
  conditional: z.literal(true).exactOptional().describe('It has a condition, so that it may give less than its role'),
  endsAt: instant.exactOptional(),
  installationId: z.string().exactOptional(),
});

const policyProblem = z.object({
  line: count.describe('From 1; 0 where there is no text, for the policy could not be had'),
  column: count.describe('From 1; 0 where there is no text'),
  field: z.string(),
  message: z.string(),
  fix: z.string(),
});

export const planDocumentSchema = z.object({
  version: z.literal(1),
  runId: z.string(),
  at: instant,
  mode: z.enum(['observe', 'enforce']),
  hash: z.string(),
  complete: z.boolean(),
  incomplete: z
    .array(z.object({ binding: z.string(), reason: z.string(), message: z.string(), fix: z.string(), since: instant }))
    .readonly(),
  /** What could not be read, whether a binding names it or not: nobody knows who can sign in there. */
  unread: z.array(z.object({ scope: z.string(), code: z.string(), message: z.string() })).readonly(),
  /** The policy that the plan is for; absent when there never was a good one. */
  policy: z.object({ etag: z.string(), versionId: z.string().exactOptional(), readAt: instant }).exactOptional(),
  policyProblems: z.array(policyProblem).readonly(),
  policyWarnings: z.array(policyProblem).readonly(),
  adds: z.array(change).readonly(),
  removes: z.array(change).readonly(),
  withheld: z
    .array(
      z.object({
        ...changeShape,
        why: z.object({ code: z.enum(WITHHELD_CODES), message: z.string() }),
        proposed: z.literal(true).exactOptional(),
      }),
    )
    .readonly(),
  /** What waits for an approver, and what they have decided that still holds. */
  quarantines: z
    .array(
      z.object({
        id: z.string(),
        binding: z.string().nullable(),
        kind: z.enum(QUARANTINE_KINDS),
        hash: z.string(),
        why: z.string(),
        count,
        status: z.enum(QUARANTINE_STATUSES),
        createdAt: instant,
        until: instant,
      }),
    )
    .readonly()
    .default([]),
  /** The limits that the plan was made under, in people: of each binding with changes, and over all bindings. */
  budgets: z
    .array(z.object({ binding: z.string().nullable(), removals: count, additions: count, minAdministrators: count }))
    .readonly()
    .default([]),
  // A plan that does not say leaves nothing to spend.
  budgetInAll: z.object({ removals: count, denials: count }).default({ removals: 0, denials: 0 }),
  /** From when on another run can confirm something that is withheld; it may be over already. */
  confirmAt: instant.exactOptional(),
  kept: count,
  leftOut: z
    .array(
      z.object({
        binding: z.string(),
        principalId: z.string(),
        reason: z.enum([...LEFT_OUT_REASONS, 'denied']),
        message: z.string(),
      }),
    )
    .readonly(),
  satisfied: z
    .array(
      z.object({
        scope: z.string(),
        role,
        principalId: z.string(),
        binding: z.string(),
        by: z.string(),
        endsAt: instant.exactOptional(),
      }),
    )
    .readonly(),
  foreign: z.array(foreign).readonly(),
  orphans: z.array(foreign).readonly(),
  quota: z
    .array(z.object({ scope: z.string(), used: count, limit: count, after: count, fullAt: instant.exactOptional() }))
    .readonly(),
  bindings: z
    .array(
      z.object({
        name: z.string(),
        role,
        assign: z.enum(['members', 'group']),
        group: z.object({ id: z.string(), name: z.string().exactOptional() }),
        expired: z.boolean(),
        complete: z.boolean(),
        scopes: count,
        eligible: count,
        leftOut: count,
        kept: count,
        adds: count,
        removes: count,
        withheld: count,
        satisfied: count,
        blockedSince: instant.exactOptional(),
        cost: z.object({ members: count, group: count }),
        owners: z
          .array(z.object({ id: z.string(), displayName: z.string().exactOptional() }))
          .readonly()
          .exactOptional(),
      }),
    )
    .readonly(),
  scopes: z
    .array(z.object({ scope: z.string(), role, kept: count, adds: count, removes: count, withheld: count }))
    .readonly(),
  warnings: z
    .array(
      z.object({
        code: z.enum(PLAN_WARNINGS),
        binding: z.string().exactOptional(),
        message: z.string(),
        fix: z.string(),
      }),
    )
    .readonly(),
});

/** The run of a plan that was made for a terminal, and not for the app. */
export const ONCE = 'once';

export type PlanDocument = Readonly<z.output<typeof planDocumentSchema>>;

/** The plan with what it is for. What cannot be read makes it incomplete. */
export function planDocument(
  plan: Plan,
  about: {
    readonly runId: string;
    readonly at: Instant;
    readonly mode: PlanDocument['mode'];
    readonly policy: PolicyNow;
    readonly unread: PlanDocument['unread'];
    readonly quarantines: PlanDocument['quarantines'];
    readonly limits: PlannedBudgets;
  },
): PlanDocument {
  const { runId, at, mode, policy, unread, quarantines, limits } = about;
  const problems = policy.problems;
  return defined({
    version: 1 as const,
    runId,
    at,
    mode,
    policy: policy.mark,
    policyProblems: problems,
    policyWarnings: policy.warnings,
    ...plan,
    unread,
    quarantines,
    ...limits,
    complete: plan.complete && problems.length === 0 && unread.length === 0,
  });
}
