import { describe, expect, it } from 'vitest';
import { planOf, readPlan, requestAccessRun } from './accessPlan.ts';
import { fakeApp } from './testing/fakeApp.ts';

const PLAN = { id: 'r1', complete: true };
const never = new AbortController().signal;

describe('requestAccessRun', () => {
  it('asks with the function key and answers the id of the run', async () => {
    const here = await fakeApp({ 'POST /access/reconcile': { status: 202, body: { runId: 'r1' } } });

    expect(await requestAccessRun(here)).toBe('r1');
    expect(here.asked).toEqual(['POST /access/reconcile key']);
  });

  it.each([404, 401, 503])('says nothing when the app answers %i', async (status) => {
    expect(await requestAccessRun(await fakeApp({ 'POST /access/reconcile': { status } }))).toBeUndefined();
  });
});

describe('readPlan', () => {
  it('reads a plan, and takes for empty what it does not say', async () => {
    const here = await fakeApp({ 'GET /access/plan': { status: 200, body: PLAN } });

    expect(await readPlan(here)).toMatchObject({ id: 'r1', adds: [], warnings: [], policyProblems: [], bindings: [] });
  });

  it('finds none before the first run, and where there is no such route', async () => {
    expect(await readPlan(await fakeApp({}))).toBeUndefined();
  });

  it('does not hide another refusal', async () => {
    const here = await fakeApp({ 'GET /access/plan': { status: 500, body: 'no' } });

    await expect(readPlan(here)).rejects.toThrow('GET /api/access/plan answered 500: "no"');
    const problem = { detail: 'Sign in.', code: 'unauthenticated' };
    await expect(readPlan(await fakeApp({ 'GET /access/plan': { status: 401, body: problem } }))).rejects.toThrow(
      'GET /api/access/plan answered 401: Sign in.',
    );
  });
});

describe('planOf', () => {
  const none = { status: 200, body: { ...PLAN, id: 'r0' } };

  it('waits for the plan of the run, and not for what is done with it', async () => {
    const here = await fakeApp({
      'GET /access/plan': [{ status: 404 }, none, { status: 200, body: PLAN }],
      'GET /access/runs/r1': [{ status: 404 }, { status: 200, body: { finishedAt: null } }],
    });

    expect(await planOf(here, 'r1', { stopped: never, limitMs: 20_000 })).toMatchObject({ id: 'r1' });
  });

  it('takes the plan that there is when the run has ended, the limit is over or it is stopped', async () => {
    const under = await fakeApp({
      'GET /access/plan': none,
      'GET /access/runs/r1': { status: 200, body: { finishedAt: null } },
    });
    const over = await fakeApp({
      'GET /access/plan': none,
      'GET /access/runs/r1': { status: 200, body: { finishedAt: '2027-01-01T00:00:00Z' } },
    });

    expect(await planOf(over, 'r1', { stopped: never, limitMs: 20_000 })).toMatchObject({ id: 'r0' });
    expect(await planOf(under, 'r1', { stopped: never, limitMs: 1 })).toMatchObject({ id: 'r0' });
    expect(await planOf(under, 'r1', { stopped: AbortSignal.abort(), limitMs: 20_000 })).toMatchObject({ id: 'r0' });
  });
});
