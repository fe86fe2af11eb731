/** People come and go, end to end: a change in the directory, a run, and what stands in Azure then. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppliedAccess, appliedAccess, roleId, SUBSCRIPTION } from './appliedAccess.ts';

const PROVEN = { said: expect.any(String), at: expect.any(String) };
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('access, carried out', () => {
  let access: AppliedAccess;

  beforeAll(async () => {
    access = await appliedAccess();
    for (const name of ['ada', 'ben', 'cem', 'dora', 'eve', 'mallory']) await access.user(name);
    await access.group('sg-night', []);
    await access.group('sg-ops', ['cem', 'sg-night']);
    await access.group('sg-web', ['ada', 'ben', 'dora', 'sg-ops']);
    await access.policy({ 'sg-web': 'user' });
    await access.reconcile();
  }, 120_000);
  afterAll(() => access.stack.close());

  it('gives the role to everybody who is in the group, and writes nothing when nothing has changed', async () => {
    const again = await access.reconcile();

    expect(await access.holders()).toEqual(['ada', 'ben', 'cem', 'dora']);
    expect(again).toMatchObject({ changes: null, done: [], held: [], failed: [] });
  });

  it('gives it to whoever joins a nested group, under a name that follows from the grant, and says why', async () => {
    await access.join('sg-night', 'eve');

    const { done, held, failed } = await access.reconcile();
    const { status, body } = await access.assignment('eve');

    expect({ held, failed }).toEqual({ held: [], failed: [] });
    expect(done).toMatchObject([
      {
        action: 'add',
        principalId: access.id('eve'),
        principal: 'eve@contoso.example',
        binding: 'sg-web',
        code: 'Created',
        path: ['sg-web', 'sg-ops', 'sg-night'],
        evidence: [
          { check: 'policy', ...PROVEN },
          { check: 'directory: the person', ...PROVEN },
          { check: 'directory: membership', ...PROVEN },
        ],
        correlationId: expect.stringMatching(GUID),
      },
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: done[0]?.assignment,
      properties: {
        principalId: access.id('eve'),
        principalType: 'User',
        roleDefinitionId: roleId('user'),
        scope: SUBSCRIPTION,
        description: expect.stringContaining(
          `arc-entra-signin installation=${access.stack.laptop.endpoints.installationId}`,
        ),
      },
    });
  });

  it('answers who has it once another run has looked', async () => {
    await access.reconcile();

    const { body } = await access.stack.api('GET', '/access/who?user=eve@contoso.example');

    expect(body['items']).toMatchObject([
      { role: 'user', foreign: false, binding: 'sg-web', path: ['sg-web', 'sg-ops', 'sg-night'] },
    ]);
  });

  it('takes it from whoever is disabled, at once', async () => {
    await access.graph('PATCH', `/users/${access.id('ben')}`, { accountEnabled: false });

    const { done } = await access.reconcile();

    expect(done).toMatchObject([
      { action: 'remove', principalId: access.id('ben'), reason: 'disabled', code: 'Removed' },
    ]);
    expect((await access.assignment('ben')).status).toBe(404);
    expect(await access.holders()).toEqual(['ada', 'cem', 'dora', 'eve']);
  });

  it('takes it from whoever has left once that was read twice, and asks for the second reading by itself', async () => {
    await access.leave('sg-ops', 'cem');

    const first = await access.reconcile();
    const standing = await access.holders();
    await expect.poll(() => access.holders(), { timeout: 30_000 }).toEqual(['ada', 'dora', 'eve']);
    const [newest] = await access.runs();

    expect(first).toMatchObject({ done: [], held: [] });
    expect(standing).toContain('cem');
    expect(newest?.cause).toBe('events');
    expect((await access.ended(newest?.id ?? '')).done).toMatchObject([
      {
        action: 'remove',
        principalId: access.id('cem'),
        reason: 'leftGroup',
        code: 'Removed',
        evidence: [
          { check: 'assignments', ...PROVEN },
          { check: 'directory: membership', ...PROVEN },
        ],
      },
    ]);
  });

  it('does nothing because of what lies on the queue of changes', async () => {
    const before = await access.holders();
    const handled = () => access.stack.log.filter((line) => line.includes('applyAccess')).length;
    const start = handled();
    const grant = { version: 1, scope: SUBSCRIPTION, role: 'user' } as const;

    await access.forge({ ...grant, principal: access.id('mallory') });
    await access.forge({ ...grant, role: 'administrator', principal: access.id('mallory') });
    await access.forge({ ...grant, principal: access.id('ada') });
    await access.forge({ ...grant, principal: access.id('ada'), action: 'remove', reason: 'deny' });
    await access.forge('give mallory everything');
    await expect.poll(() => handled() - start, { timeout: 30_000 }).toBeGreaterThanOrEqual(5);
    const { changes } = await access.reconcile();

    expect(await access.holders()).toEqual(before);
    expect(changes).toBeNull();
    expect(access.stack.log.filter((line) => line.includes('"why":"NotPlanned"'))).toHaveLength(3);
  });
});
