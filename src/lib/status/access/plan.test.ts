import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
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
  SUB,
  theirs,
} from '../../../../test/builders/runWorld.ts';
import { Failure } from '../../errors.ts';
import { serve } from '../../http/serve.ts';
import { aRequest, someOptions } from '../../http/serving.fixture.ts';
import { createPauseState } from '../../onboarding/pauseState.ts';
import { hours, minutes } from '../../time.ts';
import { getAccessPlan } from './plan.ts';

const OTHER = idOf(77);

async function get({ documents, control, clock }: RunWorld) {
  const pauses = createPauseState({ store: control, clock, sleep: async () => undefined, random: () => 0.5 });
  const deps = { documents, clock, pauses };
  const { status, body = '', headers } = await serve(getAccessPlan, aRequest(), deps, someOptions());
  return { status, headers, body: JSON.parse(body) };
}

describe('GET /access/plan', () => {
  it('says before the first run that there is none yet, and what to do', async () => {
    const { status, body } = await get(aRunWorld());

    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'no-plan', detail: expect.stringContaining('POST /api/access/reconcile') });
  });

  it('names what waits for an approver, and until when', async () => {
    const world = aRunWorld();
    world.policy.put(policyText([{ name: 'web' }], { guards: { maxNewUsers: 0, maxNewUsersPercent: 0 } }));
    await world.run();

    const { body } = await get(world);

    expect(body.quarantines).toMatchObject([
      {
        binding: 'web',
        kind: 'additions',
        count: 2,
        status: 'pending',
        createdAt: '2026-11-22T12:00:00.000Z',
        until: '2026-11-29T12:00:00.000Z',
      },
    ]);
  });

  it('answers the newest plan, with its times as text', async () => {
    const world = aRunWorld();
    world.policy.answer({ kind: 'text', text: policyText([{ name: 'web' }]), etag: '"7"', versionId: 'v7' });
    world.assignments.there.push(ours(CYD), theirs(ANN));
    await world.run();

    const { status, body } = await get(world);

    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: (await world.runs.list(1)).items[0]?.id,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      at: '2026-11-22T12:00:00.000Z',
      mode: 'observe',
      complete: true,
      incomplete: [],
      unread: [],
      policy: { etag: '"7"', versionId: 'v7', readAt: '2026-11-22T12:00:00.000Z' },
      policyProblems: [],
      adds: [
        {
          action: 'add',
          scope: SUB,
          role: 'user',
          principalId: BOB,
          principal: `${BOB}@contoso.com`,
          binding: 'web',
          path: ['Staff'],
          reason: 'member',
        },
      ],
      removes: [{ action: 'remove', principalId: CYD, binding: 'web', reason: 'leftGroup' }],
      withheld: [],
      kept: 0,
      leftOut: [],
      satisfied: [{ principalId: ANN, binding: 'web' }],
      quota: [{ scope: SUB, used: 2, limit: 4000, after: 2 }],
      bindings: [{ name: 'web', group: { id: STAFF, name: 'Staff' }, adds: 1, removes: 1 }],
    });
    expect(body).not.toHaveProperty('version');
    expect(body).not.toHaveProperty('runId');
  });

  it('writes every time of a rich plan as text', async () => {
    const world = aRunWorld({ subscriptions: [SUB.slice(-36), OTHER] });
    world.policy.put(policyText([{ name: 'web' }, { name: 'admins', group: ADMINS, role: 'administrator' }]));
    const [active, ghost] = [theirs(ANN), theirs(idOf(66))];
    world.assignments.there.push(active, ghost);
    for (const { name } of [active, ghost]) world.assignments.activated.set(name, NOON + hours(80));
    await world.run();
    world.assignments.there.push(...Array.from({ length: 5 }, (_, i) => theirs(idOf(200 + i))));
    world.clock.advance(hours(48));
    world.assignments.fail({ kind: 'subscription', id: OTHER }, new Failure('denied', 'AuthorizationFailed', 'No.'));
    world.directory.fail('group', new Failure('denied', 'Authorization_RequestDenied', 'No.'));
    await world.run();

    const { status, body } = await get(world);

    expect(status).toBe(200);
    expect(body).toMatchObject({
      complete: false,
      incomplete: [{ binding: 'web', since: '2026-11-24T12:00:00.000Z' }, { binding: 'admins' }],
      unread: [{ scope: `/subscriptions/${OTHER}`, code: 'AuthorizationFailed' }],
      satisfied: [{ endsAt: '2026-11-25T20:00:00.000Z' }],
    });
    const { foreign, orphans, quota } = body;
    expect([...foreign, ...orphans].filter(({ endsAt }) => endsAt === '2026-11-25T20:00:00.000Z')).toHaveLength(2);
    const grown = quota.find(({ scope }: { scope: string }) => scope === SUB);
    expect(grown.fullAt).toMatch(/^20\d\d-.*Z$/);
  });

  it('marks assignments of others that have a condition', async () => {
    const world = aRunWorld();
    world.policy.put(policyText());
    world.assignments.there.push(theirs(CYD, 'user', SUB, { conditional: true }), theirs(CYD, 'administrator'));
    await world.run();

    const { foreign } = (await get(world)).body;

    expect(foreign.map((one: { role: string; conditional?: true }) => [one.role, one.conditional])).toEqual([
      ['administrator', undefined],
      ['user', true],
    ]);
  });

  it('tells from when on another run can confirm something, and since when removals are blocked', async () => {
    const world = aRunWorld({ settings: { confirmMs: minutes(5) } });
    world.policy.put(policyText([{ name: 'web' }, { name: 'admins', group: ADMINS, role: 'administrator' }]));
    for (const id of [idOf(8), idOf(9)]) world.directory.putPerson(id);
    world.assignments.there.push(ours(idOf(8)), ours(idOf(9), 'administrator'));
    await world.run();
    const first = (await get(world)).body;
    world.directory.fail('members', new Failure('denied', 'Authorization_RequestDenied', 'No.'));
    await world.run();
    const { body } = await get(world);

    expect(first).toMatchObject({ confirmAt: '2026-11-22T12:05:00.000Z', bindings: [{ name: 'web' }, {}] });
    expect(first.bindings[0]).not.toHaveProperty('blockedSince');
    expect(body).not.toHaveProperty('confirmAt');
    expect(body.bindings).toMatchObject([
      { name: 'web', blockedSince: '2026-11-22T12:00:00.000Z' },
      { name: 'admins', blockedSince: '2026-11-22T12:00:00.000Z' },
    ]);
  });

  it('says which of its changes are paused, and until when', async () => {
    const world = aRunWorld();
    await world.run();
    const { control: store, clock } = world;
    const pauses = createPauseState({ store, clock, sleep: async () => undefined, random: () => 0.5 });
    const before = (await get(world)).body;
    await pauses.pause('removals', NOON + hours(2), 'Freeze.', 'ada');
    await pauses.pause('onboarding', NOON + hours(3), 'Another matter.', 'ada');

    const { body } = await get(world);
    clock.advance(hours(2));
    const after = (await get(world)).body;

    expect([before.pauses, after.pauses]).toEqual([[], []]);
    expect(body.pauses).toEqual([
      {
        what: 'removals',
        until: '2026-11-22T14:00:00.000Z',
        reason: 'Freeze.',
        by: 'ada',
        at: '2026-11-22T12:00:00.000Z',
      },
    ]);
  });

  it('says that everything is paused when nobody can tell', async () => {
    const world = aRunWorld();
    await world.run();
    await world.control.write('pauses', { version: 2 }, undefined);

    expect((await get(world)).body.pauses).toMatchObject([{ what: 'all', until: null }]);
  });

  it('says what is wrong with the policy, and that there is none to plan for', async () => {
    const world = aRunWorld();
    world.policy.put('version: 1\nbindings: [');
    await world.run();

    const { body } = await get(world);

    expect(body).toMatchObject({ complete: false, policy: null, adds: [], removes: [] });
    expect(body.policyProblems[0]).toMatchObject({ line: expect.any(Number), fix: expect.any(String) });
  });

  it('takes a plan that it cannot read for none', async () => {
    const world = aRunWorld();
    await world.documents.write('plan', { version: 2 });

    expect((await get(world)).status).toBe(404);
  });
});
