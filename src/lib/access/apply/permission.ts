/** Whether a change that the newest plan names may be tried at all: mode, age of the plan, pauses, policy, approval. */
import { defined } from '../../defined.ts';
import { hours, isRecent } from '../../time.ts';
import { pausableAs, pausedNow } from '../pausedNow.ts';
import type { Change } from '../plan/change.ts';
import type { AccessPolicy } from '../policy/policy.ts';
import type { ApplyDeps } from './applyDeps.ts';
import type { PlannedChange } from './newestPlan.ts';
import { type Hold, hold } from './outcome.ts';

/** What lets it through. */
export interface Permission {
  readonly policy: AccessPolicy;
  readonly etag: string;
  /** Who has approved the quarantine that it was in. */
  readonly approvedBy?: string;
}

/** A plan older than this says nothing of now; a run comes every few minutes. */
const OLDEST_PLAN_MS = hours(1);

type PermissionDeps = Pick<ApplyDeps, 'accessSettings' | 'clock' | 'pauses' | 'freshPolicy' | 'approvals'>;

/** Asks in the order in which the answers are cheap. Throws what the stores throw. */
export async function permissionFor(planned: PlannedChange, deps: PermissionDeps): Promise<Permission | Hold> {
  const { plan, change } = planned;
  const early = unfit(planned, deps);
  if (early !== undefined) return early;
  const paused = await pausedFor(change, deps);
  if (paused !== undefined) return defined({ ...hold('Paused', paused), approvedBy: await approverOf(change, deps) });
  const fresh = await deps.freshPolicy(plan.policy?.etag);
  if (fresh === undefined) return hold('PolicyUnreadable', 'The policy cannot be read.');
  if (fresh.etag !== plan.policy?.etag)
    return hold('PolicyChanged', 'The policy is another one than the plan was made for; the next run plans anew.');
  if (change.quarantine === undefined) return fresh;
  const approvedBy = await approverOf(change, deps);
  return approvedBy === undefined
    ? hold('ApprovalOver', 'The approval that let it through holds no longer, or is not for this change.')
    : { ...fresh, approvedBy };
}

/** What the plan itself says against it. */
function unfit({ plan }: PlannedChange, { accessSettings, clock }: PermissionDeps): Hold | undefined {
  if (plan.mode !== 'enforce' || accessSettings.mode !== 'enforce')
    return hold('ObserveMode', 'ACCESS_MODE is observe: changes are shown, and not made.');
  return !isRecent(plan.at, OLDEST_PLAN_MS + 1, clock.now())
    ? hold('PlanTooOld', 'The newest plan is too old; the next run plans anew.')
    : undefined;
}

/** Why it is paused, if it is. What was paused moments ago is looked at again: the run after a resumption comes at once. */
async function pausedFor(change: Change, { pauses, clock }: PermissionDeps): Promise<string | undefined> {
  const what = pausableAs(change);
  return what !== undefined && (await pauses.paused(what)) ? pausedNow(what, pauses, clock.now()) : undefined;
}

async function approverOf(change: Change, { approvals }: PermissionDeps): Promise<string | undefined> {
  return change.quarantine === undefined ? undefined : approvals.approverOf(change);
}
