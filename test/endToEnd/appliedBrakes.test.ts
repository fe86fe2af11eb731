/** What keeps removals from being made, end to end: a quarantine until somebody approves it, a pause, and what no pause stops. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type AppliedAccess, appliedAccess, SUBSCRIPTION } from './appliedAccess.ts';

const STAFF = ['ada', 'ben', 'cem', 'dora', 'eve', 'finn'];
const pages = z.object({
  items: z.array(
    z.object({ id: z.string(), hash: z.string(), changes: z.array(z.object({ principalId: z.string() })) }),
  ),
});

describe('removals, braked', () => {
  let access: AppliedAccess;

  const pending = async () =>
    pages.parse((await access.stack.api('GET', '/access/quarantines?status=pending')).body).items;
  /** Whose access these changes are about. */
  const whom = (changes: readonly { readonly principalId: string }[]) =>
    changes.map(({ principalId }) => principalId).toSorted();
  const refused = () => access.stack.log.filter((line) => line.includes('"why":"NotPlanned"'));
  const ids = (...names: string[]) => names.map((name) => access.id(name)).toSorted();

  beforeAll(async () => {
    access = await appliedAccess();
    for (const name of [...STAFF, 'gus', 'hana', 'ivo']) await access.user(name);
    await access.group('sg-staff', STAFF);
    await access.group('sg-field', ['gus', 'hana', 'ivo']);
    await access.policy({ 'sg-staff': 'user', 'sg-field': 'user' });
    await access.reconcile();
  }, 120_000);
  afterAll(() => access.stack.close());

  it('takes nothing from anybody when a script empties half of a group, whatever is on the queue', async () => {
    for (const name of ['ada', 'ben', 'cem']) await access.leave('sg-staff', name);

    await access.reconcile();
    await expect.poll(pending, { timeout: 30_000 }).toHaveLength(1);
    const [waiting] = await pending();
    for (const name of ['ada', 'ben', 'cem'])
      await access.forge({ version: 1, scope: SUBSCRIPTION, role: 'user', principal: access.id(name) });
    // Handled before anybody approves: what comes later would find an approval.
    await expect.poll(refused, { timeout: 30_000 }).toHaveLength(3);
    const { changes, held } = await access.reconcile();

    expect(whom(waiting?.changes ?? [])).toEqual(ids('ada', 'ben', 'cem'));
    expect({ changes, held }).toEqual({ changes: null, held: [] });
    expect(await access.holders()).toEqual([...STAFF, 'gus', 'hana', 'ivo']);
  });

  it('makes exactly what an approver has read, and writes down who that was', async () => {
    const [{ id, hash } = { id: '', hash: '' }] = await pending();
    const decision = { hash, reason: 'They have moved.', by: 'ada the approver' };
    // Whoever leaves after the approver has read waits for the guard anew.
    await access.leave('sg-staff', 'dora');

    const approved = await access.asApprover(`/access/quarantines/${id}/approve`, decision);
    const { done } = await access.ended(String(approved.body['runId']));
    const again = await access.asApprover(`/access/quarantines/${id}/approve`, decision);

    expect(approved.status).toBe(200);
    expect(whom(done)).toEqual(ids('ada', 'ben', 'cem'));
    expect(new Set(done.map(({ code, approvedBy }) => `${code} ${approvedBy}`))).toEqual(
      new Set(['Removed ada the approver']),
    );
    expect(again).toMatchObject({ status: 409, body: { code: 'conflict' } });
    const withdrawn = await access.asApprover(`/access/quarantines/${id}/reject`, decision);
    expect(withdrawn).toMatchObject({ status: 409, body: { detail: expect.stringContaining('nothing to withdraw') } });
    expect(await access.holders()).toEqual(['dora', 'eve', 'finn', 'gus', 'hana', 'ivo']);
  });

  it('leaves a leaver alone while removals are paused, and says so', async () => {
    await expect.poll(() => access.holders(), { timeout: 30_000 }).toEqual(['eve', 'finn', 'gus', 'hana', 'ivo']);
    const paused = await access.asApprover('/pause', { what: 'removals', reason: 'An incident.', by: 'ada' });
    await access.leave('sg-field', 'gus');
    await access.reconcile();
    await expect
      .poll(async () => (await access.runs())[0]?.held, { timeout: 30_000 })
      .toMatchObject([{ principalId: access.id('gus'), code: 'Paused' }]);

    expect(paused.status).toBe(200);
    expect(await access.holders()).toContain('gus');
  });

  it('takes it from whoever is denied although removals are paused', async () => {
    await access.policy({ 'sg-staff': 'user', 'sg-field': 'user' }, `deny: [${access.id('hana')}]\n`);

    const { done, held } = await access.reconcile();

    expect(done).toMatchObject([{ principalId: access.id('hana'), reason: 'deny', code: 'Removed' }]);
    expect(whom(held)).toEqual(ids('gus'));
    expect(await access.holders()).toEqual(['eve', 'finn', 'gus', 'ivo']);
  });

  it('goes on once somebody resumes', async () => {
    await access.asApprover('/resume', { what: 'removals', reason: 'It is over.', by: 'ada' });

    await access.reconcile();

    expect(await access.holders()).toEqual(['eve', 'finn', 'ivo']);
    // Resuming asks for a run by itself: this one or that one has made the removal.
    const newest = (await access.runs()).slice(0, 2);
    expect(whom(newest.flatMap(({ done }) => done))).toEqual(ids('gus'));
  });
});
