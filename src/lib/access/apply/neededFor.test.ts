import { describe, expect, it } from 'vitest';
import { aGroup } from '../../../../test/builders/accessWorld.ts';
import { type ApplyWorld, anApplyWorld, codesOf, holders } from '../../../../test/builders/applyWorld.ts';
import {
  ADMINS,
  ANN,
  BOB,
  CYD,
  idOf,
  ours,
  policyText,
  STAFF,
  SUB,
  theirs,
} from '../../../../test/builders/runWorld.ts';
import { hours, minutes } from '../../time.ts';
import type { Assignment } from '../assignment.ts';
import { decided } from '../quarantine/quarantine.ts';
import { NO_MEMORY } from '../runs/readings.ts';

const OLD = idOf(910);
const asGroup = { principalType: 'Group' };
/** A group that the policy named once, and that runs have read since, with these people. */
async function replaced(members: readonly string[], guards: object = {}): Promise<ApplyWorld> {
  const world = anApplyWorld();
  await world.deps.readings.remember({ ...NO_MEMORY, standing: [OLD] });
  world.directory.put(OLD, { members });
  world.assignments.there.push(ours(OLD, 'user', SUB, asGroup));
  world.policy.put(policyText([{}], { guards }));
  return world;
}

/** Two runs have planned for the same policy, and nothing is sent yet. */
async function plannedRemoval(world: ApplyWorld): Promise<void> {
  await world.ask();
  do await world.step();
  while ((await world.plan()).removes.length === 0 && world.queue.nextDue() !== undefined);
  expect((await world.plan()).removes).toMatchObject([{ principalId: OLD }]);
}

async function approved(world: ApplyWorld): Promise<void> {
  const { deps, clock } = world;
  for (const { id, hash } of (await world.plan()).quarantines) {
    const found = await deps.quarantines.read(id);
    if (found === undefined) continue;
    const outcome = decided(found.quarantine, { what: 'approve', hash, by: 'ada', reason: 'Seen.' }, clock.now());
    if (outcome.ok) await deps.quarantines.update(outcome.quarantine, found.etag);
  }
}

describe('the assignment of a group that the policy no longer names there', () => {
  it('stays while somebody in it waits for their own', async () => {
    const world = await replaced([ANN], { maxNewUsers: 0, maxNewUsersPercent: 0 });

    await world.settle();

    expect(holders(world)).toEqual([OLD]);
    expect(await codesOf(world)).toEqual({ [OLD]: 'StillNeeded' });
  });

  it('goes once they have had it for 15 minutes', async () => {
    const world = await replaced([ANN]);
    await world.settle();
    expect(holders(world)).toEqual([ANN, BOB, OLD]);

    world.clock.advance(minutes(15));
    await world.settle();

    expect(holders(world)).toEqual([ANN, BOB]);
  });

  it.each([
    ['nobody in it is wanted there', [CYD]],
    ['nobody is in it', []],
    ['whoever is in it and wanted is disabled', [idOf(4)]],
  ])('goes at once when %s', async (_when, members) => {
    const world = await replaced(members);
    world.directory.putPerson(idOf(4), { enabled: false });
    world.directory.put(STAFF, { members: [ANN, BOB, idOf(4)] });

    await world.settle();

    expect(holders(world)).toEqual([ANN, BOB]);
  });

  it('stays when nobody can tell who is in it, and goes when everybody has their own', async () => {
    const world = await replaced([ANN]);
    world.directory.put(OLD, { members: [], hiddenMembership: true });
    await world.settle();
    expect((await world.plan()).withheld).toMatchObject([{ principalId: OLD, why: { code: 'GuardRemovals' } }]);
    await approved(world);
    await world.settle();
    expect(holders(world)).toEqual([ANN, BOB, OLD]);

    world.clock.advance(minutes(15));
    await world.settle();

    expect(holders(world)).toEqual([ANN, BOB]);
  });

  it('goes when it is deleted', async () => {
    const world = await replaced([ANN], { maxNewUsers: 0, maxNewUsersPercent: 0 });
    world.directory.remove(OLD);
    await world.settle();
    expect(await codesOf(world)).toEqual({ [OLD]: 'AwaitsSecondLook' });

    world.clock.advance(hours(1));
    await world.settle();

    expect(holders(world)).toEqual([]);
  });

  it('is needed by nobody through a group that is deleted', async () => {
    const world = await replaced([ANN], { maxNewUsers: 0, maxNewUsersPercent: 0 });
    await world.settle();
    expect(await codesOf(world)).toEqual({ [OLD]: 'StillNeeded' });
    world.directory.remove(STAFF);
    await world.settle();
    const blocked = (await world.plan()).withheld;
    expect(blocked).toMatchObject([{ principalId: OLD, why: { code: 'IncompleteReading' } }]);

    world.clock.advance(hours(24 * 7));
    await world.settle();
    await approved(world);
    await world.settle();

    expect(holders(world)).toEqual([]);
  });

  it('goes although the policy denies somebody in it, who gets nothing instead', async () => {
    const world = await replaced([CYD]);
    world.directory.put(STAFF, { members: [ANN, BOB, CYD] });
    world.policy.put(policyText([{}], { deny: [CYD] }));

    await world.settle();

    expect(holders(world)).toEqual([ANN, BOB]);
  });

  it('is not made up for by what has a condition, or goes itself', async () => {
    const world = await replaced([ANN, BOB], { maxNewUsers: 0, maxNewUsersPercent: 0 });
    await world.deps.readings.remember({ ...NO_MEMORY, standing: [OLD, idOf(911)] });
    world.assignments.there.push(
      theirs(ANN, 'administrator', SUB, { conditional: true }),
      theirs(BOB, 'administrator'),
      ours(idOf(911), 'user', SUB, asGroup),
    );
    world.directory.put(idOf(911), { members: [ANN] });

    await world.settle();

    expect(holders(world)).toContain(OLD);
    expect(await codesOf(world)).toEqual({ [OLD]: 'StillNeeded', [idOf(911)]: 'StillNeeded' });
  });

  it('is made up for by the assignment of another group that they are in', async () => {
    const world = await replaced([ANN, CYD]);
    world.assignments.there.push(ours(STAFF, 'user', SUB, asGroup), theirs(CYD));
    world.directory.put(ADMINS, { members: [CYD] });
    world.policy.put(policyText([{ assign: 'group' }, { group: ADMINS }]));

    await world.settle();

    expect(holders(world)).toEqual([CYD, STAFF].toSorted());
  });
});

