import { describe, expect, it } from 'vitest';
import { type ApplyWorld, anApplyWorld } from '../../../../test/builders/applyWorld.ts';
import { ANN, BOB, CYD, idOf, ours, policyText, STAFF, SUB, theirs } from '../../../../test/builders/runWorld.ts';
import { Failure } from '../../errors.ts';
import { hours, minutes } from '../../time.ts';

const CORP = '/providers/microsoft.management/managementgroups/corp';
const WEB = `${SUB}/resourceGroups/web`;
const wide = policyText([{ scopes: [CORP] }]);
const ofAnn = { scope: SUB, role: 'user', principalId: ANN } as const;

const standing = ({ assignments }: ApplyWorld): readonly string[] =>
  assignments.there
    .map(({ principalId, scope }) => `${principalId.slice(-1)} ${scope.split('/').at(-1)?.slice(0, 4)}`)
    .toSorted();

/** When something is taken away, from now on. */
function timesOfRemovals(world: ApplyWorld): readonly number[] {
  const times: number[] = [];
  world.writer.before = ({ action }) => {
    if (action === 'remove') times.push(world.clock.now());
  };
  return times;
}

/** Both have the role in the subscription, and are to have it in the management group instead. */
async function aWorld(): Promise<ApplyWorld> {
  const world = anApplyWorld();
  world.policy.put(policyText());
  await world.settle();
  world.clock.advance(minutes(60));
  world.policy.put(wide);
  return world;
}

/** Both have it there already, for long enough. */
async function planned(): Promise<ApplyWorld> {
  const world = await aWorld();
  world.assignments.there.push(ours(ANN, 'user', CORP), ours(BOB, 'user', CORP));
  for (const { name, scope, role, principalId } of world.assignments.there)
    await world.deps.grants.save([{ name, scope, role, principalId, binding: 'binding-1', at: 0, how: 'written' }]);
  await world.ask();
  await world.step();
  await world.step();
  await world.step();
  return world;
}

describe('a role that moves to a wider scope', () => {
  it('is given there first, and taken where it was when that has taken effect', async () => {
    const world = await aWorld();
    const widened = world.clock.now();
    const taken = timesOfRemovals(world);

    await world.settle();
    const before = standing(world);
    await world.settle();

    expect(before).toEqual(['1 1111', '1 corp', '2 1111', '2 corp']);
    expect(standing(world)).toEqual(['1 corp', '2 corp']);
    expect(taken).toHaveLength(2);
    for (const at of taken) expect(at - widened).toBeGreaterThanOrEqual(minutes(15));
  });

  it('stays where it was while the wider one waits for an approver', async () => {
    const world = await aWorld();
    world.policy.put(policyText([{ scopes: [CORP] }], { guards: { maxNewUsers: 0, maxNewUsersPercent: 0 } }));
    await world.settle();
    world.clock.advance(minutes(60));
    await world.settle();

    expect(standing(world)).toEqual(['1 1111', '2 1111']);
  });

  it('is not taken when the wider one has gone since the plan was made', async () => {
    const world = await planned();
    expect((await world.plan()).removes).toHaveLength(2);
    const { there } = world.assignments;
    there.splice(0, there.length, ...there.filter(({ name }) => name !== ours(ANN, 'user', CORP).name));

    expect(await world.apply(ofAnn)).toMatchObject({ did: 'held', code: 'NoLongerWanted' });
    expect(await world.apply({ ...ofAnn, principalId: BOB })).toMatchObject({ did: 'done', code: 'Removed' });
  });

  it('is taken where the management group does not lie above, by the plan and by the proof', async () => {
    const world = await aWorld();
    const listed = world.assignments.list.bind(world.assignments);
    world.assignments.list = async (place) => {
      const { assignments, used } = await listed(place);
      const shown = assignments.filter(({ scope }) => place.kind === 'managementGroup' || scope !== CORP);
      return { assignments: shown, used };
    };
    world.assignments.there.push(theirs(idOf(7), 'user', CORP));
    world.policy.put(policyText([{ scopes: [CORP] }], { guards: { maxNewUsers: 0, maxNewUsersPercent: 0 } }));

    await world.settle();

    expect(standing(world)).toEqual(['7 corp']);
  });
});

describe('a group whose people are to have the role at a wider scope', () => {
  const OLD = idOf(910);

  /** The group has the role in a resource group, through the binding that is now another one. */
  async function replacing(group: string): Promise<ApplyWorld> {
    const world = anApplyWorld();
    world.directory.put(OLD, { members: [ANN] });
    world.policy.put(policyText([{ group, assign: 'group', scopes: [WEB] }]));
    await world.settle();
    world.clock.advance(minutes(60));
    return world;
  }

  it.each([
    ['which the policy names', STAFF],
    ['which it names no more', OLD],
  ])('%s keeps its own until all of them have had it for long enough', async (_which, group) => {
    const world = await replacing(group);
    world.policy.put(policyText());
    const changed = world.clock.now();
    const taken = timesOfRemovals(world);
    await world.settle();
    world.clock.advance(minutes(15));
    await world.settle();

    expect(standing(world)).toEqual(['1 1111', '2 1111']);
    expect(taken).toHaveLength(1);
    expect((taken[0] ?? 0) - changed).toBeGreaterThanOrEqual(minutes(15));
  });

  it('loses it at once where nobody in it is to have another one there', async () => {
    const world = await replacing(OLD);
    world.directory.put(OLD, { members: [CYD] });
    const guards = { maxNewUsers: 0, maxNewUsersPercent: 0 };
    world.policy.put(policyText([{ scopes: [`${SUB}/resourceGroups/db`] }, { scopes: [CORP] }], { guards }));
    await world.settle();

    expect(standing(world)).toEqual([]);
  });
});

