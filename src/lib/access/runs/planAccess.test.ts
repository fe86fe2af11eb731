import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { aMachine, aMachineId } from '../../../../test/builders/machine.ts';
import {
  ADMINS,
  ANN,
  aRunWorld,
  BOB,
  CYD,
  idOf,
  ours,
  policyText,
  type RunWorld,
  STAFF,
} from '../../../../test/builders/runWorld.ts';
import { Failure } from '../../errors.ts';
import { minutes, seconds } from '../../time.ts';
import { RUN_RETENTION_MS, runIdOf } from '../runRecord.ts';
import { planAccess } from './planAccess.ts';

const outage = new Failure('transient', 'ServiceUnavailable', 'Later.');
const bug = new TypeError('x is not a function');

function aWorld(policy = policyText()): RunWorld {
  const world = aRunWorld();
  world.policy.put(policy);
  return world;
}

/** A policy with this many groups, which all exist. */
function manyGroups(world: RunWorld, count: number): string {
  const ids = Array.from({ length: count }, (_, i) => idOf(1000 + i));
  for (const id of ids) world.directory.put(id, { members: [ANN] });
  return policyText(ids.map((group) => ({ group })));
}

/** Every question about a group takes so long. */
function slow({ directory, clock }: RunWorld, ms: number): void {
  directory.before = () => clock.advance(ms);
}

const wait = ({ queue, clock }: RunWorld) => {
  const due = queue.nextDue();
  return due === undefined ? undefined : due - clock.now();
};

describe('a run', () => {
  it('reads and plans in one step when there is little to read', async () => {
    const world = aWorld();
    const runId = await world.ask();

    const outcome = await world.step();

    expect(outcome).toEqual({ did: 'planned', runId, complete: true, adds: 2, removes: 0, withheld: 0 });
    expect(wait(world)).toBeUndefined();
    expect((await world.plan()).adds.map(({ principalId }) => principalId)).toEqual([ANN, BOB]);
  });

  it('is on record from its first step, and with what it came to in the end', async () => {
    const world = aWorld();
    const runId = await world.ask();
    slow(world, seconds(30));
    let during: unknown;
    world.assignments.before = async () => {
      during = await world.runs.read(runId);
    };

    await world.step();

    const { hash } = await world.plan();
    expect(during).toEqual({ id: runId, cause: 'person', startedAt: NOON });
    expect(await world.runs.read(runId)).toEqual({
      id: runId,
      cause: 'person',
      startedAt: NOON,
      finishedAt: NOON + seconds(30),
      complete: true,
      planHash: hash,
      counts: { adds: 2, removes: 0, withheld: 0, kept: 0 },
      incomplete: [],
    });
  });

  it('says on record what was not read in full', async () => {
    const world = aWorld(policyText([{ name: 'web' }]));
    world.directory.fail('members', new Failure('denied', 'Authorization_RequestDenied', 'No.'));
    const runId = await world.ask();

    await world.step();

    expect(await world.runs.read(runId)).toMatchObject({
      complete: false,
      incomplete: [{ binding: 'web', reason: 'ReadDenied' }],
    });
  });

  it('takes a further step for what does not fit into a minute, and reads nothing twice', async () => {
    const world = aWorld();
    world.policy.put(manyGroups(world, 20));
    slow(world, seconds(10));
    const runId = await world.ask();

    const first = await world.step();
    const waited = wait(world);
    const outcomes = [await world.step(), await world.step()];

    expect(first).toEqual({ did: 'read', runId, left: 13, of: 21 });
    expect(waited).toBe(0);
    expect(outcomes).toMatchObject([
      { did: 'read', left: 5 },
      { did: 'planned', complete: true },
    ]);
    expect(new Set(world.directory.asked.filter((one) => one.startsWith('members'))).size).toBe(20);
    expect(world.directory.asked.filter((one) => one.startsWith('members'))).toHaveLength(20);
  });

  it('plans for what was asked during it once more, and then rests', async () => {
    const world = aWorld();
    const first = await world.ask('schedule');
    let second = '';
    world.assignments.before = async () => {
      second = await world.ask('person');
    };

    await world.step();
    const waited = wait(world);
    world.assignments.before = undefined;
    const next = await world.step();

    expect(second).not.toBe(first);
    expect(waited).toBe(0);
    expect(next).toMatchObject({ did: 'planned', runId: second });
    expect(wait(world)).toBeUndefined();
    expect((await world.runs.list(10)).items.map(({ cause }) => cause).toSorted()).toEqual(['person', 'schedule']);
  });

  it('forgets old runs when it ends', async () => {
    const world = aWorld();
    const old = NOON - RUN_RETENTION_MS - 1;
    await world.runs.save({ id: runIdOf(old, () => 0.5), cause: 'schedule', startedAt: old });
    await world.runs.save({ id: runIdOf(old + 2, () => 0.5), cause: 'events', startedAt: old + 2 });

    await world.run();

    expect((await world.runs.list(10)).items.map(({ cause }) => cause)).toEqual(['person', 'events']);
  });

  it('has ended when old runs cannot be forgotten', async () => {
    const world = aWorld();
    const runId = await world.ask();
    world.deps.runs.prune = async () => {
      throw outage;
    };

    expect(await world.step()).toMatchObject({ did: 'planned' });
    expect(wait(world)).toBeUndefined();
    expect(world.reported).toEqual([outage]);
    expect(await world.runs.read(runId)).toMatchObject({ complete: true });
  });

  it('reads machines and plans for those that the selector chooses', async () => {
    const world = aWorld(policyText([{ machines: { tags: { role: 'web' } } }]));
    world.inventory.machinesThere = [
      aMachine({ id: aMachineId('web-1'), tags: { role: 'web' } }),
      aMachine({ id: aMachineId('db-1'), tags: { role: 'db' } }),
    ];

    const plan = await world.run();

    expect(plan.bindings).toMatchObject([{ scopes: 1, adds: 2 }]);
    expect(plan.complete).toBe(true);
  });

  it('asks Azure and the directory only what can be asked: nothing that writes is within its reach', async () => {
    const world = aWorld();
    world.assignments.there.push(ours(CYD));

    const plan = await world.run();

    expect(plan.removes).toHaveLength(1);
    expect(world.assignments.there).toHaveLength(1);
    expect(Object.keys(world.deps.assignments)).not.toContain('create');
  });
});