describe('the assignment of a group whose members get their own now', () => {
  const toStaff = { scope: SUB, role: 'user', principalId: STAFF } as const;

  /** Ann and Bob have their own, and the newest plan takes that of the group. */
  async function switching(earlier: readonly string[] = [ANN, BOB]): Promise<ApplyWorld> {
    const world = anApplyWorld();
    world.assignments.there.push(ours(STAFF, 'user', SUB, asGroup), ours(ANN), ours(BOB));
    world.directory.put(STAFF, { members: earlier });
    for (const id of earlier.slice(2)) world.directory.notListed.add(id);
    const earliest = (await world.deps.readings.group(STAFF)) ?? aGroup(STAFF, earlier);
    await world.deps.readings.saveGroup(earliest);
    world.policy.put(policyText());
    await world.ask();
    await world.step();
    expect((await world.plan()).removes).toMatchObject([{ principalId: STAFF, reason: 'switchedToMembers' }]);
    return world;
  }

  it('stays for whoever has joined since the group was read', async () => {
    const world = await switching();
    world.directory.put(STAFF, { members: [ANN, BOB, CYD] });

    expect(await world.apply(toStaff)).toMatchObject({ did: 'held', code: 'StillNeeded' });
    await world.settle();
    world.clock.advance(minutes(15));
    await world.settle();
    expect(holders(world)).toEqual([ANN, BOB, CYD]);
  });

  it('stays for whoever an earlier reading had, whom listings lack, and who is a member', async () => {
    const world = await switching([ANN, BOB, CYD]);

    expect(await world.apply(toStaff)).toMatchObject({ did: 'held', code: 'StillNeeded' });
    world.directory.notListed.clear();
    await world.settle();
    world.clock.advance(minutes(15));
    await world.settle();
    expect(holders(world)).toEqual([ANN, BOB, CYD]);
  });

  it('goes when the directory, asked for each of those, calls none a member, with that as evidence', async () => {
    const world = await switching([ANN, BOB, CYD]);
    world.directory.put(STAFF, { members: [ANN, BOB] });

    expect(await world.apply(toStaff)).toMatchObject({ did: 'done', code: 'Removed' });
    expect((await world.tried())[0]?.evidence.at(-1)).toMatchObject({
      check: 'directory: membership',
      said: '1 people of earlier readings are no members of group ' + STAFF + ' any more (checkMemberGroups).',
    });
  });

  it('stays while the check of one of those is answered with 404, and they are there', async () => {
    const world = await switching([ANN, BOB, CYD]);
    world.directory.unknownToChecks.add(CYD);

    expect(await world.apply(toStaff)).toMatchObject({ did: 'held', code: 'StillInDirectory' });
  });

  it('goes when one of those was deleted', async () => {
    const world = await switching([ANN, BOB, CYD]);
    world.directory.remove(CYD);

    expect(await world.apply(toStaff)).toMatchObject({ did: 'done', code: 'Removed' });
  });

  it('goes when one of those is a member and has had their own for 15 minutes', async () => {
    const world = await switching([ANN, BOB, CYD]);
    world.assignments.there.push(theirs(CYD));

    expect(await world.apply(toStaff)).toMatchObject({ did: 'done', code: 'Removed' });
  });

  it('goes when one of those is disabled now', async () => {
    const world = await switching([ANN, BOB, CYD]);
    world.directory.notListed.clear();
    world.directory.putPerson(CYD, { enabled: false });

    expect(await world.apply(toStaff)).toMatchObject({ did: 'done', code: 'Removed' });
  });

  it('counts those for the guards, unless they have the role by another way', async () => {
    const crowd = [10, 11, 12].map(idOf);
    const world = anApplyWorld();
    for (const id of crowd) world.directory.putPerson(id);
    world.assignments.there.push(ours(STAFF, 'user', SUB, asGroup), ours(ANN), ours(BOB));
    await world.deps.readings.saveGroup(aGroup(STAFF, [ANN, BOB, ...crowd].toSorted()));
    world.policy.put(policyText());
    await world.ask();
    await world.step();

    expect((await world.plan()).withheld).toMatchObject([{ principalId: STAFF, why: { code: 'GuardRemovals' } }]);
  });
});

