/** Whether a change that the newest plan names may be tried at all: mode, age of the plan, pauses, policy, approval. */
import { hours, minutes } from '../../time.ts';
import type { Change } from '../plan/change.ts';
import type { AccessPolicy } from '../policy/policy.ts';
import { decisionAt, statusAt } from '../quarantine/quarantine.ts';
import type { PlanDocument } from '../runs/planDocument.ts';
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
/** Whatever the schedule is, so long a plan may always be used. */
const LEAST_MS = minutes(30);

type PermissionDeps = Pick<ApplyDeps, 'accessSettings' | 'clock' | 'pauses' | 'freshPolicy' | 'quarantines'>;

/** Asks in the order in which the answers are cheap. Throws what the stores throw. */
export async function permissionFor({ plan, change }: PlannedChange, deps: PermissionDeps): Promise<Permission | Hold> {
  const { accessSettings, clock } = deps;
  if (plan.mode !== 'enforce' || accessSettings.mode !== 'enforce')
    return hold('ObserveMode', 'ACCESS_MODE is observe: changes are shown, and not made.');
  if (clock.now() - plan.at > Math.max(OLDEST_PLAN_MS, LEAST_MS))
    return hold('PlanTooOld', 'The newest plan is too old; the next run plans anew.');
  if (await isPaused(change, deps)) return hold('Paused', 'A person has paused such changes, or nobody can tell.');
  const fresh = await deps.freshPolicy(plan.policy?.etag);
  if (fresh === undefined) return hold('PolicyUnreadable', 'The policy cannot be read.');
  if (fresh.etag !== plan.policy?.etag)
    return hold('PolicyChanged', 'The policy is another one than the plan was made for; the next run plans anew.');
  const approval = await approvalOf(change, plan, deps);
  return 'held' in approval ? approval : { ...fresh, ...approval };
}

/** Who is denied loses what is ours whatever is paused. */
async function isPaused({ action, reason }: Change, { pauses }: PermissionDeps): Promise<boolean> {
  return reason !== 'deny' && pauses.paused(action === 'remove' ? 'removals' : 'access');
}

async function approvalOf(
  { quarantine }: Change,
  _plan: PlanDocument,
  { quarantines, clock }: PermissionDeps,
): Promise<Hold | { readonly approvedBy?: string }> {
  if (quarantine === undefined) return {};
  const found = await quarantines.read(quarantine);
  const now = clock.now();
  if (found === undefined || statusAt(found.quarantine, now) !== 'approved')
    return hold('ApprovalOver', 'The approval that let it through holds no longer.');
  const decision = decisionAt(found.quarantine, now);
  return decision === undefined
    ? hold('ApprovalOver', 'The approval that let it through holds no longer.')
    : { approvedBy: decision.by };
}
