/** Everything that a run of access needs, in memory: a directory, assignments, machines, the policy, and one or more instances. */
import { createHash } from 'node:crypto';
import { createMemoryChangeQueue, type MemoryChangeQueue } from '../../local/memory/changeQueue.ts';
import { createMemoryChanges } from '../../local/memory/changes.ts';
import { createMemoryControl } from '../../local/memory/control.ts';
import { createMemoryDocuments } from '../../local/memory/documents.ts';
import { createMemoryGrants } from '../../local/memory/grants.ts';
import { createMemoryPolicy, type MemoryPolicy } from '../../local/memory/policy.ts';
import { createMemoryQuarantines } from '../../local/memory/quarantines.ts';
import { createMemoryRunQueue, type MemoryRunQueue } from '../../local/memory/runQueue.ts';
import { createMemoryRuns } from '../../local/memory/runs.ts';
import type { ChangeRecords } from '../../src/lib/access/apply/changeRecord.ts';
import {
  type Assignment,
  type AssignmentReader,
  type Denial,
  type Place,
  placeKey,
  placeOf,
  reaches,
} from '../../src/lib/access/assignment.ts';
import { createBudgets } from '../../src/lib/access/budgets/budgetRows.ts';
import type { Documents } from '../../src/lib/access/documents.ts';
import type { GrantRecord, Grants } from '../../src/lib/access/grants.ts';
import { assignmentName, descriptionOf, type Self } from '../../src/lib/access/ownership.ts';
import { DEFAULT_GUARDS } from '../../src/lib/access/policy/guards.ts';
import type { LoginRole } from '../../src/lib/access/role.ts';
import { type Runs, runIdOf } from '../../src/lib/access/runRecord.ts';
import type { AccessSettings, RunDeps } from '../../src/lib/access/runs/accessDeps.ts';
import { planAccess, type StepOutcome } from '../../src/lib/access/runs/planAccess.ts';
import { type PlanDocument, planDocumentSchema } from '../../src/lib/access/runs/planDocument.ts';
import { type Readings, readingsIn } from '../../src/lib/access/runs/readings.ts';
import { requestAccessRun } from '../../src/lib/access/runs/requestAccessRun.ts';
import { createRunLock } from '../../src/lib/access/runs/runLock.ts';
import { AGAIN } from '../../src/lib/access/runs/runMessage.ts';
import type { RunCause } from '../../src/lib/access/runs/runState.ts';
import type { ControlStore } from '../../src/lib/onboarding/control.ts';
import type { InventoryReader } from '../../src/lib/onboarding/inventory.ts';
import type { ObservedMachine } from '../../src/lib/onboarding/machine.ts';
import { watchedSubscriptions } from '../../src/lib/onboarding/watched.ts';
import { hours } from '../../src/lib/time.ts';
import { aClock, type HandClock } from './clock.ts';
import { NOON } from './evidence.ts';
import { aHandDirectory, type HandDirectory } from './handDirectory.ts';
import { SUBSCRIPTION } from './machine.ts';

export const SELF: Self = {
  installationId: 'aaaaaaaa-0000-4000-8000-00000000000a',
  formerInstallationIds: [],
  appId: 'dddddddd-0000-4000-8000-00000000000d',
};

/** When what stands was made, unless said otherwise. */
const LONG_AGO = NOON - hours(24 * 30);

/** Object ids for tests, since the policy takes nothing else. */
export const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const SUB = `/subscriptions/${SUBSCRIPTION}`;
export const STAFF = idOf(900);
export const ADMINS = idOf(901);
export const ANN = idOf(1);
export const BOB = idOf(2);
export const CYD = idOf(3);

/** What stands in Azure, and what fails to be listed. */
export interface HandAssignments extends AssignmentReader {
  readonly asked: string[];
  readonly there: Assignment[];
  readonly activated: Map<string, number>;
  readonly denied: Denial[];
  /** Happens before each listing. */
  before: ((place: Place) => void | Promise<void>) | undefined;
  /** Listing this place, or every one, fails so many times; always when nothing is said. */
  fail(place: Place | 'all', failure: Error, times?: number): void;
  mend(): void;
}

export interface HandInventory extends InventoryReader {
  machinesThere: ObservedMachine[];
  unreadable: number;
  /** After the machines the listing breaks off with this. */
  failure: Error | undefined;
}

export interface RunWorldOptions {
  /** One reading is enough to see that somebody left, unless said otherwise. */
  readonly settings?: Partial<AccessSettings>;
  /** `lost`: nothing of what stands is on record; else all of it is. */
  readonly ledger?: 'lost';
  readonly subscriptions?: readonly string[];
  /** Earlier ids of this installation. */
  readonly former?: readonly string[];
}

