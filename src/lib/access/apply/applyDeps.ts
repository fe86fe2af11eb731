/** What applying one change needs from outside. */
import type { PauseState } from '../../onboarding/control.ts';
import type { AssignmentWriter } from '../assignmentWriter.ts';
import type { Budgets } from '../budgets/budgets.ts';
import type { Grants } from '../grants.ts';
import type { PlanningDeps } from '../runs/accessDeps.ts';
import type { Approvals } from './approvals.ts';
import type { ChangeRecords } from './changeRecord.ts';
import type { FreshPlaces } from './freshPlace.ts';
import type { FreshPolicy } from './freshPolicy.ts';
import type { NewestPlan } from './newestPlan.ts';
import type { ProofDeps } from './proofs/proof.ts';
import type { ChangeQueue } from './workItem.ts';

export interface ApplyDeps
  extends Pick<PlanningDeps, 'accessSettings' | 'installation' | 'clock' | 'readings'>,
    Omit<ProofDeps, 'directory'> {
  readonly directory: PlanningDeps['directory'];
  readonly newestPlan: NewestPlan;
  readonly freshPolicy: (expected: string | undefined) => Promise<FreshPolicy>;
  readonly freshPlaces: FreshPlaces;
  readonly assignmentWriter: AssignmentWriter;
  readonly changes: ChangeRecords;
  readonly changeQueue: ChangeQueue;
  readonly grants: Grants;
  readonly budgets: Budgets;
  readonly approvals: Approvals;
  readonly pauses: Pick<PauseState, 'paused' | 'read'>;
  /** A GUID that names a call in ARM's own logs. */
  readonly newToken: () => string;
}
