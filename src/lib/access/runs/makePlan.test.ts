import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { aMachine, aMachineId, SUBSCRIPTION } from '../../../../test/builders/machine.ts';
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
import { hours } from '../../time.ts';
import { DEFAULT_GUARDS, type RoleAssignable } from '../policy/guards.ts';
import { runIdOf } from '../runRecord.ts';

const PLACE = { kind: 'subscription', id: SUBSCRIPTION } as const;
const OTHER = idOf(77);
const NESTED = idOf(902);
const denied = new Failure('denied', 'Authorization_RequestDenied', 'No.');

function aWorld(policy = policyText(), options: Parameters<typeof aRunWorld>[0] = {}): RunWorld {
  const world = aRunWorld(options);
  world.policy.put(policy);
  return world;
}

describe('the plan of a run', () => {
  it('says for which policy it is, of which run, and when it was made', async () => {
    const world = aWorld();
    world.policy.answer({ kind: 'text', text: policyText(), etag: '"7"', versionId: 'v7' });

    const plan = await world.run();

    expect(plan).toMatchObject({
      version: 1,
      at: NOON,
      mode: 'observe',
      complete: true,
      policy: { etag: '"7"', versionId: 'v7', readAt: NOON },
      policyProblems: [],
      unread: [],
    });
    expect(plan.runId).toBe((await world.runs.list(1)).items[0]?.id);
    expect(plan.runId).not.toBe(runIdOf(NOON, () => 0));
  });

  it('has the same hash for the same world, and another for another', async () => {
    const world = aWorld();
    const first = await world.run();
    world.clock.advance(hours(30));
    const second = await world.run();
    world.directory.put(STAFF, { members: [ANN] });
    const third = await world.run();

    expect(first.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(second.hash).toBe(first.hash);
    expect(third.hash).not.toBe(first.hash);
  });

  it('names people as the directory does, and their way into the group', async () => {
    const world = aWorld();
    world.directory.put(STAFF, { displayName: 'Staff', members: [NESTED] });
    world.directory.put(NESTED, { displayName: 'Night shift', members: [ANN] });

    const { adds } = await world.run();

    expect(adds).toMatchObject([{ principal: `${ANN}@contoso.com`, path: ['Staff', 'Night shift'] }]);
  });

  it('says which policy is broken, and holds everything back', async () => {
    const world = aWorld();
    world.assignments.there.push(ours(CYD));
    await world.run();
    world.policy.put('version: 1\nbindings: [{]');

    const plan = await world.run();

    expect(plan).toMatchObject({ complete: false, adds: [], removes: [], policy: { etag: '"1"', readAt: NOON } });
    expect(plan.policyProblems.length).toBeGreaterThan(0);
    expect(plan.withheld.map(({ principalId, action, why }) => [principalId, action, why.code])).toEqual([
      [ANN, 'add', 'PolicyUnreadable'],
      [BOB, 'add', 'PolicyUnreadable'],
      [CYD, 'remove', 'PolicyUnreadable'],
    ]);
  });

  it('removes nobody while there never was a good policy', async () => {
    const world = aRunWorld();
    world.assignments.there.push(ours(CYD));

    const plan = await world.run();

    expect(plan).toMatchObject({ complete: false, removes: [], withheld: [{ principalId: CYD }] });
    expect(plan.policy).toBeUndefined();
  });

  it('is for nobody with an empty policy: what is ours is to go, and an approver is asked first', async () => {
    const world = aWorld(policyText([]));
    world.assignments.there.push(ours(CYD), theirs(BOB));
    await world.run();

    expect(await world.run()).toMatchObject({
      complete: true,
      removes: [],
      withheld: [{ principalId: CYD, reason: 'dropped', why: { code: 'GuardEmptied' } }],
      foreign: [{ principalId: BOB }],
    });
  });
});

describe('a plan from readings that are not complete', () => {
  it('says so of a place, though no binding names it', async () => {
    const world = aWorld(policyText(), { subscriptions: [SUBSCRIPTION, OTHER] });
    world.assignments.fail({ kind: 'subscription', id: OTHER }, denied);

    const plan = await world.run();

    expect(plan).toMatchObject({
      complete: false,
      incomplete: [],
      unread: [{ scope: `/subscriptions/${OTHER}`, code: 'Authorization_RequestDenied', message: 'No.' }],
      adds: [{}, {}],
    });
    expect((await world.runs.list(1)).items[0]).toMatchObject({ complete: false });
  });

  it('says so of a place whose reading is not there', async () => {
    const world = aWorld();
    world.deps.readings.savePlace = async () => undefined;

    expect(await world.run()).toMatchObject({
      complete: false,
      unread: [{ scope: SUB, code: 'NeverRead' }],
      adds: [],
      withheld: [{}, {}],
    });
  });

  it('says so of a group whose reading is not there, and adds nobody through it', async () => {
    const world = aWorld();
    world.deps.readings.saveGroup = async () => undefined;

    expect(await world.run()).toMatchObject({ complete: false, incomplete: [{ reason: 'NeverRead' }], adds: [] });
  });

  it('says so of the inventory, and takes nothing from a machine because of it', async () => {
    const world = aWorld(policyText([{ machines: { tags: { role: 'web' } } }]));
    const id = `${SUB}/resourceGroups/rg-web/providers/Microsoft.HybridCompute/machines/web-1`;
    world.inventory.machinesThere = [aMachine({ id: aMachineId('web-1'), tags: { role: 'db' } })];
    world.inventory.unreadable = 1;
    world.assignments.there.push(ours(ANN, 'user', id));

    expect(await world.run()).toMatchObject({
      complete: false,
      incomplete: [{ reason: 'MachinesIncomplete' }],
      removes: [],
      withheld: [{ why: { code: 'MachinesIncomplete' } }],
    });
  });
});

describe('a group that is to make administrators', () => {
  it.each<[RoleAssignable, 'members' | 'group', boolean | null, boolean]>([
    ['none', 'group', false, true],
    ['none', 'group', null, true],
    ['groupMode', 'group', true, true],
    ['groupMode', 'group', false, false],
    ['groupMode', 'group', null, false],
    ['groupMode', 'members', false, true],
    ['all', 'members', true, true],
    ['all', 'members', false, false],
    ['all', 'members', null, false],
    ['all', 'group', false, false],
  ])('with GUARDS %s, assign: %s and role-assignable %s: may %s', async (requireRoleAssignable, assign, is, may) => {
    const limits = { ...DEFAULT_GUARDS, requireRoleAssignable };
    const world = aWorld(policyText([{ group: ADMINS, role: 'administrator', assign }]), { settings: { limits } });
    world.directory.put(ADMINS, { members: [CYD], roleAssignable: is });

    const { adds, withheld, warnings } = await world.run();

    const principalId = assign === 'group' ? ADMINS : CYD;
    expect(adds.map((one) => one.principalId)).toEqual(may ? [principalId] : []);
    expect(withheld.map((one) => [one.principalId, one.why.code])).toEqual(
      may ? [] : [[principalId, 'NotRoleAssignable']],
    );
    expect(warnings.some(({ code }) => code === 'NotRoleAssignable')).toBe(!may);
  });

  it('may not when the directory does not tell, and the plan says that rather than that it is not', async () => {
    const world = aWorld(policyText([{ group: ADMINS, role: 'administrator', assign: 'group' }]));
    world.directory.put(ADMINS, { members: [CYD], roleAssignable: null });

    expect((await world.run()).withheld[0]?.why.message).toContain('does not tell');
  });

  it('of users need not be role-assignable', async () => {
    const limits = { ...DEFAULT_GUARDS, requireRoleAssignable: 'all' as const };
    const world = aWorld(policyText(), { settings: { limits } });

    expect((await world.run()).adds).toHaveLength(2);
  });

  it('may be asked for more strictly by the policy and by the binding, and not less', async () => {
    const binding = { group: ADMINS, role: 'administrator', assign: 'members' } as const;
    const admins = { members: [CYD], roleAssignable: false };
    const added = async (text: string, requireRoleAssignable: RoleAssignable) => {
      const world = aWorld(text, { settings: { limits: { ...DEFAULT_GUARDS, requireRoleAssignable } } });
      world.directory.put(ADMINS, admins);
      return (await world.run()).adds.length;
    };

    expect(await added(policyText([binding], { guards: { requireRoleAssignable: 'all' } }), 'none')).toBe(0);
    expect(await added(policyText([{ ...binding, guards: { requireRoleAssignable: 'all' } }]), 'none')).toBe(0);
    expect(await added(policyText([{ ...binding, guards: { requireRoleAssignable: 'none' } }]), 'all')).toBe(0);
    expect(await added(policyText([binding]), 'none')).toBe(1);
  });
});

describe('what a run leaves for the next', () => {
  it('is where the change feed stood, and which groups were read for that', async () => {
    const world = aWorld();

    await world.run();

    expect(await world.readings.memory()).toMatchObject({
      marks: { users: '5', groups: '5' },
      followed: [STAFF],
      policy: { etag: '"1"', text: policyText() },
    });
  });

  it('is no mark when the change feed could not be had: the next run asks for everything', async () => {
    const world = aWorld();
    await world.run();
    world.directory.fail('changes', denied);
    await world.run();
    world.directory.mend();

    expect((await world.readings.memory()).marks).toBeUndefined();
  });

  it('is of which groups somebody is to go: that is proven by reading them again', async () => {
    const world = aWorld(
      policyText([
        { name: 'leaves' },
        { name: 'adds', group: idOf(903), scopes: [`${SUB}/resourceGroups/web`] },
        { name: 'withheld', group: ADMINS, role: 'administrator', assign: 'group' },
      ]),
    );
    world.directory.put(ADMINS, { members: [CYD], roleAssignable: false });
    world.directory.put(idOf(903), { members: [BOB] });
    world.assignments.there.push(ours(CYD));

    await world.run();

    expect((await world.readings.memory()).pending).toEqual([STAFF]);
  });

  it('is every group that somebody who is to go is in no longer, whichever binding they had it through', async () => {
    const world = aWorld(policyText([{}, { group: idOf(903) }]));
    world.directory.put(idOf(903), { members: [BOB] });
    world.assignments.there.push(ours(CYD));

    await world.run();

    expect((await world.readings.memory()).pending).toEqual([STAFF, idOf(903)]);
  });

  it('is how full each place was, once a day', async () => {
    const world = aWorld();
    await world.run();
    world.assignments.there.push(theirs(CYD));
    world.clock.advance(hours(1));
    await world.run();
    world.clock.advance(hours(23));
    const plan = await world.run();

    expect((await world.readings.memory()).samples).toEqual({
      [`subscription-${SUBSCRIPTION}`]: [
        { at: NOON, used: 0 },
        { at: NOON + hours(24), used: 1 },
      ],
    });
    expect(plan.quota).toMatchObject([{ used: 1, limit: 4000, after: 3 }]);
    expect(plan.quota[0]?.fullAt).toBeDefined();
  });

  it('is no count of a place that could not be read: it would look like growth when it can be again', async () => {
    const world = aWorld();
    world.assignments.fail(PLACE, denied);
    await world.run();
    const none = (await world.readings.memory()).samples;
    world.assignments.mend();
    world.assignments.there.push(theirs(CYD));
    world.clock.advance(hours(24));
    const plan = await world.run();

    expect(none).toEqual({ [`subscription-${SUBSCRIPTION}`]: [] });
    expect(plan.quota[0]?.fullAt).toBeUndefined();
  });
});
