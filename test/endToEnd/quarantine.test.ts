/** Guards and quarantine from the outside: too many new administrators, an approver, and the next plan. Nothing is written. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { DEMO_SUBSCRIPTION } from '../../local/start/laptop.ts';
import { type Stack, stackFor } from './laptopFor.ts';

const SUBSCRIPTION = `/subscriptions/${DEMO_SUBSCRIPTION}`;

const created = z.object({ id: z.string() });
const change = z.object({ principalId: z.string() });
const plan = z.object({
  adds: z.array(change),
  withheld: z.array(change.extend({ why: z.object({ code: z.string() }), quarantine: z.string().optional() })),
  quarantines: z.array(z.object({ id: z.string(), status: z.string() })),
});
const page = z.object({
  items: z.array(z.object({ id: z.string(), hash: z.string(), status: z.string(), changes: z.array(change) })),
});

describe('six new administrators', () => {
  let stack: Stack;
  const people: string[] = [];

  const graph = async (path: string, body: unknown): Promise<unknown> => {
    const said = await stack.laptop.cloud('POST', `${stack.laptop.endpoints.graph}/v1.0${path}`, body);
    if (said.status >= 300) throw new Error(`${path} answered ${said.status}: ${JSON.stringify(said.body)}`);
    return said.body;
  };
  const ended = async (runId: unknown): Promise<void> => {
    const finished = async () => (await stack.api('GET', `/access/runs/${String(runId)}`)).body['finishedAt'] ?? null;
    await expect.poll(finished, { timeout: 60_000 }).not.toBeNull();
  };
  const newestPlan = async () => plan.parse((await stack.api('GET', '/access/plan')).body);
  const pending = async () => page.parse((await stack.api('GET', '/access/quarantines?status=pending')).body).items;
  /** Decides with this key. */
  const decide = async (id: string, what: 'approve' | 'reject', hash: string, key: string) => {
    const { functions } = stack.laptop.endpoints;
    const response = await fetch(`${functions}/api/access/quarantines/${id}/${what}`, {
      method: 'POST',
      headers: { 'x-functions-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ hash, reason: 'The new team.', by: 'ada' }),
    });
    const text = await response.text();
    const body: Readonly<Record<string, unknown>> = text === '' ? {} : JSON.parse(text);
    return { status: response.status, body };
  };
  const approve = (id: string, hash: string, key = stack.laptop.endpoints.keys.master) =>
    decide(id, 'approve', hash, key);
  const reject = (id: string, hash: string) => decide(id, 'reject', hash, stack.laptop.endpoints.keys.master);

  beforeAll(async () => {
    stack = await stackFor({ ACCESS_MODE: 'observe', ACCESS_SCHEDULE: '0 0 0 1 1 *' });
    const group = created.parse(await graph('/groups', { displayName: 'sg-new-team', securityEnabled: true })).id;
    for (let index = 0; index < 6; index += 1) {
      const names = { displayName: `new ${index}`, userPrincipalName: `new${index}@contoso.example` };
      const { id } = created.parse(await graph('/users', { ...names, accountEnabled: true }));
      people.push(id);
      await graph(`/groups/${group}/members/$ref`, {
        '@odata.id': `${stack.laptop.endpoints.graph}/v1.0/directoryObjects/${id}`,
      });
    }
    await stack.laptop.uploadPolicy(
      `version: 1\nbindings:\n  - name: new-team\n    group: { id: ${group} }\n    role: administrator\n    scopes: [${SUBSCRIPTION}]\n`,
    );
  }, 180_000);
  afterAll(() => stack.close());

  it('are withheld, and wait in a quarantine that health tells of', async () => {
    await ended((await stack.api('POST', '/access/reconcile')).body['runId']);
    const [only, ...others] = await pending();
    const { adds, withheld } = await newestPlan();
    const { body: health } = await stack.api('GET', '/health/checks');

    expect(others).toEqual([]);
    expect(adds).toEqual([]);
    expect(new Set(withheld.map(({ why, quarantine }) => `${why.code} ${quarantine}`))).toEqual(
      new Set([`GuardNewAdministrators ${only?.id}`]),
    );
    expect(only?.changes.map(({ principalId }) => principalId).toSorted()).toEqual(people.toSorted());
    expect(health['checks']).toContainEqual(
      expect.objectContaining({ check: 'quarantine of new-team', status: 'problem' }),
    );
  });

  it('keep their quarantine from run to run', async () => {
    const before = await pending();
    await ended((await stack.api('POST', '/access/reconcile')).body['runId']);

    expect(await pending()).toEqual(before);
  });

  it('are approved by an approver who has read them, once, and then planned', async () => {
    const [{ id, hash } = { id: '', hash: '' }] = await pending();

    expect((await approve(id, hash, stack.laptop.endpoints.keys.function)).status).toBe(401);
    expect(await approve(id, 'f'.repeat(64))).toMatchObject({ status: 409, body: { code: 'conflict' } });
    const { status, body } = await approve(id, hash);
    expect({ status, said: body['status'] }).toEqual({ status: 200, said: 'approved' });
    expect(await approve(id, hash)).toMatchObject({ status: 409, body: { code: 'conflict' } });

    await ended(body['runId']);
    const { adds, withheld, quarantines } = await newestPlan();
    expect(adds.map(({ principalId }) => principalId).toSorted()).toEqual(people.toSorted());
    expect(withheld).toEqual([]);
    expect(quarantines).toEqual([{ id, status: 'approved' }]);
    expect(await pending()).toEqual([]);
  });

  it('are withheld again once the approval is withdrawn, before anything was made', async () => {
    const [{ id } = { id: '' }] = (await newestPlan()).quarantines;
    const { hash } = z.object({ hash: z.string() }).parse((await stack.api('GET', `/access/quarantines/${id}`)).body);

    expect(await reject(id, 'f'.repeat(64))).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await reject(id, hash)).toMatchObject({
      status: 200,
      body: { status: 'rejected', withdrawn: { by: 'ada', reason: 'The new team.' } },
    });
    expect(await reject(id, hash)).toMatchObject({ status: 409, body: { code: 'conflict' } });

    await ended((await stack.api('POST', '/access/reconcile')).body['runId']);
    const { adds, withheld, quarantines } = await newestPlan();
    expect(adds).toEqual([]);
    expect(new Set(withheld.map(({ why }) => why.code))).toEqual(new Set(['Rejected']));
    expect(quarantines).toEqual([{ id, status: 'rejected' }]);
  });

  it('knows no other quarantine', async () => {
    expect(await stack.api('GET', '/access/quarantines/nothing')).toMatchObject({ status: 404 });
    expect(await approve('nothing', 'f'.repeat(64))).toMatchObject({ status: 404 });
  });
});