describe('the assignment of a group in which somebody is exempt', () => {
  const exemptions = [{ principal: CYD, owner: 'Eve', reason: 'On call.', until: '2030-12-31' }];
  const toOld = { scope: SUB, role: 'user', principalId: OLD } as const;

  async function dropping(members: readonly string[]): Promise<ApplyWorld> {
    const world = await replaced(members);
    world.policy.put(
      policyText([{ group: ADMINS, role: 'administrator', scopes: [`${SUB}/resourceGroups/x`] }], { exemptions }),
    );
    await world.settle();
    return world;
  }

  it('is withheld', async () => {
    const world = await dropping([CYD]);

    expect((await world.plan()).withheld).toMatchObject([{ principalId: OLD, why: { code: 'Exempt' } }]);
    expect(holders(world)).toContain(OLD);
  });

  it.each<[string, (world: ApplyWorld) => void, object]>([
    [
      'joined it since the plan was made',
      ({ directory }) => directory.put(OLD, { members: [CYD] }),
      { code: 'StillNeeded' },
    ],
    [
      'may be among members that are hidden now',
      ({ directory }) => directory.put(OLD, { members: [], hiddenMembership: true }),
      { code: 'NotReadable' },
    ],
    [
      'is in it by the check, and in no listing',
      ({ directory }) => {
        directory.put(OLD, { members: [CYD] });
        directory.notListed.add(CYD);
      },
      { code: 'StillNeeded' },
    ],
    ['is not in it', () => undefined, { code: 'Removed' }],
  ])('goes or stays by the directory, when who is exempt %s', async (_how, happens, expected) => {
    const world = await replaced([]);
    world.policy.put(policyText([{ group: ADMINS, scopes: [`${SUB}/resourceGroups/x`] }], { exemptions }));
    await plannedRemoval(world);
    happens(world);

    expect(await world.apply(toOld)).toMatchObject(expected);
  });
});

describe('who has joined a group since it was read', () => {
  const WEB = `${SUB}/resourceGroups/web`;
  const CORP = '/providers/microsoft.management/managementgroups/corp';

  /** The group is to lose its role in the resource group; Cyd joins it after the plan, and is wanted by `binding`. */
  async function joined(binding: object, role: 'user' | 'administrator' = 'user', there: Assignment[] = []) {
    const world = anApplyWorld();
    await world.deps.readings.remember({ ...NO_MEMORY, standing: [OLD] });
    world.directory.put(OLD, { members: [] });
    world.directory.putPerson(idOf(8));
    world.assignments.there.push(ours(OLD, role, WEB, asGroup), theirs(idOf(8), 'administrator'), ...there);
    const guards = { maxNewUsers: 0, maxNewUsersPercent: 0, maxNewAdministrators: 0, maxNewAdministratorsPercent: 0 };
    world.policy.put(policyText([{ group: ADMINS, ...binding }], { guards }));
    await plannedRemoval(world);
    world.directory.put(OLD, { members: [CYD] });
    return world.apply({ scope: WEB, role, principalId: OLD });
  }

  it.each<[string, object, ('user' | 'administrator')?, Assignment[]?]>([
    ['above it, where nothing stands yet', { scopes: [SUB] }],
    ['at a management group that the listing shows', { scopes: [CORP] }, 'user', [theirs(idOf(7), 'user', CORP)]],
    ['with a stronger role', { scopes: [SUB], role: 'administrator' }],
    ['with a weaker role, which is what is left', { scopes: [SUB] }, 'administrator'],
    ['below it', { scopes: [`${WEB}/providers/Microsoft.HybridCompute/machines/m`] }],
  ])('keeps it, when they are to have the role %s', async (_where, binding, role, there) => {
    expect(await joined(binding, role, there)).toMatchObject({ did: 'held', code: 'StillNeeded' });
  });

  it.each<[string, object, ('user' | 'administrator')?, Assignment[]?]>([
    ['that is weaker, and that they have', { scopes: [SUB] }, 'administrator', [ours(CYD)]],
    ['by a binding that has ended', { scopes: [SUB], expires: '2020-01-01' }],
    ['at a management group that does not lie above', { scopes: [CORP] }],
    ['beside it', { scopes: [`${SUB}/resourceGroups/web2`] }],
  ])('does not keep it, when they are to have the role %s', async (_where, binding, role, there) => {
    expect(await joined(binding, role, there)).toMatchObject({ did: 'done', code: 'Removed' });
  });
});
