/** A world in which plans are carried out: that of runs, with what writes assignments, and messages that are handled. */

import { type ApplyOutcome, applyChange } from '../../src/lib/access/apply/applyChange.ts';
import type { ApplyDeps } from '../../src/lib/access/apply/applyDeps.ts';
import { createApprovals } from '../../src/lib/access/apply/approvals.ts';
import type { ChangeRecord } from '../../src/lib/access/apply/changeRecord.ts';
import { createFreshPlaces } from '../../src/lib/access/apply/freshPlace.ts';
import { createFreshPolicy } from '../../src/lib/access/apply/freshPolicy.ts';
import { createMissing } from '../../src/lib/access/apply/missing.ts';
import { createNewestPlan } from '../../src/lib/access/apply/newestPlan.ts';
import { type Assignment, scopeKey } from '../../src/lib/access/assignment.ts';
import type { AssignmentWriter } from '../../src/lib/access/assignmentWriter.ts';
import type { Grant } from '../../src/lib/access/ownership.ts';
import type { PauseState } from '../../src/lib/onboarding/control.ts';
import { armId } from '../../src/lib/onboarding/machineId.ts';
import { createPauseState } from '../../src/lib/onboarding/pauseState.ts';
import type { Clock } from '../../src/lib/time.ts';
import { ANN, aRunWorld, policyText, type RunWorld, type RunWorldOptions, STAFF, type Through } from './runWorld.ts';

/** A write that was asked for, with the principal that it was about. */
export interface Written extends Grant {
  readonly action: 'add' | 'remove';
  readonly name: string;
}

export interface HandWriter extends AssignmentWriter {
  readonly written: Written[];
  /** Happens before each write. */
  before: ((write: Omit<Written, 'principalId'>) => void | Promise<void>) | undefined;
}

export interface ApplyWorld extends RunWorld {
  readonly writer: HandWriter;
  readonly pauses: PauseState;
  /** What another instance has for its changes, with something between it and each of the ports. */
  applying(through: Through): ApplyDeps;
  /** Handles the message of this grant, as the queue would. */
  apply(grant: Grant): Promise<ApplyOutcome>;
  /** Asks for a run, and goes on until no message waits. */
  settle(): Promise<void>;
  /** What the newest run has tried. */
  tried(): Promise<readonly ChangeRecord[]>;
}

/** A world with one subscription, in which Ann and Bob are staff, and plans are carried out. */
export function anApplyWorld({ settings, ...rest }: RunWorldOptions = {}): ApplyWorld {
  const world = aRunWorld({ ...rest, settings: { mode: 'enforce', ...settings } });
  const { clock, assignments, inventory, control } = world;
  const writer = handWriter(assignments.there, clock);
  const timing = { clock, sleep: async () => undefined, random: () => 0.5 };
  const machines: ApplyDeps['machines'] = {
    async get(id) {
      const machine = inventory.machinesThere.find((one) => armId(one.id).toLowerCase() === armId(id).toLowerCase());
      return machine === undefined ? { kind: 'absent' } : { kind: 'machine', machine };
    },
  };
  const pauses = createPauseState({ ...timing, store: control });
  const applying = (through: Through): ApplyDeps => {
    const deps = world.instance(through);
    const store = through(control);
    return {
      ...deps,
      changes: through(world.changes),
      machines: through(machines),
      pauses: createPauseState({ ...timing, store }),
      approvals: createApprovals(deps),
      newestPlan: createNewestPlan(deps.documents),
      freshPolicy: createFreshPolicy(deps),
      freshPlaces: createFreshPlaces(deps),
      missing: createMissing({ ...timing, store }),
      assignmentWriter: through(writer),
    };
  };
  const own = applying((port) => port);
  const apply = (grant: Grant) => applyChange(grant, own, (error) => void world.reported.push(error));
  return {
    ...world,
    writer,
    pauses,
    applying,
    apply,
    async settle() {
      // Of two runs that begin in the same millisecond, nobody knows which is the newer.
      clock.advance(1);
      await world.ask();
      for (let steps = 0; ; steps += 1) {
        if (steps > 2000) throw new Error('It never came to rest.');
        const [run, change] = [world.queue.nextDue(), world.changeQueue.nextDue()];
        if (run === undefined && change === undefined) return;
        if (change === undefined || (run !== undefined && run < change)) {
          await world.step();
          continue;
        }
        clock.set(Math.max(clock.now(), change));
        const grant = world.changeQueue.take();
        if (grant !== undefined) await apply(grant);
      }
    },
    async tried() {
      const [newest] = (await world.runs.list(1)).items;
      return newest === undefined ? [] : (await world.changes.list(newest.id, 1000)).items;
    },
  };
}

function handWriter(there: Assignment[], clock: Clock): HandWriter {
  const written: Written[] = [];
  const writer: HandWriter = {
    written,
    before: undefined,
    async create(grant, { name, principalType, description }) {
      const { scope, role, principalId } = grant;
      await writer.before?.({ action: 'add', scope, role, name });
      const same = there.find((one) => sameGrant(one, grant));
      if (same !== undefined) return same.name === name ? { kind: 'wasThere' } : { kind: 'exists', name: same.name };
      if (there.some((one) => one.name === name))
        return { kind: 'updateNotPermitted', code: 'RoleAssignmentUpdateNotPermitted', message: 'Not allowed.' };
      there.push({ name, scope, role, principalId, principalType, description, createdAt: clock.now() });
      written.push({ action: 'add', scope, role, principalId, name });
      return { kind: 'created' };
    },
    async remove(scope, name) {
      const index = there.findIndex((one) => one.name === name && scopeKey(one.scope) === scopeKey(scope));
      const found = there[index];
      if (found === undefined) return { kind: 'wasAbsent' };
      const { role, principalId } = found;
      await writer.before?.({ action: 'remove', scope, role, name });
      there.splice(index, 1);
      written.push({ action: 'remove', scope, role, principalId, name });
      return { kind: 'removed' };
    },
  };
  return writer;
}

function sameGrant(a: Grant, b: Grant): boolean {
  return scopeKey(a.scope) === scopeKey(b.scope) && a.role === b.role && a.principalId === b.principalId;
}

/** A world with a plan whose messages nobody has handled yet. */
export async function planned(text = policyText()): Promise<ApplyWorld> {
  const world = anApplyWorld();
  world.policy.put(text);
  await world.ask();
  await world.step();
  return world;
}

/** A world in which Ann and Bob have their role, and Bob has left the group since. */
export async function leaving(options: RunWorldOptions = {}): Promise<ApplyWorld> {
  const world = anApplyWorld(options);
  world.policy.put(policyText());
  await world.settle();
  world.directory.put(STAFF, { members: [ANN] });
  return world;
}

/** Ids of those who have a role, sorted. */
export function holders({ assignments }: ApplyWorld): readonly string[] {
  return assignments.there.map(({ principalId }) => principalId).toSorted();
}

/** What has become of the changes of the newest run: code by principal. */
export async function codesOf(world: ApplyWorld): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await world.tried()).map(({ principalId, code }) => [principalId, code]));
}
