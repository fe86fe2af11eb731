import { describe, expect, it } from 'vitest';
import { anApplyWorld } from '../../../../test/builders/applyWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { ANN, aRunWorld, BOB, ours, policyText, type RunWorld, SUB } from '../../../../test/builders/runWorld.ts';
import { runIdOf } from '../../access/runRecord.ts';
import { Failure } from '../../errors.ts';
import { serve } from '../../http/serve.ts';
import { aPost, aRequest, someOptions } from '../../http/serving.fixture.ts';
import { hours, minutes } from '../../time.ts';
import { reconcileAccess } from './reconcileAccess.ts';
import { getAccessRun, listAccessRuns } from './runs.ts';

const list = async ({ runs, changes }: RunWorld, query: Readonly<Record<string, string>> = {}) => {
  const { status, body = '' } = await serve(listAccessRuns, aRequest({ query }), { runs, changes }, someOptions());
  return { status, body: JSON.parse(body) };
};

const get = async ({ runs, changes }: RunWorld, runId: string, query: Readonly<Record<string, string>> = {}) => {
  const request = aRequest({ params: { runId }, query });
  const { status, body = '' } = await serve(getAccessRun, request, { runs, changes }, someOptions());
  return { status, body: JSON.parse(body) };
};

const reconcile = async ({ deps }: RunWorld) => {
  const { status, body = '', headers } = await serve(reconcileAccess, aPost(undefined), deps, someOptions());
  return { status, body: JSON.parse(body), retryAfter: headers['retry-after'] };
};

describe('POST /access/reconcile', () => {
  it('begins a run, and says which', async () => {
    const world = aRunWorld();

    const { status, body } = await reconcile(world);

    expect(status).toBe(202);
    expect(world.queue.take()).toBe(body.runId);
  });

  it('during a run asks for exactly one more, and says which', async () => {
    const world = aRunWorld();
    const first = await reconcile(world);

    const [second, third] = [await reconcile(world), await reconcile(world)];
    await world.step();
    await world.step();

    expect(second.body.runId).not.toBe(first.body.runId);
    expect(third.body.runId).toBe(second.body.runId);
    expect(world.queue.nextDue()).toBeUndefined();
    const ids = (await list(world)).body.items.map(({ id }: { id: string }) => id);
    expect(new Set(ids)).toEqual(new Set([first.body.runId, second.body.runId]));
    expect(ids).toHaveLength(2);
  });

  it('is answered with the queued run, however often it is asked for, and is not counted', async () => {
    const world = aRunWorld();
    await reconcile(world);

    const asked = await Promise.all(Array.from({ length: 100 }, () => reconcile(world)));

    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(asked.map(({ body }) => body.runId)).size).toBe(1);
  });

  it('turns a caller away who has asked for 30 runs, until one a minute is due', async () => {
    const world = aRunWorld();
    for (let n = 0; n < 30; n += 1) {
      expect(await reconcile(world)).toMatchObject({ status: 202 });
      await world.step();
    }

    const { status, body, retryAfter } = await reconcile(world);

    expect({ status, retryAfter }).toEqual({ status: 429, retryAfter: '60' });
    expect(body).toMatchObject({ code: 'throttled', retryAfterSeconds: 60, detail: expect.stringMatching(/minute/) });
    world.clock.advance(minutes(1));
    expect(await reconcile(world)).toMatchObject({ status: 202 });
  });

  it('is for operators', () => {
    expect([reconcileAccess.who, getAccessRun.who, listAccessRuns.who]).toEqual(['operate', 'read', 'read']);
  });
});

describe('GET /access/runs', () => {
  it('answers a run as it went', async () => {
    const world = aRunWorld();
    world.policy.put(policyText());
    world.assignments.there.push(ours(ANN));
    await world.run();

    const { status, body } = await list(world);

    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        {
          id: expect.any(String),
          cause: 'person',
          startedAt: '2026-11-22T12:00:00.000Z',
          finishedAt: '2026-11-22T12:00:00.000Z',
          complete: true,
          planHash: (await world.plan()).hash,
          planned: { adds: 1, removes: 0, withheld: 0, kept: 1 },
          incomplete: [],
          policyProblems: null,
          changes: null,
          done: [],
          held: [],
          withheld: 0,
          failed: [],
        },
      ],
      next: null,
    });
    expect((await world.plan()).adds).toMatchObject([{ principalId: BOB }]);
  });

  it('says when it could not follow the policy', async () => {
    const world = aRunWorld();
    world.policy.put('version: 1\nbindings: []\ndenny: []\nexemption: []');
    await world.run();

    const { body } = await list(world);

    expect(body.items[0].policyProblems).toEqual({ count: 2, first: 'Line 3, column 1: denny is not known.' });
  });

  it('answers page by page, the newest first', async () => {
    const world = aRunWorld();
    for (let i = 0; i < 3; i += 1) {
      await world.run();
      world.clock.advance(minutes(1));
    }

    const first = await list(world, { limit: '2' });
    const second = await list(world, { limit: '2', cursor: first.body.next });

    const starts = [...first.body.items, ...second.body.items].map(({ startedAt }) => startedAt);
    expect(starts).toEqual([2, 1, 0].map((minute) => `2026-11-22T12:0${minute}:00.000Z`));
    expect(second.body.next).toBeNull();
  });

  it.each([{ limit: '0' }, { cursor: 'abc' }, { state: 'failed' }])('refuses %j', async (query) => {
    expect((await list(aRunWorld(), query)).status).toBe(400);
  });
});

