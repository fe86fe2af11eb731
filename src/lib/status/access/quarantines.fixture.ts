/** Quarantines over HTTP: an app that plans what it is told, and whose ledger and records tests write. */
import { createMemoryChanges } from '../../../../local/memory/changes.ts';
import { createMemoryControl } from '../../../../local/memory/control.ts';
import { createMemoryGrants } from '../../../../local/memory/grants.ts';
import { createMemoryRuns } from '../../../../local/memory/runs.ts';
import { aBinding, aGroup, OTHER_SUB } from '../../../../test/builders/accessWorld.ts';
import { crowd } from '../../../../test/builders/guarded.ts';
import { aQuarantineWorld } from '../../../../test/builders/quarantineWorld.ts';
import { runIdOf } from '../../access/runRecord.ts';
import { createRunLock } from '../../access/runs/runLock.ts';
import type { Endpoint } from '../../http/endpoint.ts';
import { type PlainRequest, type ServeOptions, serve } from '../../http/serve.ts';
import { aPost, aRequest, someOptions } from '../../http/serving.fixture.ts';
import { createPauseState } from '../../onboarding/pauseState.ts';
import { approveQuarantine, type DecideDeps, rejectQuarantine } from './decideQuarantine.ts';
import { getQuarantine, listQuarantines } from './quarantines.ts';

/** So many people are to become administrators. */
export const wanting = (people: number, group = 'staff', scope = OTHER_SUB) => ({
  bindings: [aBinding({ group, role: 'administrator', at: [scope] })],
  groups: [aGroup(group, crowd(people))],
});

/** An app that has planned, over HTTP. */
export function anApp(options: Partial<ServeOptions> = {}) {
  const world = aQuarantineWorld({ maxNewAdministrators: 5, maxNewAdministratorsPercent: 0 });
  const { clock } = world;
  const sent: string[] = [];
  const [grants, changes] = [createMemoryGrants(), createMemoryChanges()];
  let runs = 0;
  const pauses = createPauseState({ clock, store: world.control, sleep: async () => undefined, random: () => 0.5 });
  const deps: DecideDeps = {
    ...world,
    lock: createRunLock({ clock, store: createMemoryControl(), sleep: async () => undefined, random: () => 0.5 }),
    runQueue: { send: async (runId) => void sent.push(runId), sendAgain: async () => undefined },
    newRunId: () => runIdOf(clock.now(), () => ++runs / 1_000_000),
    runs: createMemoryRuns(),
    pauses,
    accessSettings: { mode: 'enforce' },
    grants,
    changes,
  };
  const ask = async (endpoint: Endpoint<DecideDeps>, request: PlainRequest) => {
    const { status, body = '' } = await serve(endpoint, request, deps, someOptions({ clock, ...options }));
    return { status, body: JSON.parse(body) };
  };
  return {
    ...world,
    sent,
    pauses,
    grants,
    changes,
    list: (query: Record<string, string> = {}) => ask(listQuarantines, aRequest({ query })),
    get: (id: string) => ask(getQuarantine, aRequest({ params: { id } })),
    approve: (id: string, body: unknown, headers = {}) =>
      ask(approveQuarantine, aPost(body, { params: { id }, headers })),
    reject: (id: string, body: unknown, headers = {}) =>
      ask(rejectQuarantine, aPost(body, { params: { id }, headers })),
    /** The only pending quarantine, after a plan of six new administrators. */
    pending: async () => {
      const [first] = (await world.plan(wanting(6))).quarantines;
      if (first === undefined) throw new Error('Nothing is withheld.');
      return first;
    },
  };
}
