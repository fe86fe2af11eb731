import { describe, expect, it } from 'vitest';
import { anApplyWorld, leaving } from '../../../../test/builders/applyWorld.ts';
import { ANN, BOB, idOf, policyText, STAFF, SUB } from '../../../../test/builders/runWorld.ts';
import { minutes } from '../../time.ts';

const CROWD = Array.from({ length: 600 }, (_, i) => idOf(1000 + i));

/** A world in which six hundred are to get a role, and the guards have nothing against it. */
async function crowded() {
  const world = anApplyWorld();
  for (const one of CROWD) world.directory.putPerson(one);
  world.directory.put(STAFF, { members: CROWD });
  world.policy.put(policyText([{ scopes: CROWD.map(() => SUB).slice(0, 1) }]));
  return world;
}

const waiting = (world: Awaited<ReturnType<typeof crowded>>) => {
  let count = 0;
  while (world.changeQueue.take() !== undefined) count += 1;
  return count;
};

const approveAll = async (world: Awaited<ReturnType<typeof crowded>>) => {
  const { quarantines } = world.deps;
  for (const { id } of (await world.plan()).quarantines) {
    const found = await quarantines.read(id);
    if (found === undefined) continue;
    const decision = { at: 0, by: 'ada', reason: 'New.', until: world.clock.now() + minutes(600) };
    await quarantines.update({ ...found.quarantine, status: 'approved', decision }, found.etag);
  }
};

async function sending() {
  const world = await crowded();
  await world.settle();
  await approveAll(world);
  const runId = await world.ask();
  await world.step();
  return { world, runId };
}

describe('the changes of a run', () => {
  it('are sent five hundred at a time', async () => {
    const { world } = await sending();

    expect(waiting(world)).toBe(500);
    await world.step();
    expect(waiting(world)).toBe(0);
  });

  it('are no more once somebody asks for another run, which begins when what was sent has ended', async () => {
    const { world, runId } = await sending();
    const next = await world.ask();
    expect(next).not.toBe(runId);
    for (let grant = world.changeQueue.take(); grant !== undefined; grant = world.changeQueue.take())
      await world.apply(grant);

    const outcome = await world.step();

    expect(outcome).toMatchObject({ did: 'applied', runId, sent: 500, ended: 500 });
    expect(await world.runs.read(runId)).toMatchObject({
      finishedAt: world.clock.now(),
      changes: { sent: 500, ended: 500 },
    });
    expect(await world.step()).toMatchObject({ did: 'planned', runId: next });
  });

  it('are sent all the same when somebody asked for another run before the plan was made', async () => {
    const world = await leaving();
    world.policy.put(policyText([{}], { deny: [BOB] }));
    const runId = await world.ask();
    await world.ask();

    for (let i = 0; i < 3; i += 1) {
      await world.step();
      for (let grant = world.changeQueue.take(); grant !== undefined; grant = world.changeQueue.take())
        await world.apply(grant);
    }

    expect(await world.runs.read(runId)).toMatchObject({ changes: { sent: 1, ended: 1 } });
    expect(world.assignments.there.map(({ principalId }) => principalId)).not.toContain(BOB);
  });

  it('are left to the next run when their messages are lost', async () => {
    const { world, runId } = await sending();
    waiting(world);
    let outcome = await world.step();
    for (let i = 0; i < 100 && outcome.did === 'sent'; i += 1) outcome = await world.step();

    expect(outcome).toMatchObject({ did: 'applied', runId, sent: 500, ended: 0 });
    await world.settle();
    expect(world.assignments.there).toHaveLength(CROWD.length);
  });

  it('are not carried out by a run whose plan is not the newest any more', async () => {
    const { world, runId } = await sending();
    const plan = await world.plan();
    await world.documents.write('plan', { ...plan, runId: 'another' });

    expect(await world.step()).toMatchObject({ did: 'applied', runId, sent: 500 });
    expect(await world.runs.read(runId)).toMatchObject({ planHash: plan.hash, finishedAt: expect.any(Number) });
  });

  it('are sent again from where they were when the process died', async () => {
    const { world } = await sending();
    waiting(world);
    const plan = await world.plan();
    const known = await world.readings.progress(plan.runId);
    if (known?.applying === undefined) throw new Error('It does not apply.');
    await world.readings.saveProgress({ ...known, applying: { ...known.applying, sent: 0 } });

    await world.step();

    expect(waiting(world)).toBe(500);
    expect(world.assignments.there).not.toContainEqual(expect.objectContaining({ principalId: ANN }));
  });
});
