/** A life of access: the app's own code in several instances, around it the services, the queues and the people. */
import { createHash } from 'node:crypto';
import { createMemoryPolicy, type MemoryPolicy } from '../../local/memory/policy.ts';
import type { ApplyDeps } from '../../src/lib/access/apply/applyDeps.ts';
import { createApprovals } from '../../src/lib/access/apply/approvals.ts';
import { createFreshPlaces } from '../../src/lib/access/apply/freshPlace.ts';
import { createFreshPolicy } from '../../src/lib/access/apply/freshPolicy.ts';
import { createMissing } from '../../src/lib/access/apply/missing.ts';
import { createNewestPlan } from '../../src/lib/access/apply/newestPlan.ts';
import type { Assignment } from '../../src/lib/access/assignment.ts';
import { createBudgets } from '../../src/lib/access/budgets/budgetRows.ts';
import type { Self } from '../../src/lib/access/ownership.ts';
import { DEFAULT_GUARDS } from '../../src/lib/access/policy/guards.ts';
import { runIdOf } from '../../src/lib/access/runRecord.ts';
import type { RunDeps } from '../../src/lib/access/runs/accessDeps.ts';
import { readingsIn } from '../../src/lib/access/runs/readings.ts';
import { createRunLock } from '../../src/lib/access/runs/runLock.ts';
import type { PauseState } from '../../src/lib/onboarding/control.ts';
import { createPauseState } from '../../src/lib/onboarding/pauseState.ts';
import { watchedSubscriptions } from '../../src/lib/onboarding/watched.ts';
import { type Instant, minutes } from '../../src/lib/time.ts';
import { aClock, type HandClock } from '../builders/clock.ts';
import { SUBSCRIPTION } from '../builders/machine.ts';
import { createInventory, createMachines, createReader, createWriter } from './azure.ts';
import { createDirectory } from './directory.ts';
import { createFaults, type Faults } from './faults.ts';
import { createPausesSeen, type KnownPauses } from './pauses.ts';
import { policyOf, textOf } from './policy.ts';
import { createProcesses, type Processes, type Through } from './processes.ts';
import { createQueues, type Queues } from './queues.ts';
import type { Spelling } from './readingEvents.ts';
import { createRunWitness, type RunWitness } from './runWitness.ts';
import type { Scene, SelfSeen } from './scene.ts';
import { FORMER, INSTALLATION, standingIn } from './standing.ts';
import { createTables } from './tables.ts';
import { aTimeline, type Truth } from './truth.ts';
import { createWitness, type Witness } from './witness.ts';
import type { Maker, PersonPlan, World } from './world.ts';

/** What an instance has for its runs and for its changes. */
export interface InstanceDeps {
  readonly runs: RunDeps;
  readonly applying: ApplyDeps;
  readonly pausing: PauseState;
}

export interface Life extends Scene {
  readonly clock: HandClock;
  readonly faults: Faults;
  readonly queues: Queues;
  readonly processes: Processes<InstanceDeps>;
  readonly witness: Witness;
  readonly runWitness: RunWitness;
  /** How often somebody asks for a run from now on, before each batch of messages. */
  readonly nagging: { left: number };
  readonly blob: MemoryPolicy;
  readonly makers: Map<string, Maker>;
  readonly ends: Map<string, Instant>;
  readonly self: KnownSelf;
  readonly pauses: KnownPauses;
  /** What people use, to which nothing ever happens. */
  readonly people: InstanceDeps;
  readonly trace: (line: () => string) => void;
  /** Writes that took effect so far. */
  writes(): number;
}

const INSTANCES = 2;

const SELF: Self = {
  installationId: INSTALLATION,
  formerInstallationIds: [FORMER],
};
const APP = 'dddddddd-0000-4000-8000-00000000000d';

/** What the app can find out of itself. */
export interface KnownSelf extends SelfSeen {
  hide(ms: number): void;
}

function createSelf(clock: HandClock): KnownSelf {
  let hidden = { from: Infinity, until: 0 };
  return {
    unknownSince: () => (clock.now() < hidden.until ? hidden.from : Infinity),
    hide(ms) {
      hidden = {
        from: Math.min(clock.now(), clock.now() < hidden.until ? hidden.from : Infinity),
        until: clock.now() + ms,
      };
    },
  };
}

