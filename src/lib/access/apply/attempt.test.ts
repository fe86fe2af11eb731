import { describe, expect, it } from 'vitest';
import {
  type ApplyWorld,
  anApplyWorld,
  codesOf,
  holders,
  leaving,
  planned,
} from '../../../../test/builders/applyWorld.ts';
import { ADMINS, ANN, BOB, CYD, policyText, STAFF, SUB } from '../../../../test/builders/runWorld.ts';
import { Failure } from '../../errors.ts';
import { hours, minutes, seconds } from '../../time.ts';
import type { Change } from '../plan/change.ts';
import { decided } from '../quarantine/quarantine.ts';

const TO_ANN = { scope: SUB, role: 'user', principalId: ANN } as const;
const TO_BOB = { ...TO_ANN, principalId: BOB } as const;

describe('a change is not made', () => {
  it('for another policy than the plan was made for', async () => {
    const world = await planned();
    world.policy.put(policyText([{ role: 'administrator' }]));

    expect(await world.apply(TO_ANN)).toMatchObject({ did: 'held', code: 'PolicyChanged' });
  });

  it('while the policy cannot be read', async () => {
    const world = await planned();
    world.policy.put('version: 7');

    expect(await world.apply(TO_ANN)).toMatchObject({ did: 'held', code: 'PolicyUnreadable' });
  });

  it('when the directory no longer says so', async () => {
    const world = await planned();
    world.directory.put(STAFF, { members: [BOB] });

    expect(await world.apply(TO_ANN)).toMatchObject({ did: 'held', code: 'NotAMember' });
    expect(await world.apply(TO_BOB)).toMatchObject({ did: 'done' });
  });

  it('when whoever left is back', async () => {
    const world = await leaving();
    await world.ask();
    await world.step();
    world.directory.put(STAFF, { members: [ANN, BOB] });

    expect(await world.apply(TO_BOB)).toMatchObject({ did: 'held', code: 'StillAMember' });
    expect(holders(world)).toEqual([ANN, BOB]);
  });

  it('when the listing of its place shows that it is gone', async () => {
    const world = await leaving();
    await world.ask();
    await world.step();
    const { there } = world.assignments;
    there.splice(
      there.findIndex(({ principalId }) => principalId === BOB),
      1,
    );

    expect(await world.apply(TO_BOB)).toMatchObject({ did: 'done', code: 'WasAbsent' });
  });

  it('when the listing of its place is too short to be believed', async () => {
    const world = await leaving();
    await world.ask();
    await world.step();
    Object.assign(world.assignments, { list: async () => ({ assignments: [], used: 0 }) });

    expect(await world.apply(TO_BOB)).toMatchObject({ did: 'waits', code: 'ListTooShort' });
    expect(holders(world)).toEqual([ANN, BOB]);
  });

  it('when the place cannot be listed', async () => {
    const world = await leaving();
    await world.ask();
    await world.step();
    world.assignments.fail('all', new Failure('denied', 'AuthorizationFailed', 'No.'));

    expect(await world.apply(TO_BOB)).toMatchObject({ did: 'failed', code: 'AuthorizationFailed' });
    expect(holders(world)).toEqual([ANN, BOB]);
  });
});

describe('somebody who has left and was deleted', () => {
  it('is proven to be deleted also when their name could not be had while planning', async () => {
    const world = await leaving();
    world.directory.purge(BOB);
    world.directory.fail('people', new Failure('transient', 'ServiceUnavailable', 'Later.'));
    await world.settle();
    expect((await world.plan()).removes).toMatchObject([{ principalId: BOB, reason: 'leftGroup' }]);
    expect(await codesOf(world)).toEqual({ [BOB]: 'AwaitsSecondLook' });

    world.clock.advance(hours(1));
    await world.settle();

    expect(holders(world)).toEqual([ANN]);
  });

  it('is not taken for deleted by two answers between which a group had them', async () => {
    const world = await leaving();
    world.directory.purge(BOB);
    await world.settle();
    expect(await codesOf(world)).toEqual({ [BOB]: 'AwaitsSecondLook' });
    world.clock.advance(minutes(30));
    world.directory.putPerson(BOB);
    world.directory.put(STAFF, { members: [ANN, BOB] });
    await world.settle();
    world.clock.advance(minutes(31));
    world.directory.purge(BOB);
    await world.settle();

    expect(await codesOf(world)).toEqual({ [BOB]: 'AwaitsSecondLook' });
    expect(holders(world)).toEqual([ANN, BOB]);
  });
});

