import { describe, expect, it } from 'vitest';
import { applied, readRuns } from './accessRuns.ts';
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

const limits = { stopped: new AbortController().signal, limitMs: 10_000 };

describe('readRuns', () => {
  it('reads the changes of those that made some in full', async () => {
    const here = await fakeApp({
      'GET /access/runs?limit=1000': ok({ items: [run('r2', { changes: { sent: 2, ended: 2 } }), run('r1')] }),
      'GET /access/runs/r2?limit=1000': ok(made('r2')),
    });

    expect((await readRuns(here)).map(({ id, done }) => [id, done.length])).toEqual([
      ['r2', 1],
      ['r1', 0],
    ]);
  });

  it('does not hide a refusal', async () => {
    await expect(readRuns(await fakeApp({}))).rejects.toThrow('GET /api/access/runs?limit=1000 answered 404');
  });
});

describe('applied', () => {
  it('asks for runs until one finds nothing left to do', async () => {
    const here = await fakeApp({
      'GET /access/runs/r1': ok(made('r1')),
      'GET /access/runs/r2': [{ status: 404 }, ok(run('r2', { finishedAt: null })), ok(run('r2'))],
      'GET /access/plan': [plan('r1', { adds: [{}] }), plan('r2')],
      'GET /access/runs?limit=1': [list(made('r1')), list(run('r2'))],
      'POST /access/reconcile': { status: 202, body: { runId: 'r2' } },
    });

    expect(await applied(here, 'r1', limits)).toBe(true);
    expect(here.asked.filter((route) => route.startsWith('POST'))).toHaveLength(1);
  });

  it('waits for the run that confirms by itself, without asking', async () => {
    const here = await fakeApp({
      'GET /access/runs/r1': ok(run('r1')),
      'GET /access/plan': [plan('r1', { confirmAt: '2027-01-01T00:00:00Z' }), plan('r1'), plan('r2')],
      'GET /access/runs?limit=1': [list(run('r1')), list(run('r2', { finishedAt: null })), list(run('r2'))],
    });

    expect(await applied(here, 'r1', limits)).toBe(true);
    expect(here.asked.filter((route) => route.startsWith('POST'))).toEqual([]);
  });

  it.each([
    ['in observe', plan('r1', { mode: 'observe', adds: [{}] }), made('r1')],
    ['when nothing of it can be done', plan('r1', { adds: [{}] }), run('r1')],
  ])('gives up %s', async (_when, newest, record) => {
    const here = await fakeApp({
      'GET /access/runs/r1': ok(record),
      'GET /access/plan': newest,
      'GET /access/runs?limit=1': list(record),
    });

    expect(await applied(here, 'r1', limits)).toBe(false);
  });

  it('gives up when the limit is over', async () => {
    const here = await fakeApp({ 'GET /access/runs/r1': ok(run('r1', { finishedAt: null })) });

    expect(await applied(here, 'r1', { ...limits, limitMs: 1 })).toBe(false);
  });
});