export type Through = <T extends object>(port: T) => T;

export interface RunWorld {
  readonly clock: HandClock;
  readonly directory: HandDirectory;
  readonly assignments: HandAssignments;
  readonly inventory: HandInventory;
  readonly policy: MemoryPolicy;
  readonly documents: Documents;
  readonly readings: Readings;
  readonly control: ControlStore;
  readonly runs: Runs;
  readonly queue: MemoryRunQueue;
  readonly changes: ChangeRecords;
  readonly changeQueue: MemoryChangeQueue;
  readonly deps: RunDeps;
  /** What another instance has, with something between it and each of the ports. */
  instance(through: Through): RunDeps;
  /** Lines of progress. */
  readonly lines: string[];
  /** What was reported as unexpected. */
  readonly reported: unknown[];
  ask(cause?: RunCause): Promise<string>;
  /** Goes on to when the next message is due, and takes the step of its run, or of the one that it asks for. */
  step(): Promise<StepOutcome>;
  /** Asks for a run and takes steps until nothing waits. The plan that there is then. */
  run(cause?: RunCause): Promise<PlanDocument>;
  plan(): Promise<PlanDocument>;
}

/** A world with one subscription, in which Ann and Bob are staff; there is no policy yet. */
export function aRunWorld(options: RunWorldOptions = {}): RunWorld {
  const { settings, ledger, subscriptions = [SUBSCRIPTION], former = [] } = options;
  const clock = aClock();
  const directory = aHandDirectory();
  for (const person of [ANN, BOB, CYD]) directory.putPerson(person);
  directory.put(STAFF, { displayName: 'Staff', members: [ANN, BOB] });
  directory.put(ADMINS, { displayName: 'Admins', members: [CYD], roleAssignable: true, owners: [ANN] });
  const assignments = handAssignments();
  const inventory = handInventory();
  const policy = createMemoryPolicy();
  const documents = createMemoryDocuments();
  const control = createMemoryControl();
  const quarantines = createMemoryQuarantines();
  const grants = ledger === 'lost' ? createMemoryGrants() : withStanding(createMemoryGrants(), assignments.there);
  const runs = createMemoryRuns();
  const changes = createMemoryChanges();
  const changeQueue = createMemoryChangeQueue(clock);
  const queue = createMemoryRunQueue(clock);
  const lines: string[] = [];
  const reported: unknown[] = [];
  let made = 0;
  const instance = (through: Through): RunDeps => ({
    directory: through(directory),
    assignments: through(assignments),
    inventory: through(inventory),
    watched: watchedSubscriptions(subscriptions),
    policySource: through(policy),
    documents: through(documents),
    readings: readingsIn(through(documents)),
    quarantines: through(quarantines),
    budgets: createBudgets({ store: through(control), clock, sleep: async () => undefined, random: () => 0.5 }),
    grants: through(grants),
    clock,
    installation: async () => ({ ...SELF, formerInstallationIds: former }),
    newHasher: sha256,
    accessSettings: { mode: 'observe', limits: DEFAULT_GUARDS, confirmMs: 0, trustedTags: ['role'], ...settings },
    progress: (line) => void lines.push(line),
    runs: through(runs),
    changes: through(changes),
    changeQueue: through(changeQueue),
    lock: createRunLock({ store: through(control), clock, sleep: async () => undefined, random: () => 0.5 }),
    runQueue: through(queue),
    newToken: () => `token-${++made}`,
    newRunId: () => runIdOf(clock.now(), () => ++made / 1_000_000),
  });
  const deps = instance((port) => port);
  const plan = async (): Promise<PlanDocument> => planDocumentSchema.parse((await documents.read('plan'))?.value);
  const world: RunWorld = {
    clock,
    directory,
    assignments,
    inventory,
    policy,
    documents,
    readings: deps.readings,
    control,
    runs,
    queue,
    changes,
    changeQueue,
    deps,
    instance,
    lines,
    reported,
    ask: (cause = 'person') => requestAccessRun(cause, deps),
    async step() {
      clock.set(Math.max(clock.now(), queue.nextDue() ?? clock.now()));
      const runId = queue.take();
      if (runId === undefined) throw new Error('No message is waiting.');
      if (runId === AGAIN) return { did: 'nothing', runId: await world.ask('events') };
      return planAccess(runId, deps, (error) => void reported.push(error));
    },
    async run(cause) {
      await world.ask(cause);
      for (let steps = 0; queue.nextDue() !== undefined; steps += 1) {
        if (steps > 200) throw new Error('It never came to rest.');
        await world.step();
      }
      return plan();
    },
    plan,
  };
  return world;
}