describe('a policy that changes while a run reads for it', () => {
  it('has the run read once more: a plan is made from readings for its own policy', async () => {
    const world = aWorld();
    const runId = await world.ask();
    world.assignments.before = async () => {
      world.policy.put(policyText([{ group: ADMINS, scopes: [`/subscriptions/${idOf(77)}`] }]));
      world.assignments.before = undefined;
    };

    const first = await world.step();
    const second = await world.step();

    expect(first).toEqual({ did: 'read', runId, left: 3, of: 3 });
    expect(second).toMatchObject({ did: 'planned', complete: true, adds: 1 });
    expect((await world.plan()).policy?.etag).toBe('"2"');
  });

  it('has nothing changed when it is broken by then', async () => {
    const world = aWorld();
    await world.ask();
    world.assignments.before = async () => {
      world.policy.put('{');
    };

    const outcome = await world.step();

    expect(outcome).toMatchObject({ did: 'planned', complete: false, adds: 0, removes: 0, withheld: 2 });
    const [run] = (await world.runs.list(1)).items;
    const [problem] = (await world.plan()).policyProblems;
    expect(run?.policyProblems).toEqual({ count: 1, first: `Line 1, column 2: ${problem?.message}` });
  });
});

describe('a message', () => {
  it('for a run that is at work elsewhere comes back later, and does nothing then', async () => {
    const world = aWorld();
    const runId = await world.ask();
    const doubles: unknown[] = [];
    world.assignments.before = async () => {
      doubles.push(await planAccess(runId, world.deps, () => undefined));
    };

    const outcome = await world.step();
    const waited = wait(world);
    const late = await world.step();

    expect(doubles).toEqual([{ did: 'waited', runId }]);
    expect(outcome).toMatchObject({ did: 'planned' });
    expect(waited).toBe(seconds(30));
    expect(late).toEqual({ did: 'nothing', runId });
    expect(wait(world)).toBeUndefined();
  });

  it.each(['of a run that is over', 'of a run that never was'])('%s does nothing', async (what) => {
    const world = aWorld();
    const over = await world.ask();
    await world.step();
    const asked = [world.directory.asked.length, world.assignments.asked.length];
    const runId = what.endsWith('over') ? over : runIdOf(NOON, () => 0.123);

    expect(await planAccess(runId, world.deps, () => undefined)).toEqual({ did: 'nothing', runId });
    expect([world.directory.asked.length, world.assignments.asked.length]).toEqual(asked);
    expect(wait(world)).toBeUndefined();
  });

  it('that is made up does not get in the way of the run that is under way', async () => {
    const world = aWorld();
    const runId = await world.ask();

    await planAccess(
      runIdOf(NOON, () => 0.123),
      world.deps,
      () => undefined,
    );

    expect(await world.step()).toMatchObject({ did: 'planned', runId });
  });

  it('of a run whose process died is taken up where it was left', async () => {
    const world = aWorld();
    world.policy.put(manyGroups(world, 20));
    slow(world, seconds(10));
    const runId = await world.ask();
    await world.step();
    await world.deps.lock.begin(runId, 'of a process that died');
    world.clock.advance(minutes(10));

    const outcome = await planAccess(runId, world.deps, () => undefined);

    expect(outcome).toMatchObject({ did: 'read', left: 5, of: 21 });
  });

  it('that was lost is sent again by the schedule', async () => {
    const world = aWorld();
    const runId = await world.ask();
    world.queue.take();
    world.clock.advance(minutes(10));

    expect(await world.ask('schedule')).toBe(runId);
    expect(await world.step()).toMatchObject({ did: 'planned', runId });
  });

  it('comes back when the step cannot even be recorded', async () => {
    const world = aWorld();
    await world.ask();
    world.deps.runQueue.send = async () => {
      throw outage;
    };
    world.directory.fail('group', bug);

    await expect(world.step()).rejects.toBe(outage);
  });

  it('finds a run anew whose progress cannot be read', async () => {
    const world = aWorld();
    await world.ask();
    await world.documents.write('progress', { version: 2 });

    expect(await world.step()).toMatchObject({ did: 'planned', complete: true });
    expect(STAFF).toBe((await world.readings.group(STAFF))?.groupId);
  });
});
