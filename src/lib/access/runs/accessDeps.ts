/** What runs of access need from outside. */
import type { InventoryReader } from '../../onboarding/inventory.ts';
import type { Watched } from '../../onboarding/watched.ts';
import type { Clock } from '../../time.ts';
import type { ChangeRecords } from '../apply/changeRecord.ts';
import type { ChangeQueue } from '../apply/workItem.ts';
import type { AssignmentReader } from '../assignment.ts';
import type { Budgets } from '../budgets/budgets.ts';
import type { Directory } from '../directory.ts';
import type { Documents, PolicySource } from '../documents.ts';
import type { Grants } from '../grants.ts';
import type { Self } from '../ownership.ts';
import type { Hasher } from '../plan/plan.ts';
import type { Guards } from '../policy/guards.ts';
import type { Quarantines } from '../quarantine/quarantines.ts';
import type { Runs } from '../runRecord.ts';
import type { Readings } from './readings.ts';
import type { RunLock } from './runLock.ts';

export interface AccessSettings {
  readonly mode: 'observe' | 'enforce';
  /** The upper limits of `GUARDS`. */
  readonly limits: Guards;
  /** The least distance of the two readings that prove that somebody left a group. */
  readonly confirmMs: number;
  /** Names of tags that selectors may use. */
  readonly trustedTags: readonly string[];
}

/** Messages for runs: each names a run, never what to do in it. */
export interface RunQueue {
  send(runId: string, delayMs: number): Promise<void>;
  /** Asks for a new run after a while: something is to be confirmed then. */
  sendAgain(delayMs: number): Promise<void>;
}

/** What reading and planning need. */
export interface PlanningDeps {
  readonly directory: Directory;
  readonly assignments: AssignmentReader;
  readonly inventory: InventoryReader;
  readonly watched: Watched;
  readonly policySource: PolicySource;
  readonly documents: Documents;
  readonly readings: Readings;
  readonly grants: Grants;
  readonly quarantines: Quarantines;
  readonly budgets: Budgets;
  readonly clock: Clock;
  /** Who we are; the id of the app may be unknown for a while. */
  readonly installation: () => Promise<Self>;
  readonly newHasher: () => Hasher;
  readonly accessSettings: AccessSettings;
  /** Takes a line of progress, for people who wait. */
  readonly progress?: (line: string) => void;
}

/** What a run needs beside. */
export interface RunDeps extends PlanningDeps {
  readonly runs: Runs;
  readonly lock: RunLock;
  readonly runQueue: RunQueue;
  readonly newToken: () => string;
  readonly newRunId: () => string;
  readonly changes: Pick<ChangeRecords, 'ended' | 'prune' | 'list'>;
  readonly changeQueue: ChangeQueue;
}