export async function aLife(world: World, trace: Life['trace']): Promise<Life> {
  const clock = aClock();
  const truth = aTimeline<Truth>(truthOf(world), clock);
  const tables = createTables();
  const { assignments, makers, recorded } = standingIn(world, truth.now());
  await tables.grants.save(recorded);
  const there = aTimeline<readonly Assignment[]>(assignments, clock);
  const policy = aTimeline(policyOf(world), clock);
  const blob = createMemoryPolicy();
  blob.put(textOf(policy.now()));
  const faults = createFaults(clock, truth);
  const directory = createDirectory(truth, faults, clock);
  const queues = createQueues(clock, world.seed);
  const pauses = createPausesSeen();
  const ends = new Map<string, Instant>();
  const self = createSelf(clock);
  const problems: string[] = [];
  const scene = {
    faults,
    world,
    clock,
    truth,
    there,
    policy,
    directory,
    tables,
    makers,
    ends,
    self,
    approvals: new Map(),
    pauses,
    problems,
  };
  const witness = createWitness(scene);
  const runWitness = createRunWitness(scene);
  let writes = 0;
  const azure = {
    truth,
    there,
    ends,
    faults,
    clock,
    witness: (write: Parameters<Witness['saw']>[0]) => {
      writes += 1;
      trace(
        () =>
          `    → ${write.action} ${write.assignment.role} ${write.assignment.principalId.slice(-3)} at ${write.assignment.scope.slice(-12)} (${tables.announced(write.assignment.name)?.reason} ${tables.announced(write.assignment.name)?.binding})`,
      );
      witness.saw(write);
      // Whatever bore that name before, this one is of the app.
      if (write.action === 'add') makers.delete(write.assignment.name);
    },
  };
  let made = 0;
  const timing = { clock, sleep: async () => undefined, random: () => 0.5 };
  const instance = (through: Through): InstanceDeps => {
    const store = through(tables.control);
    const documents = through(tables.documents);
    const runs: RunDeps = {
      directory: through(directory),
      assignments: through(createReader(azure)),
      inventory: createInventory(azure),
      watched: watchedSubscriptions([SUBSCRIPTION]),
      policySource: blob,
      documents,
      readings: readingsIn(documents),
      quarantines: through(tables.quarantines),
      budgets: createBudgets({ ...timing, store }),
      grants: through(tables.grants),
      clock,
      installation: async () => (self.unknownSince() === Infinity ? { ...SELF, appId: APP } : SELF),
      newHasher: sha256,
      accessSettings: {
        mode: 'enforce',
        limits: limitsOf(world),
        confirmMs: minutes(world.confirmMinutes),
        trustedTags: ['role'],
      },
      runs: through(tables.runs),
      changes: through(tables.changes),
      changeQueue: through(queues.changes),
      lock: createRunLock({ ...timing, store }),
      runQueue: through(queues.runs),
      newToken: () => `token-${++made}`,
      newRunId: () => runIdOf(clock.now(), () => ++made / 1_000_000),
    };
    const pausing = createPauseState({ ...timing, store });
    const applying: ApplyDeps = {
      ...runs,
      changes: through(tables.changes),
      machines: through(createMachines(azure)),
      pauses: pausing,
      approvals: createApprovals(runs),
      newestPlan: createNewestPlan(documents),
      freshPolicy: createFreshPolicy(runs),
      freshPlaces: createFreshPlaces(runs),
      missing: createMissing({ ...timing, store }),
      assignmentWriter: through(createWriter(azure)),
    };
    return { runs, applying, pausing };
  };
  const processes = createProcesses(INSTANCES, instance, trace);
  const people = instance((port) => port);
  const nagging = { left: 0 };
  return {
    ...scene,
    faults,
    queues,
    processes,
    witness,
    runWitness,
    nagging,
    blob,
    people,
    trace,
    writes: () => writes,
  };
}

function limitsOf({ guards }: World) {
  return { ...DEFAULT_GUARDS, maxNewAdministratorsPercent: 0, maxNewUsersPercent: 0, ...guards };
}

const SPELLED: Readonly<Partial<Record<PersonPlan, Spelling>>> = { untyped: 'none', odd: 'odd' };

function truthOf({ people, groups, machines }: World): Truth {
  return {
    people: people.map((plan) => ({
      enabled: plan !== 'disabled',
      guest: plan === 'guest',
      spelled: SPELLED[plan] ?? 'usual',
      gone: 'no',
    })),
    groups: groups.map((plan) => ({ ...plan, gone: false, hidden: false })),
    machines: machines.map((tag) => ({ tag, gone: false, reported: true })),
    readable: true,
  };
}

function sha256() {
  const hash = createHash('sha256');
  return { update: (text: string) => void hash.update(text), digest: () => hash.digest('hex') };
}