describe('budgets', () => {
  it('are reserved before the write, so that a plan cannot be carried out twice', async () => {
    const world = await leaving();
    world.directory.put(STAFF, { members: [] });
    world.policy.put(policyText([{ guards: { maxRemovals: 1 } }, { name: 'keeps', group: ADMINS }]));
    await world.ask();
    await world.step();

    const { withheld } = await world.plan();

    expect(withheld.map(({ why }) => why.code)).toEqual(['GuardRemovals', 'GuardRemovals']);
    expect(holders(world)).toContain(BOB);
  });

  it('that others have spent meanwhile hold a change', async () => {
    const world = await leaving();
    await world.ask();
    await world.step();
    const { budgets, budgetInAll } = await world.plan();
    for (let i = 0; i < (budgets[0]?.removals ?? 0); i += 1) {
      await world.deps.budgets.reserve({
        binding: 'binding-1',
        kind: 'removals',
        people: [`other-${i}`],
        limit: 100,
        limitInAll: budgetInAll.removals,
      });
    }

    expect(await world.apply(TO_BOB)).toMatchObject({ did: 'held', code: 'BudgetSpent' });
    expect(holders(world)).toEqual([ANN, BOB]);
  });
});

describe('an approval', () => {
  /** Both have left, which empties the binding; somebody has approved that. */
  async function approved() {
    const world = await leaving();
    world.directory.put(STAFF, { members: [] });
    await world.settle();
    const [quarantine] = (await world.plan()).quarantines;
    if (quarantine === undefined) throw new Error('Nothing waits.');
    const decide = async (what: 'approve' | 'reject') => {
      const found = await world.deps.quarantines.read(quarantine.id);
      if (found === undefined) throw new Error('It is gone.');
      const { hash } = found.quarantine;
      const outcome = decided(found.quarantine, { what, hash, by: 'ada', reason: 'They left.' }, world.clock.now());
      if (outcome.ok) await world.deps.quarantines.update(outcome.quarantine, found.etag);
    };
    return { world, decide };
  }

  it('lets exactly its changes through, and is on record with them', async () => {
    const { world, decide } = await approved();
    expect(holders(world)).toEqual([ANN, BOB]);

    await decide('approve');
    await world.settle();

    expect(holders(world)).toEqual([]);
    expect(await world.tried()).toMatchObject([
      { code: 'Removed', approvedBy: 'ada', quarantine: expect.any(String) },
      { code: 'Removed', approvedBy: 'ada' },
    ]);
  });

  it('is on record also with what is not made, paused or unproven', async () => {
    const { world, decide } = await approved();
    await decide('approve');
    const runId = await world.ask();
    await world.step();
    world.directory.put(STAFF, { members: [BOB] });
    await world.apply(TO_BOB);
    await world.pauses.pause('removals', world.clock.now() + hours(1), 'Freeze.', 'ben');
    world.clock.advance(seconds(31));
    await world.apply(TO_ANN);

    const { items } = await world.changes.list(runId, 10);

    expect(new Map(items.map(({ code, approvedBy }) => [code, approvedBy]))).toEqual(
      new Map([
        ['StillAMember', 'ada'],
        ['Paused', 'ada'],
      ]),
    );
  });

  it('makes nobody leave who is back: each change is proven again', async () => {
    const { world, decide } = await approved();
    await decide('approve');
    await world.ask();
    await world.step();
    world.directory.put(STAFF, { members: [BOB] });

    expect(await world.apply(TO_BOB)).toMatchObject({ did: 'held', code: 'StillAMember' });
    expect(await world.apply(TO_ANN)).toMatchObject({ did: 'done', code: 'Removed' });
  });

  it('that has run out holds no longer', async () => {
    const { world, decide } = await approved();
    await decide('approve');
    world.clock.advance(hours(24) - minutes(1));
    await world.ask();
    await world.step();
    world.clock.advance(minutes(1));

    expect(await world.apply(TO_BOB)).toMatchObject({ did: 'held', code: 'ApprovalOver' });
  });

  it('lets nothing through that was not among what the approver saw', async () => {
    const { world, decide } = await approved();
    await decide('approve');
    await world.ask();
    await world.step();
    const plan = await world.plan();
    const removes = plan.removes.map((change) => ({ ...change, binding: 'another' }));
    await world.documents.write('plan', { ...plan, removes });

    expect(await world.apply(TO_BOB)).toMatchObject({ did: 'held', code: 'ApprovalOver' });
  });

  it('that is not there any more holds nothing', async () => {
    const { world, decide } = await approved();
    await decide('approve');
    await world.ask();
    await world.step();
    await world.deps.quarantines.prune(world.clock.now() + 1, 10, async () => undefined);

    expect(await world.apply(TO_BOB)).toMatchObject({ did: 'held', code: 'ApprovalOver' });
  });
});

