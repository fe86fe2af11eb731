/** What people and bad luck do at our own doors: calls to the API, messages on the queue, rows that are lost. */
import * as z from 'zod';
import { createMemoryControl } from '../../local/memory/control.ts';
import { createMemoryRunQueue } from '../../local/memory/runQueue.ts';
import { createMemoryRuns } from '../../local/memory/runs.ts';
import { runIdOf } from '../../src/lib/access/runRecord.ts';
import { createRunLock } from '../../src/lib/access/runs/runLock.ts';
import { type MachineId, parseMachineId } from '../../src/lib/onboarding/machineId.ts';
import { messageFor } from '../../src/lib/onboarding/message.ts';
import type { Ledger, LookQueue } from '../../src/lib/onboarding/ports.ts';
import { damagedRecord } from '../../src/lib/onboarding/record.ts';
import { includeMachine } from '../../src/lib/status/includeMachine.ts';
import { offboardMachine } from '../../src/lib/status/offboardMachine.ts';
import { pauseChanges, resumeChanges } from '../../src/lib/status/pause.ts';
import { reconcileMachine } from '../../src/lib/status/reconcileMachine.ts';
import { type Clock, hours, minutes, toIso } from '../../src/lib/time.ts';
import type { BrakeWitness } from './brakeWitness.ts';
import type { HistoryWitness } from './historyWitness.ts';
import type { appFor } from './processApp.ts';
import type { Processes } from './processes.ts';
import type { Witness } from './witness.ts';
import type { OwnAct } from './world.ts';

export interface People {
  act(act: OwnAct, id: MachineId): void;
  /** Somebody lets everything go on that a brake holds. */
  resume(): void;
}

export interface PeopleDeps {
  readonly clock: Clock;
  readonly processes: Processes;
  readonly appOf: ReturnType<typeof appFor>;
  readonly queue: LookQueue;
  readonly ledger: Ledger;
  readonly loseControl: BrakeWitness['lose'];
  readonly excuse: (id: MachineId) => void;
  readonly offboard: Witness['offboard'];
  readonly history: Pick<HistoryWitness, 'included' | 'excluded'>;
}

export function createPeople(deps: PeopleDeps): People {
  const { clock, processes, appOf, queue, ledger, loseControl, excuse, offboard, history } = deps;
  const call = (what: string, handle: (app: ReturnType<typeof appOf>) => Promise<unknown>) =>
    processes.run({
      what,
      work: async (by) => void (await handle(appOf(by))),
      ended: () => undefined,
      spared: true,
    });
  // Who resumes onboarding asks for no run of access.
  const requests = {
    lock: createRunLock({ clock, store: createMemoryControl(), sleep: async () => undefined, random: () => 0.5 }),
    runQueue: createMemoryRunQueue(clock),
    newRunId: () => runIdOf(clock.now(), () => 0.5),
    runs: createMemoryRuns(),
  };
  const resume = (exclude?: true) =>
    call('POST resume', async (app) => {
      const body = { what: 'onboarding' as const, reason: 'It is mended.', ...(exclude && { exclude }) };
      const answer = await resumeChanges.handle({ ...SAID, params: {}, body }, { ...requests, ...app });
      const { excluded = [] } = answered.safeParse('body' in answer ? answer.body : {}).data ?? {};
      for (const id of excluded) {
        const machine = parseMachineId(id);
        if (machine !== undefined) history.excluded(machine);
      }
    });
  const include = (id: MachineId) =>
    call(`POST ${id.name}/include`, async (app) => {
      const body = { reason: 'It may come back.' };
      const answer = await includeMachine.handle({ ...SAID, params: { ...id }, body }, app);
      if (answer.status === 202) history.included(id);
    });

  /** What befalls the queue and the ledger. */
  const befalls = {
    forgedMessage: (id: MachineId) => queue.send(messageFor(id, 'forged'), 0),
    lostRow: (id: MachineId) => lose(id, ledger),
    damagedRow: (id: MachineId) => damage(id, ledger, clock),
    aheadRow: (id: MachineId) => writeAhead(id, deps),
  };

  return {
    resume: () => resume(),
    act(act, id) {
      switch (act.kind) {
        case 'person':
          excuse(id);
          return call(`POST ${id.name}/reconcile`, (app) =>
            reconcileMachine.handle({ ...SAID, params: { ...id }, body: undefined }, app),
          );
        case 'offboard':
          offboard(id);
          return call(`POST ${id.name}/offboard`, (app) =>
            offboardMachine.handle({ ...SAID, params: { ...id }, body: { reason: 'Sold.' } }, app),
          );
        case 'pause': {
          const until = toIso(clock.now() + minutes(act.minutes));
          return call('POST pause', (app) =>
            pauseChanges.handle({ ...SAID, params: {}, body: { what: 'onboarding', reason: 'Wait.', until } }, app),
          );
        }
        case 'resume':
          return resume();
        case 'resumeWithout':
          return resume(true);
        case 'include':
          excuse(id);
          return include(id);
        case 'lostControl':
          return loseControl(act.row);
        default:
          return void befalls[act.kind](id);
      }
    },
  };
}

const answered = z.object({ excluded: z.array(z.string()).optional() });

/** What all calls of people have in common. */
const SAID = { query: {}, by: 'a person' } as const;

/** What the ledger makes of a row that it cannot read. */
async function damage(id: MachineId, ledger: Ledger, clock: Clock): Promise<void> {
  if (await lose(id, ledger)) await ledger.write(damagedRecord(id, clock.now()), undefined);
}

/** Whether there was one to lose. */
async function lose(id: MachineId, ledger: Ledger): Promise<boolean> {
  const held = await ledger.read(id);
  return held !== undefined && (await ledger.remove(id, held.etag)) === 'removed';
}

/** Longer than any world lasts: what waits for it never comes to rest. */
const AHEAD_MS = hours(100);

/** An instance whose clock runs ahead looks at a machine, and dies. */
async function writeAhead(id: MachineId, { ledger, clock }: Pick<PeopleDeps, 'ledger' | 'clock'>): Promise<void> {
  const held = await ledger.read(id);
  if (held === undefined) return;
  const ahead = clock.now() + AHEAD_MS;
  const { record } = held;
  const asked = record.installRequestedAt === undefined ? {} : { installRequestedAt: ahead };
  const running = { token: 'ahead', since: ahead, cause: 'event' } as const;
  await ledger.write({ ...record, ...asked, busyUntil: ahead, updatedAt: ahead, looks: { running } }, held.etag);
}