/** The ledger of an app that has written what stands, long ago. */
function withStanding(grants: Grants, there: readonly Assignment[]): Grants {
  return {
    ...grants,
    async list(place) {
      const at = there.filter(({ scope }) => placeKey(placeOf(scope)) === placeKey(place));
      const records = at.map(({ name, scope, role, principalId }): [string, GrantRecord] => {
        return [name, { name, scope, role, principalId, binding: null, at: LONG_AGO, how: 'written' }];
      });
      return new Map([...records, ...(await grants.list(place))]);
    },
  };
}

function handAssignments(): HandAssignments {
  const asked: string[] = [];
  const there: Assignment[] = [];
  const denied: Denial[] = [];
  const activated = new Map<string, number>();
  const failures = new Map<string, { readonly failure: Error; left: number }>();
  const failing = (place: Place): void => {
    for (const key of ['all', placeKey(place)]) {
      const found = failures.get(key);
      if (found === undefined || found.left === 0) continue;
      found.left -= 1;
      throw found.failure;
    }
  };
  const shown = (place: Place): Assignment[] =>
    there.filter(({ scope }) => {
      const home = placeOf(scope);
      return (
        placeKey(home) === placeKey(place) ||
        (place.kind === 'subscription' && reaches(scope, `/subscriptions/${place.id}`))
      );
    });
  const assignments: HandAssignments = {
    asked,
    there,
    activated,
    denied,
    before: undefined,
    fail: (place, failure, times = Number.POSITIVE_INFINITY) =>
      void failures.set(place === 'all' ? place : placeKey(place), { failure, left: times }),
    mend: () => failures.clear(),
    async list(place) {
      asked.push(placeKey(place));
      await assignments.before?.(place);
      failing(place);
      return { assignments: shown(place), used: shown(place).length };
    },
    denials: async () => denied,
    activations: async (place) =>
      shown(place).flatMap(({ name }) => {
        const endsAt = activated.get(name);
        return endsAt === undefined ? [] : [{ assignmentName: name, endsAt }];
      }),
  };
  return assignments;
}

function handInventory(): HandInventory {
  const inventory: HandInventory = {
    machinesThere: [],
    unreadable: 0,
    failure: undefined,
    async *machines() {
      const { machinesThere, unreadable, failure } = inventory;
      yield { machines: machinesThere, total: machinesThere.length, unreadable };
      if (failure !== undefined) throw failure;
    },
    subscriptionsBelow: async () => [],
  };
  return inventory;
}

/** An assignment as this installation makes it. */
export function ours(
  principalId: string,
  role: LoginRole = 'user',
  scope = SUB,
  rest: Partial<Assignment> = {},
): Assignment {
  const name = assignmentName(SELF.installationId, { scope, role, principalId });
  const description = descriptionOf(SELF);
  return { name, scope, role, principalId, principalType: 'User', description, createdAt: LONG_AGO, ...rest };
}

/** An assignment that somebody else made. */
export function theirs(
  principalId: string,
  role: LoginRole = 'user',
  scope = SUB,
  rest: Partial<Assignment> = {},
): Assignment {
  const name = assignmentName('somebody', { scope, role, principalId });
  return { name, scope, role, principalId, principalType: 'User', createdAt: LONG_AGO, ...rest };
}

interface BindingText {
  readonly name?: string;
  readonly group?: string;
  readonly role?: LoginRole;
  readonly scopes?: readonly string[];
  readonly machines?: object;
  readonly assign?: 'members' | 'group';
  readonly adopt?: boolean;
  readonly guards?: object;
  readonly expires?: string;
}

/** A policy of these bindings: staff are users in the subscription, unless said otherwise. JSON is YAML. */
export function policyText(bindings: readonly BindingText[] = [{}], rest: object = {}): string {
  const written = bindings.map(({ name, group = STAFF, role = 'user', scopes, machines, ...others }, i) => ({
    name: name ?? `binding-${i + 1}`,
    group: { id: group },
    role,
    ...(machines === undefined ? { scopes: scopes ?? [SUB] } : { machines }),
    ...others,
  }));
  return JSON.stringify({ version: 1, bindings: written, ...rest });
}

export function sha256() {
  const hash = createHash('sha256');
  return { update: (text: string) => void hash.update(text), digest: () => hash.digest('hex') };
}