/** Somebody approves what waits. */
async function approveFirst(world: ApplyWorld): Promise<void> {
  const { deps, clock } = world;
  const [quarantine] = (await world.plan()).quarantines;
  const found = await deps.quarantines.read(quarantine?.id ?? '');
  if (found === undefined) throw new Error('Nothing waits.');
  const { hash } = found.quarantine;
  const outcome = decided(found.quarantine, { what: 'approve', hash, by: 'ada', reason: 'Seen.' }, clock.now());
  if (!outcome.ok) throw new Error(outcome.because);
  await deps.quarantines.update(outcome.quarantine, found.etag);
}

describe('removals that an incomplete reading blocks', () => {
  it('because the group of a binding is deleted take its own assignment, when an approver says so', async () => {
    const world = anApplyWorld();
    world.policy.put(policyText([{ assign: 'group' }]));
    await world.settle();
    world.directory.remove(STAFF);
    await world.settle();
    world.clock.advance(hours(24 * 7));
    await world.settle();
    expect(holders(world)).toEqual([STAFF]);

    await approveFirst(world);
    await world.settle();
    expect(await codesOf(world)).toEqual({ [STAFF]: 'AwaitsSecondLook' });
    world.clock.advance(minutes(61));
    await world.settle();

    expect(holders(world)).toEqual([]);
    expect(await world.tried()).toMatchObject([{ reason: 'deleted', code: 'Removed', approvedBy: 'ada' }]);
  });

  it('are put before an approver after seven days, whose approval stands in for the reading', async () => {
    const world = await leaving({ settings: { confirmMs: minutes(5) } });
    await world.ask();
    await world.step();
    world.directory.fail('members', new Failure('denied', 'Authorization_RequestDenied', 'No.'));
    await world.settle();
    world.clock.advance(hours(24 * 7));
    await world.settle();
    expect(holders(world)).toEqual([ANN, BOB]);

    await approveFirst(world);
    await world.settle();

    // Only whoever the directory, asked for them alone, does not call a member.
    expect(holders(world)).toEqual([ANN]);
    expect(await world.tried()).toMatchObject([{ principalId: BOB, code: 'Removed', approvedBy: 'ada' }]);
  });
});

describe('the floor', () => {
  const admin = { scope: SUB, role: 'administrator', principalId: CYD } as const;
  const policy = policyText([
    { name: 'admins', group: ADMINS, role: 'administrator' },
    { name: 'more', group: STAFF, role: 'administrator' },
  ]);

  it('is decided again on what Azure lists right before the write', async () => {
    const world = anApplyWorld();
    world.policy.put(policy);
    await world.settle();
    world.directory.put(ADMINS, { members: [BOB], roleAssignable: true });
    await world.ask();
    await world.step();
    const removal: Partial<Change> = { action: 'remove', principalId: CYD };
    expect((await world.plan()).removes).toMatchObject([removal]);
    for (const one of [ANN, BOB]) world.directory.putPerson(one, { enabled: false });

    expect(await world.apply(admin)).toMatchObject({ did: 'held', code: 'Floor' });
    world.directory.putPerson(ANN);
    expect(await world.apply(admin)).toMatchObject({ did: 'nothing', why: 'Ended' });
    expect(holders(world)).toEqual([ANN, BOB, CYD]);
  });
});
