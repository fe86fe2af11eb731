import { describe, expect, it } from 'vitest';
import { applied, createRunReader } from './accessRuns.ts';
import { fakeApp } from './testing/fakeApp.ts';

const CHANGE = {
  action: 'add',
  scope: '/s',
  role: 'user',
  principalId: 'p',
  binding: 'b',
  reason: 'member',
  message: 'Done.',
  evidence: [],
};

const run = (id: string, more: object = {}) => ({
  id,
  finishedAt: '2027-01-01T00:00:00Z',
  changes: null,
  done: [],
  held: [],
  failed: [],
  ...more,
});
const made = (id: string) => run(id, { changes: { sent: 1, ended: 1 }, done: [CHANGE] });
const ok = (body: unknown) => ({ status: 200, body });
const list = (one: object) => ok({ items: [one] });
const plan = (id: string, more: object = {}) => ok({ id, mode: 'enforce', complete: true, ...more });

const limits = { stopped: new AbortController().signal, limitMs: 10_000, stallMs: 5000 };

describe('the reader of runs', () => {
  it('reads the changes of those that made some in full, once when they are over', async () => {
    const here = await fakeApp({
      'GET /access/runs?limit=20': ok({ items: [run('r2', { changes: { sent: 2, ended: 2 } }), run('r1')] }),
      'GET /access/runs/r2?limit=1000': ok(made('r2')),
    });
    const read = createRunReader(here);

    for (const _ of [1, 2]) {
      expect((await read()).map(({ id, done }) => [id, done.length])).toEqual([
        ['r2', 1],
        ['r1', 0],
      ]);
    }
    expect(here.asked.filter((route) => route.includes('/r2'))).toHaveLength(1);
  });

  it('reads one that still runs again, and keeps those that the list no longer shows', async () => {
    const here = await fakeApp({
      'GET /access/runs?limit=20': [
        list(run('r1', { finishedAt: null, changes: { sent: 1, ended: 0 } })),
        list(made('r1')),
        list(run('r2')),
      ],
      'GET /access/runs/r1?limit=1000': [ok(run('r1', { finishedAt: null })), ok(made('r1'))],
    });
    const read = createRunReader(here);

    expect((await read()).map(({ done }) => done.length)).toEqual([0]);
    expect((await read()).map(({ done }) => done.length)).toEqual([1]);
    expect((await read()).map(({ id }) => id)).toEqual(['r2', 'r1']);
  });

  it('does not hide a refusal', async () => {
    await expect(createRunReader(await fakeApp({}))()).rejects.toThrow('GET /api/access/runs?limit=20 answered 404');
  });
});

describe('applied', () => {
  it('asks for runs until one finds nothing left to do', async () => {
    const here = await fakeApp({
      'GET /access/runs/r1': ok(made('r1')),
      'GET /access/runs/r2': [{ status: 404 }, ok(run('r2', { finishedAt: null })), ok(run('r2'))],
      'GET /access/plan': [plan('r1', { adds: [{}] }), plan('r2')],
      'GET /access/runs?limit=20': [list(made('r1')), list(run('r2'))],
      'GET /access/runs/r1?limit=1000': ok(made('r1')),
      'POST /access/reconcile': { status: 202, body: { runId: 'r2' } },
    });

    expect(await applied(here, 'r1', limits)).toBe(true);
    expect(here.asked.filter((route) => route.startsWith('POST'))).toHaveLength(1);
  });

  it('waits for the run that confirms by itself, without asking', async () => {
    const here = await fakeApp({
      'GET /access/runs/r1': ok(run('r1')),
      'GET /access/plan': [plan('r1', { confirmAt: '2027-01-01T00:00:00Z' }), plan('r1'), plan('r2')],
      'GET /access/runs?limit=20': [list(run('r1')), list(run('r2', { finishedAt: null })), list(run('r2'))],
    });

    expect(await applied(here, 'r1', limits)).toBe(true);
    expect(here.asked.filter((route) => route.startsWith('POST'))).toEqual([]);
  });

  it.each([
    ['in observe', plan('r1', { mode: 'observe', adds: [{}] }), made('r1')],
    ['when nothing of it can be done', plan('r1', { adds: [{}] }), run('r1')],
    [
      'when the policy has problems, for which nothing is planned',
      plan('r1', { policyProblems: [{ line: 1, column: 1, message: 'No.', fix: '' }] }),
      run('r1'),
    ],
  ])('gives up %s', async (_when, newest, record) => {
    const here = await fakeApp({
      'GET /access/runs/r1': ok(record),
      'GET /access/runs/r1?limit=1000': ok(record),
      'GET /access/plan': newest,
      'GET /access/runs?limit=20': list(record),
    });

    expect(await applied(here, 'r1', limits)).toBe(false);
  });

  it('gives up when the limit is over', async () => {
    const here = await fakeApp({
      'GET /access/runs/r1': ok(run('r1', { finishedAt: null })),
      'GET /access/runs?limit=20': list(run('r1', { finishedAt: null })),
    });

    expect(await applied(here, 'r1', { ...limits, limitMs: 1 })).toBe(false);
    expect(await applied(here, 'r1', { ...limits, stallMs: 1 })).toBe(false);
  });

  it('waits as long as changes end, however slowly', async () => {
    const ended = (number: number) =>
      run('r1', {
        finishedAt: null,
        changes: { sent: 9, ended: 0 },
        done: Array.from({ length: number }, () => CHANGE),
      });
    const here = await fakeApp({
      'GET /access/runs/r1': [ok(ended(1)), ok(ended(2)), ok(ended(3)), ok(ended(4)), ok(made('r1'))],
      'GET /access/plan': plan('r1'),
      'GET /access/runs?limit=20': list(ended(1)),
      'GET /access/runs/r1?limit=1000': [ok(ended(1)), ok(ended(2)), ok(ended(3)), ok(ended(4)), ok(made('r1'))],
    });

    expect(await applied(here, 'r1', { ...limits, stallMs: 600 })).toBe(true);
  });
});