describe('somebody who moves to a group that cannot be read', () => {
  const NEXT = idOf(950);

  it.each([
    ['a narrower scope', { scopes: [`${WEB}/providers/Microsoft.HybridCompute/machines/web-1`] }],
    ['a wider scope', { scopes: [SUB] }],
    ['a higher role', { scopes: [WEB], role: 'administrator' }],
  ] as const)('keeps the role when that group has %s', async (_what, next) => {
    const world = anApplyWorld();
    world.policy.put(policyText([{ scopes: [WEB] }]));
    await world.settle();
    world.clock.advance(hours(25));
    const members = world.directory.members.bind(world.directory);
    world.directory.members = (id) => {
      if (id === NEXT) throw new Failure('denied', 'Authorization_RequestDenied', 'No.');
      return members(id);
    };
    world.directory.put(STAFF, { members: [BOB], roleAssignable: true });
    world.directory.put(NEXT, { members: [ANN], roleAssignable: true });
    world.policy.put(policyText([{ scopes: [WEB] }, { group: NEXT, ...next }]));
    for (let run = 0; run < 4; run += 1) {
      await world.settle();
      world.clock.advance(minutes(20));
    }

    expect(standing(world)).toEqual(['1 web', '2 web']);
    expect((await world.plan()).withheld).toMatchObject([{ principalId: ANN, why: { code: 'IncompleteReading' } }]);
  });
});

describe('a role that moves to a narrower scope', () => {
  const MACHINE = `${WEB}/providers/Microsoft.HybridCompute/machines/web-1`;
  const at = ({ assignments }: ApplyWorld): readonly string[] =>
    assignments.there.map(({ principalId, scope }) => `${principalId.slice(-1)} ${scope.slice(-5)}`).toSorted();

  /** Both have the role in the resource group, and are to have it on a machine in it. */
  async function narrowing(from: object = {}, guards: object = {}): Promise<ApplyWorld> {
    const world = anApplyWorld();
    world.policy.put(policyText([{ scopes: [WEB], ...from }]));
    await world.settle();
    world.clock.advance(minutes(60));
    world.policy.put(policyText([{ scopes: [MACHINE] }], { guards }));
    return world;
  }

  it('is given there first, and taken where it was when that has taken effect', async () => {
    const world = await narrowing();
    const changed = world.clock.now();
    const taken = timesOfRemovals(world);

    await world.settle();
    world.clock.advance(minutes(20));
    await world.settle();

    expect(at(world)).toEqual(['1 web-1', '2 web-1']);
    for (const when of taken) expect(when - changed).toBeGreaterThanOrEqual(minutes(15));
  });

  it.each<[string, (world: ApplyWorld) => void]>([
    [
      'no assignment fits any more',
      ({ writer }) => {
        writer.create = async () => ({ kind: 'limitExceeded', code: 'RoleAssignmentLimitExceeded', message: 'Full.' });
      },
    ],
    [
      'the narrower one waits for an approver',
      ({ policy }) =>
        policy.put(policyText([{ scopes: [MACHINE] }], { guards: { maxNewUsers: 0, maxNewUsersPercent: 0 } })),
    ],
    [
      'the group is not what it asks for',
      ({ policy }) =>
        policy.put(
          policyText([{ scopes: [MACHINE], guards: { requireRoleAssignable: 'all' }, role: 'administrator' }]),
        ),
    ],
  ])('stays where it was while %s', async (_why, happens) => {
    const world = await narrowing();
    happens(world);

    for (let run = 0; run < 4; run += 1) {
      await world.settle();
      world.clock.advance(minutes(20));
    }

    expect(at(world)).toEqual(['1 s/web', '2 s/web']);
  });

  it('of a group stays for whoever has joined it and waits for their own', async () => {
    const world = await narrowing({ assign: 'group' });
    await world.settle();
    world.clock.advance(minutes(20));
    await world.ask();
    await world.step();
    expect((await world.plan()).removes).toMatchObject([{ principalId: STAFF, scope: WEB }]);
    world.directory.put(STAFF, { members: [ANN, BOB, CYD] });

    expect(await world.apply({ scope: WEB, role: 'user', principalId: STAFF })).toMatchObject({
      did: 'held',
      code: 'StillNeeded',
    });
  });

  it('moves from a management group to a subscription below it', async () => {
    const world = await aWorld();
    await world.settle();
    world.clock.advance(minutes(60));
    await world.settle();
    expect(standing(world)).toEqual(['1 corp', '2 corp']);
    world.policy.put(policyText());
    await world.settle();
    world.clock.advance(minutes(20));
    await world.settle();

    expect(standing(world)).toEqual(['1 1111', '2 1111']);
  });
});
