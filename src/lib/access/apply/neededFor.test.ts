import { describe, expect, it } from 'vitest';
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
  it('stays for whoever has joined since the group was read', async () => {
    const world = anApplyWorld();
    world.assignments.there.push(ours(STAFF, 'user', SUB, asGroup), ours(ANN), ours(BOB));
    world.policy.put(policyText());
    await world.ask();
    await world.step();
    expect((await world.plan()).removes).toMatchObject([{ principalId: STAFF, reason: 'switchedToMembers' }]);
    world.directory.put(STAFF, { members: [ANN, BOB, CYD] });

    expect(await world.apply({ scope: SUB, role: 'user', principalId: STAFF })).toMatchObject({
      did: 'held',
      code: 'StillNeeded',
    });
    await world.settle();
    world.clock.advance(minutes(15));
    await world.settle();
    expect(holders(world)).toEqual([ANN, BOB, CYD]);
  });
});
