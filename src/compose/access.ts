/** The access half of the app: what reads the policy, the directory and the assignments, and plans. Makes no call. */
import { createHash, randomUUID } from 'node:crypto';
import { type AccessGranted, accessGranted } from '../lib/access/accessGranted.ts';
import type { ApplyDeps } from '../lib/access/apply/applyDeps.ts';
import { createApprovals } from '../lib/access/apply/approvals.ts';
import type { ChangeRecords } from '../lib/access/apply/changeRecord.ts';
import { createFreshPlaces } from '../lib/access/apply/freshPlace.ts';
import { createFreshPolicy } from '../lib/access/apply/freshPolicy.ts';
import { createMissing } from '../lib/access/apply/missing.ts';
import { createNewestPlan } from '../lib/access/apply/newestPlan.ts';
import type { ChangeQueue } from '../lib/access/apply/workItem.ts';
import { createBudgets } from '../lib/access/budgets/budgetRows.ts';
import type { Documents, PolicySource } from '../lib/access/documents.ts';
import type { Grants } from '../lib/access/grants.ts';
import type { Hasher } from '../lib/access/plan/plan.ts';
import type { Quarantines } from '../lib/access/quarantine/quarantines.ts';
import type { PlaceReading } from '../lib/access/readings/placeReading.ts';
import { type Runs, runIdOf } from '../lib/access/runRecord.ts';
import type { PlanningDeps, RunDeps, RunQueue } from '../lib/access/runs/accessDeps.ts';
import { readingsIn } from '../lib/access/runs/readings.ts';
import { createRunLock } from '../lib/access/runs/runLock.ts';
import { createDirectory } from '../lib/azure/directory/directory.ts';
import type { ArmClientOptions } from '../lib/azure/pipeline/armPipeline.ts';
import type { Lane } from '../lib/azure/rate/limits.ts';
import { createRoleAssignments } from '../lib/azure/roleAssignments/roleAssignments.ts';
import { defined } from '../lib/defined.ts';
import type { ControlStore, PauseState } from '../lib/onboarding/control.ts';
import type { InventoryReader } from '../lib/onboarding/inventory.ts';
import { armId, type MachineId } from '../lib/onboarding/machineId.ts';
import type { MachineReader } from '../lib/onboarding/ports.ts';
import type { Watched } from '../lib/onboarding/watched.ts';
import { type Instant, seconds } from '../lib/time.ts';
import { CALL_DEADLINE_MS, type Platform } from './platform.ts';

export interface PlanningParts {
  readonly arm: (lane: Lane) => ArmClientOptions;
  readonly documents: Documents;
  readonly quarantines: Quarantines;
  readonly store: ControlStore;
  readonly grants: Grants;
  readonly policySource: PolicySource;
  readonly inventory: InventoryReader;
  readonly watched: Watched;
  /** Our own object id, if it can be known. */
  readonly self: () => Promise<string | undefined>;
}

/** What reading and planning need. */
export function planningFor(platform: Platform, parts: PlanningParts): PlanningDeps {
  const { settings, cloud, credential, counter, timing, userAgent } = platform;
  const { installationId, formerInstallationIds, accessMode, guards, removalConfirmSeconds, trustedTags } = settings;
  return {
    directory: createDirectory({
      ...timing,
      endpoint: cloud.graphEndpoint,
      scope: cloud.graphScope,
      credential,
      counter,
      userAgent,
      deadlineMs: CALL_DEADLINE_MS,
    }),
    assignments: createRoleAssignments({ arm: parts.arm('access'), credential }),
    inventory: parts.inventory,
    watched: parts.watched,
    policySource: parts.policySource,
    documents: parts.documents,
    readings: readingsIn(parts.documents),
    quarantines: parts.quarantines,
    budgets: createBudgets({ ...timing, store: parts.store }),
    grants: parts.grants,
    clock: timing.clock,
    installation: async () => defined({ installationId, formerInstallationIds, appId: await parts.self() }),
    newHasher: sha256,
    accessSettings: { mode: accessMode, limits: guards, confirmMs: seconds(removalConfirmSeconds), trustedTags },
  };
}

export interface RunParts {
  readonly store: ControlStore;
  readonly runs: Runs;
  readonly runQueue: RunQueue;
  readonly changes: ChangeRecords;
  readonly changeQueue: ChangeQueue;
}

/** What runs need beside. */
export function runsFor(
  { timing }: Platform,
  planning: PlanningDeps,
  parts: RunParts,
): Omit<RunDeps, 'progress' | 'changes'> & Pick<RunParts, 'changes'> {
  const { runs, runQueue, changes, changeQueue } = parts;
  return {
    ...planning,
    runs,
    runQueue,
    changes,
    changeQueue,
    lock: createRunLock({ ...timing, store: parts.store }),
    newToken: randomUUID,
    newRunId: () => runIdOf(timing.clock.now(), timing.random),
  };
}

export interface ApplyParts extends Pick<RunParts, 'store' | 'changes' | 'changeQueue'> {
  readonly arm: (lane: Lane) => ArmClientOptions;
  readonly machines: Pick<MachineReader, 'get'>;
  readonly pauses: Pick<PauseState, 'paused' | 'read'>;
}

/** What applying one change needs: the only place that gets what writes role assignments. */
export function applyingFor({ timing, credential }: Platform, planning: PlanningDeps, parts: ApplyParts): ApplyDeps {
  const { store, changes, changeQueue, machines, pauses } = parts;
  return {
    ...planning,
    changes,
    changeQueue,
    machines,
    pauses,
    approvals: createApprovals(planning),
    newestPlan: createNewestPlan(planning.documents),
    freshPolicy: createFreshPolicy(planning),
    freshPlaces: createFreshPlaces(planning),
    missing: createMissing({ ...timing, store }),
    assignmentWriter: createRoleAssignments({ arm: parts.arm('access'), credential }),
    newToken: randomUUID,
  };
}

type Remembered = (key: string, ask: () => Promise<PlaceReading | undefined>) => Promise<PlaceReading | undefined>;

/** Whether any login role reaches a machine. One reading of its subscription serves a whole page of machines. */
export function accessAtFor(
  { readings }: PlanningDeps,
  remembered: Remembered,
): (id: MachineId, firstSeenAt: Instant) => Promise<AccessGranted> {
  return async (id, firstSeenAt) => {
    const { subscriptionId } = id;
    const place = await remembered(subscriptionId, () => readings.place({ kind: 'subscription', id: subscriptionId }));
    return accessGranted(armId(id), place, firstSeenAt);
  };
}

function sha256(): Hasher {
  const hash = createHash('sha256');
  return { update: (text) => void hash.update(text), digest: () => hash.digest('hex') };
}
