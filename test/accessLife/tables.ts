/** The app's own tables and documents, each of which can be lost with all that is in it. */
import { createMemoryChanges } from '../../local/memory/changes.ts';
import { createMemoryControl } from '../../local/memory/control.ts';
import { createMemoryDocuments } from '../../local/memory/documents.ts';
import { createMemoryGrants } from '../../local/memory/grants.ts';
import { createMemoryQuarantines } from '../../local/memory/quarantines.ts';
import { createMemoryRuns } from '../../local/memory/runs.ts';
import type { ChangeRecord, ChangeRecords } from '../../src/lib/access/apply/changeRecord.ts';
import type { Documents } from '../../src/lib/access/documents.ts';
import type { Grants } from '../../src/lib/access/grants.ts';
import type { Quarantines } from '../../src/lib/access/quarantine/quarantines.ts';
import type { Runs } from '../../src/lib/access/runRecord.ts';
import { type PlanDocument, planDocumentSchema } from '../../src/lib/access/runs/planDocument.ts';
import type { ControlStore } from '../../src/lib/onboarding/control.ts';
import type { Instant } from '../../src/lib/time.ts';
import type { Table } from './world.ts';

export interface Tables {
  readonly grants: Grants;
  readonly control: ControlStore;
  readonly changes: ChangeRecords;
  readonly documents: Documents;
  readonly quarantines: Quarantines;
  readonly runs: Runs;
  lose(table: Table): void;
  /** What the app said last of a write of this assignment. */
  announced(assignment: string): ChangeRecord | undefined;
  /** How many runs have planned for the policy of the newest plan, without another one between. */
  plannedFor(): { readonly runs: number };
  /** Since which plan the app remembers what the policy says; Infinity while it does not. */
  knowsPolicySince(): Instant;
  /** A document as it was written last; undefined when it is lost. */
  written(name: string): unknown;
}

export function createTables(): Tables {
  let grants = createMemoryGrants();
  let control = createMemoryControl();
  let changes = createMemoryChanges();
  let documents = createMemoryDocuments();
  let quarantines = createMemoryQuarantines();
  const announced = new Map<string, ChangeRecord>();
  const written = new Map<string, unknown>();
  let plannedAt: Instant = Infinity;
  let policySince: Instant = Infinity;
  let planned: Planned = { etag: undefined, runs: new Set() };
  const lose: Readonly<Record<Table, () => void>> = {
    grants: () => void (grants = createMemoryGrants()),
    control: () => void (control = createMemoryControl()),
    changes: () => void (changes = createMemoryChanges()),
    documents() {
      documents = createMemoryDocuments();
      policySince = Infinity;
      written.clear();
    },
    quarantines: () => void (quarantines = createMemoryQuarantines()),
  };
  return {
    grants: {
      list: (place) => grants.list(place),
      save: (records) => grants.save(records),
      remove: (scope, name) => grants.remove(scope, name),
    },
    control: {
      read: (key) => control.read(key),
      write: (key, value, etag) => control.write(key, value, etag),
    },
    changes: {
      read: (runId, id) => changes.read(runId, id),
      async save(record) {
        if (record.assignment !== undefined) announced.set(record.assignment, record);
        await changes.save(record);
      },
      list: (runId, limit, from) => changes.list(runId, limit, from),
      ended: (runId) => changes.ended(runId),
      prune: (before, most) => changes.prune(before, most),
    },
    documents: {
      read: (name) => documents.read(name),
      readUnless: (name, etag) => documents.readUnless(name, etag),
      async write(name, value) {
        written.set(name, value);
        if (name === 'plan') {
          const plan = planDocumentSchema.parse(value);
          planned = notedPlan(plan, planned);
          plannedAt = plan.at;
        }
        if (name === 'memory' && policySince === Infinity && knowsPolicy(value)) policySince = plannedAt;
        await documents.write(name, value);
      },
      remove: (name) => documents.remove(name),
    },
    quarantines: {
      create: (quarantine) => quarantines.create(quarantine),
      read: (id) => quarantines.read(id),
      update: (quarantine, etag) => quarantines.update(quarantine, etag),
      list: (limit, from) => quarantines.list(limit, from),
      prune: (before, most, forget) => quarantines.prune(before, most, forget),
    },
    runs: createMemoryRuns(),
    lose: (table) => lose[table](),
    announced: (assignment) => announced.get(assignment),
    knowsPolicySince: () => policySince,
    written: (name) => written.get(name),
    plannedFor: () => ({ runs: planned.runs.size }),
  };
}

function knowsPolicy(memory: unknown): boolean {
  return typeof memory === 'object' && memory !== null && 'baselines' in memory && memory.baselines !== undefined;
}

interface Planned {
  readonly etag: string | undefined;
  readonly runs: ReadonlySet<string>;
}

/** One whose policy cannot be read was not planned for. */
function notedPlan({ policy, policyProblems, runId }: PlanDocument, before: Planned): Planned {
  if (policyProblems.length > 0) return before;
  const runs = before.etag === policy?.etag ? [...before.runs, runId] : [runId];
  return { etag: policy?.etag, runs: new Set(runs) };
}
