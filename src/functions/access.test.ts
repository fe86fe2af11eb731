import { InvocationContext, type LogLevel, type Timer } from '@azure/functions';
import { describe, expect, it } from 'vitest';
import { createMemoryJournal } from '../../local/memory/journal.ts';
import { anApplyWorld } from '../../test/builders/applyWorld.ts';
import { ANN, policyText, type RunWorld, SUB } from '../../test/builders/runWorld.ts';
import type { App, Compose } from '../app.ts';
import { workItem } from '../lib/access/apply/workItem.ts';
import { AGAIN, runMessage } from '../lib/access/runs/runMessage.ts';
import { applyAccess } from './applyAccess.ts';
import { deadLetters } from './deadLetters.ts';
import { planAccess } from './planAccess.ts';
import { reconcileAccess } from './reconcileAccess.ts';

const TICK: Timer = {
  schedule: { adjustForDST: false },
  isPastDue: false,
  scheduleStatus: { last: '', next: '', lastUpdated: '' },
};

interface Logged {
  readonly level: LogLevel;
  readonly args: readonly unknown[];
}

function aWorld() {
  const world = anApplyWorld();
  world.policy.put(policyText());
  const applying = world.applying((port) => port);
  const journal = createMemoryJournal(world.clock);
  const log: Logged[] = [];
  const context = new InvocationContext({ logHandler: (level, ...args) => void log.push({ level, args }) });
  const handle = {
    plan: async (message: unknown) => planAccess(composing({ ...world.deps, journal }))(message, context),
    apply: async (message: unknown) => applyAccess(composing({ ...world.deps, journal, applying }))(message, context),
    dead: async (queue: string) => deadLetters(queue, composing({ ...world.deps, journal }))('no message', context),
    tick: async () => reconcileAccess(composing({ ...world.deps, journal }))(TICK, context),
  };
  return { ...world, journal, log, ...handle, text: () => JSON.stringify(log) };
}

/** For functions, which are handed the whole app and use only these parts. */
function composing(parts: RunWorld['deps'] & Pick<App, 'journal'> & Partial<Pick<App, 'applying'>>): Compose {
  const { progress: _progress, ...rest } = parts;
  const app: Partial<App> = { kind: 'app', ...rest };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rest of the app serves machines
  return async () => app as App;
}

const misconfigured: Compose = async () => ({
  kind: 'misconfigured',
  clock: { now: () => 0 },
  problems: [{ key: 'INSTALLATION_ID', message: 'It is missing.', fix: 'Set it.' }],
  auth: { kind: 'key' },
});

describe('a tick of the schedule', () => {
  it('asks for a run, and does nothing more', async () => {
    const world = aWorld();

    await world.tick();

    expect(world.queue.take()).toBeDefined();
    expect(world.directory.asked).toEqual([]);
    expect(world.log.filter(({ level }) => level === 'information')).toHaveLength(1);
  });

  it('does not ask for more while one is under way', async () => {
    const world = aWorld();

    await world.tick();
    await world.tick();

    world.queue.take();
    expect(world.queue.nextDue()).toBeUndefined();
  });

  it('fails while the settings are wrong', async () => {
    await expect(reconcileAccess(misconfigured)(TICK, new InvocationContext())).rejects.toMatchObject({
      kind: 'misconfigured',
    });
  });
});

describe('a message of a run', () => {
  it('has a step made of it, and one line is logged of what came of it', async () => {
    const world = aWorld();
    const runId = await world.ask();

    await world.plan(runMessage(runId));

    expect(world.log.filter(({ level }) => level === 'information').map(({ args }) => args)).toEqual([
      ['access', JSON.stringify({ did: 'planned', runId, complete: true, adds: 2, removes: 0, withheld: 0 })],
    ]);
  });

  it('names nobody in what is logged', async () => {
    const world = aWorld();
    world.directory.putPerson(ANN, { displayName: 'Ann Example', userPrincipalName: 'ann@contoso.com' });

    await world.plan(runMessage(await world.ask()));

    expect((await world.documents.read('plan'))?.value).toMatchObject({ adds: [{ principal: 'ann@contoso.com' }, {}] });
    expect(world.text()).not.toMatch(/Ann|contoso|Staff/);
  });

  it.each([
    ['of another queue', { version: 1, id: '/subscriptions/x', token: 't' }],
    ['that is none', 'reconcile now'],
    ['that would be a path', { version: 1, runId: '../../plan' }],
  ])('%s goes to the journal, and nothing else happens', async (_what, message) => {
    const world = aWorld();
    await world.ask();

    await world.plan(message);

    expect(await world.journal.read()).toEqual({
      counts: { 'message malformed': 1 },
      malformed: [{ at: world.clock.now(), source: 'message', why: 'it is not a run of access' }],
    });
    expect(world.log.map(({ level }) => level)).toEqual(['warning']);
    expect(world.text()).not.toContain('plan');
    expect(world.directory.asked).toEqual([]);
  });

  it('logs what nobody expected', async () => {
    const world = aWorld();
    world.directory.fail('group', new TypeError('x is not a function'));

    await world.plan(runMessage(await world.ask()));

    const [error] = world.log.filter(({ level }) => level === 'error');
    expect(String(error?.args)).toContain('x is not a function');
  });

  it('comes back while the settings are wrong', async () => {
    await expect(planAccess(misconfigured)({}, new InvocationContext())).rejects.toMatchObject({
      kind: 'misconfigured',
    });
  });
});

describe('a message for a change', () => {
  const toAnn = workItem({ scope: SUB, role: 'user', principalId: ANN });

  it('is followed when the newest plan names it, and said in the log without names of people', async () => {
    const world = aWorld();
    await world.apply(toAnn);
    expect(world.text()).toContain('NotPlanned');

    await world.plan(runMessage(await world.ask()));
    await world.apply(toAnn);

    expect(world.assignments.there).toMatchObject([{ principalId: ANN }]);
    expect(world.text()).toContain('Created');
    expect(world.text()).not.toContain(ANN);
  });

  it('tells what it did not expect', async () => {
    const world = aWorld();
    await world.plan(runMessage(await world.ask()));
    world.directory.fail('person', new Error('A bug.'));

    await world.apply(toAnn);

    expect(world.log.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('that cannot be read is counted, and changes nothing', async () => {
    const world = aWorld();

    await world.apply({ ...toAnn, action: 'remove' });

    expect(await world.journal.read()).toMatchObject({ malformed: [{ source: 'message' }] });
    expect(world.writer.written).toEqual([]);
  });
});

describe('a message that asks for a new run', () => {
  it('begins one', async () => {
    const world = aWorld();

    await world.plan(runMessage(AGAIN));

    expect(world.queue.take()).toBeDefined();
  });
});

describe('a dead letter', () => {
  it.each(['plan-access', 'apply-access'])('on %s is counted and shown, without its content', async (queue) => {
    const world = aWorld();

    await world.dead(queue);

    const { counts, malformed } = await world.journal.read();
    expect(counts).toEqual({ [`dead letter: ${queue}`]: 1 });
    expect(malformed).toMatchObject([{ source: 'message', queue }]);
    expect(JSON.stringify([malformed, world.log])).not.toContain('no message');
  });

  it('fails while the settings are wrong, and stays on its queue', async () => {
    await expect(deadLetters('plan-access', misconfigured)({}, new InvocationContext())).rejects.toMatchObject({
      kind: 'misconfigured',
    });
  });
});
