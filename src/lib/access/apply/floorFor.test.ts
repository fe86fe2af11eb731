import { describe, expect, it } from 'vitest';
import { anApplyWorld, codesOf, holders } from '../../../../test/builders/applyWorld.ts';
import { ADMINS, ANN, BOB, CYD, ours, policyText, STAFF, SUB, theirs } from '../../../../test/builders/runWorld.ts';
import { minutes } from '../../time.ts';

describe('the floor right before the write, as in the plan', () => {
  it('does not keep what whoever is deleted had by a binding that is gone', async () => {
    const world = anApplyWorld();
    world.assignments.there.push(ours(BOB, 'administrator'), ours(CYD, 'administrator'));
    const exempt = { principal: CYD, owner: 'Ops', reason: 'On call', until: '2030-12-31' };
    world.policy.put(policyText([], { guards: { minAdministrators: 2 }, exemptions: [exempt] }));
    world.directory.remove(BOB);

    await world.settle();

    expect(holders(world)).toEqual([CYD]);
  });

  it('keeps a leaver who is missing from one answer of the directory: that proves no deletion', async () => {
    const world = anApplyWorld();
    const leaver = ours(BOB, 'administrator');
    world.assignments.there.push(leaver, ours(CYD, 'administrator'), theirs(ANN, 'administrator'));
    const admins = { group: ADMINS, role: 'administrator' } as const;
    world.policy.put(policyText([admins], { guards: { minAdministrators: 2 } }));
    await world.ask();
    await world.step();
    expect((await world.plan()).removes).toMatchObject([{ principalId: BOB, reason: 'leftGroup' }]);
    world.directory.putPerson(ANN, { enabled: false });
    const before = { ...world.directory };
    world.directory.people = async (ids) => new Map([...(await before.people(ids))].filter(([id]) => id !== BOB));

    expect(await world.apply(leaver)).toMatchObject({ did: 'held', code: 'Floor' });
    expect(holders(world)).toEqual([ANN, BOB, CYD].toSorted());
  });

  it('does not keep whoever stays an administrator through the group', async () => {
    const world = anApplyWorld();
    const admins = { name: 'admins', group: ADMINS, role: 'administrator' } as const;
    world.policy.put(policyText([admins]));
    await world.settle();
    world.policy.put(policyText([{ ...admins, assign: 'group' }]));
    await world.settle();
    world.clock.advance(minutes(15));

    await world.settle();

    expect(holders(world)).toEqual([ADMINS]);
    expect(await codesOf(world)).toEqual({ [CYD]: 'Removed' });
  });

  it('keeps them all the same where too few are', async () => {
    const world = anApplyWorld();
    const admin = ours(CYD, 'administrator');
    world.assignments.there.push(
      ours(ADMINS, 'administrator', SUB, { principalType: 'Group' }),
      admin,
      ours(ANN, 'administrator'),
      ours(BOB, 'administrator'),
    );
    const bindings = [
      { group: ADMINS, role: 'administrator', assign: 'group' },
      { group: STAFF, role: 'administrator' },
    ] as const;
    world.policy.put(policyText(bindings, { guards: { minAdministrators: 3 } }));
    await world.ask();
    await world.step();
    expect((await world.plan()).removes).toMatchObject([{ principalId: CYD, reason: 'switchedToGroup' }]);
    world.directory.putPerson(ANN, { enabled: false });

    expect(await world.apply(admin)).toMatchObject({ did: 'held', code: 'Floor' });
  });
});