describe('GET /access/runs/{runId}', () => {
  it('answers a run that is under way', async () => {
    const world = aRunWorld();
    const id = runIdOf(NOON, () => 0.5);
    await world.runs.save({ id, cause: 'schedule', startedAt: NOON });

    expect(await get(world, id)).toMatchObject({
      status: 200,
      body: { id, finishedAt: null, complete: null, planHash: null, planned: null, done: [], failed: [] },
    });
  });

  it('answers what one could not read in full', async () => {
    const world = aRunWorld();
    world.policy.put(policyText([{ name: 'web' }]));
    world.directory.fail('members', new Failure('denied', 'Authorization_RequestDenied', 'No.'));
    await world.run();

    expect((await list(world)).body.items).toMatchObject([
      { complete: false, incomplete: [{ binding: 'web', reason: 'ReadDenied' }] },
    ]);
  });

  it('answers one that failed, and why', async () => {
    const world = aRunWorld();
    world.directory.fail('changes', new Failure('rejected', 'x', 'y'));
    world.deps.readings.saveProgress = async () => {
      throw new Failure('denied', 'AuthorizationPermissionMismatch', 'HTTP 403');
    };
    const id = await world.ask();
    for (let i = 0; i < 6; i += 1) await world.step();

    expect((await get(world, id)).body).toMatchObject({
      complete: false,
      failed: [{ code: 'AuthorizationPermissionMismatch', message: 'HTTP 403' }],
    });
  });

  it('answers what was done, what was not made and what failed, page by page, with what proved it', async () => {
    const world = anApplyWorld();
    world.policy.put(policyText());
    const id = await world.ask();
    await world.step();
    await world.apply({ scope: SUB, role: 'user', principalId: ANN });
    world.directory.putPerson(BOB, { enabled: false });
    await world.apply({ scope: SUB, role: 'user', principalId: BOB });
    await world.step();

    const { body } = await get(world, id);

    expect(body).toMatchObject({
      finishedAt: expect.any(String),
      changes: { sent: 2, ended: 2 },
      done: [
        {
          action: 'add',
          principalId: ANN,
          binding: 'binding-1',
          path: ['Staff'],
          code: 'Created',
          assignment: ours(ANN).name,
          correlationId: expect.any(String),
          evidence: [
            { check: 'policy', said: expect.any(String), at: expect.any(String) },
            { check: 'directory: the person' },
            { check: 'directory: membership' },
          ],
        },
      ],
      held: [{ principalId: BOB, code: 'NotEnabled', message: 'The account is disabled.' }],
      failed: [],
      next: null,
    });
    const first = (await get(world, id, { limit: '1' })).body;
    const second = (await get(world, id, { limit: '1', cursor: first.next })).body;
    expect([first, second].map(({ done, held }) => done.length + held.length)).toEqual([1, 1]);
    expect(second.next).toBeNull();
    expect((await list(world)).body.items).toMatchObject([{ done: [{ principalId: ANN }], held: [{}] }]);
  });

  it('answers it for as long as the evidence is kept, and both are forgotten together', async () => {
    const world = anApplyWorld();
    world.policy.put(policyText());
    const id = await world.ask();
    await world.step();
    await world.apply({ scope: SUB, role: 'user', principalId: ANN });

    world.clock.advance(hours(24 * 399));
    await world.run('schedule');
    const kept = await get(world, id);
    world.clock.advance(hours(24 * 2));
    await world.run('schedule');

    expect(kept).toMatchObject({ status: 200, body: { done: [{ principalId: ANN, code: 'Created' }] } });
    expect((await get(world, id)).status).toBe(404);
    expect((await world.changes.list(id, 10)).items).toEqual([]);
  });

  it('does not know a run that is not on record', async () => {
    expect(
      await get(
        aRunWorld(),
        runIdOf(NOON, () => 0.5),
      ),
    ).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
  });

  it('refuses what is no id of a run', async () => {
    expect(await get(aRunWorld(), 'latest')).toMatchObject({ status: 400, body: { errors: [{ field: 'runId' }] } });
  });
});
