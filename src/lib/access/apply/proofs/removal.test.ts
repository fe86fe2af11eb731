import { describe, expect, it } from 'vitest';
import { aMachine, aMachineId } from '../../../../../test/builders/machine.ts';
import { aBinding, aPolicy, aProofWorld, type ProofWorld } from '../../../../../test/builders/proofWorld.ts';
import { ADMINS, ANN, BOB, CYD, STAFF, SUB } from '../../../../../test/builders/runWorld.ts';
import { armId } from '../../../onboarding/machineId.ts';
import { minutes } from '../../../time.ts';
import type { Change, RemoveReason } from '../../plan/change.ts';
import type { AccessPolicy } from '../../policy/policy.ts';
import type { Verdict } from '../freshPlace.ts';
import { proveAddition } from './addition.ts';
import { proveRemoval } from './removal.ts';

const WEB = armId(aMachineId('web-1'));

const change = (reason: RemoveReason, parts: Partial<Change> = {}): Change => ({
  action: 'remove',
  scope: SUB,
  role: 'user',
  principalId: CYD,
  principalType: 'User',
  binding: 'staff',
  reason,
  ...parts,
});

const agreed = (
  reason: RemoveReason,
  groups: readonly string[] = [STAFF],
  selecting: AccessPolicy['bindings'] = [],
): Verdict => ({ kind: 'remove', reason, groups, selecting });

interface Asked {
  readonly parts?: Partial<Change>;
  readonly verdict?: Verdict;
  readonly policy?: AccessPolicy;
}

const heldBy = async (world: ProofWorld, reason: RemoveReason, { parts, verdict, policy }: Asked = {}) => {
  const proof = await proveRemoval(change(reason, parts), policy ?? aPolicy(), verdict ?? agreed(reason), world.deps);
  return proof.hold?.held;
};

describe('the proof of a removal', () => {
  it.each<[string, Verdict]>([
    ['keeps it', { kind: 'keep' }],
    ['withholds it', { kind: 'withheld', message: 'The reading is incomplete.' }],
    ['has another reason', agreed('disabled')],
  ])('fails when the rules of the plan, on a fresh listing, say that it %s', async (_what, verdict) => {
    const world = aProofWorld();

    expect(await heldBy(world, 'leftGroup', { verdict })).toBe('NoLongerWanted');
    expect(world.directory.asked).toEqual([]);
  });

  it('for having left is that the directory calls them a member of no group that gives it', async () => {
    const world = aProofWorld();

    expect(await heldBy(world, 'leftGroup')).toBeUndefined();
    expect(await heldBy(world, 'leftGroup', { parts: { principalId: ANN } })).toBe('StillAMember');
    expect(await heldBy(world, 'leftGroup', { verdict: agreed('leftGroup', [STAFF, ADMINS]) })).toBe('StillAMember');
    expect(await heldBy(world, 'leftGroup', { verdict: agreed('leftGroup', []), parts: { principalId: BOB } })).toBe(
      'StillAMember',
    );
  });

  it('for having left takes a 404 for somebody who is there as no answer', async () => {
    const world = aProofWorld();
    world.directory.unknownToChecks.add(CYD);

    expect(await heldBy(world, 'leftGroup')).toBe('StillInDirectory');
    world.clock.advance(minutes(61));
    expect(await heldBy(world, 'leftGroup')).toBe('StillInDirectory');
    world.directory.unknownToChecks.delete(CYD);
    expect(await heldBy(world, 'leftGroup')).toBeUndefined();
  });

  it('for having left asks of whom the check answers 404 as it does for the deleted', async () => {
    const world = aProofWorld();
    world.directory.purge(CYD);

    expect(await heldBy(world, 'leftGroup')).toBe('AwaitsSecondLook');
    world.clock.advance(minutes(60));
    expect(await heldBy(world, 'leftGroup')).toBeUndefined();
    world.directory.putPerson(CYD);
    world.directory.remove(CYD);
    expect(await heldBy(world, 'leftGroup')).toBeUndefined();
  });

  it('for having left begins anew when the check has called them a member between two 404s', async () => {
    const world = aProofWorld();
    world.directory.purge(CYD);
    expect(await heldBy(world, 'leftGroup')).toBe('AwaitsSecondLook');
    world.clock.advance(minutes(30));
    world.directory.putPerson(CYD);
    world.directory.put(STAFF, { members: [ANN, BOB, CYD] });
    expect(await heldBy(world, 'leftGroup')).toBe('StillAMember');
    world.clock.advance(minutes(31));
    world.directory.put(STAFF, { members: [ANN, BOB] });
    world.directory.purge(CYD);

    expect(await heldBy(world, 'leftGroup')).toBe('AwaitsSecondLook');
  });

  it('for having left asks about no group whose binding gives nothing there any more', async () => {
    const world = aProofWorld();
    const policy = aPolicy([aBinding({ name: 'admins', group: { id: ADMINS } }), aBinding()]);

    expect(await heldBy(world, 'leftGroup', { policy, parts: { binding: 'admins' } })).toBeUndefined();
  });

  it('for being deleted looks at a group in force there, when its own binding is gone', async () => {
    const world = aProofWorld();
    world.directory.purge(CYD);
    await heldBy(world, 'deleted', { parts: { binding: 'gone' } });
    world.clock.advance(minutes(60));

    expect(await heldBy(world, 'deleted', { parts: { binding: 'gone' } })).toBeUndefined();
  });

  it.each<[RemoveReason, string, (world: ProofWorld) => void, string | undefined]>([
    ['disabled', 'disabled', ({ directory }) => directory.putPerson(CYD, { enabled: false }), undefined],
    ['disabled', 'deleted', ({ directory }) => directory.remove(CYD), undefined],
    ['disabled', 'gone', ({ directory }) => directory.purge(CYD), 'StillEnabled'],
    ['disabled', 'enabled again', () => undefined, 'StillEnabled'],
    ['disabled', 'not readable', ({ directory }) => directory.putPerson(CYD, { enabled: null }), 'StillEnabled'],
    ['guest', 'a guest', ({ directory }) => directory.putPerson(CYD, { userType: 'Guest' }), undefined],
    ['guest', 'a member again', () => undefined, 'StillEnabled'],
    ['guest', 'not readable', ({ directory }) => directory.putPerson(CYD, { userType: null }), 'StillEnabled'],
    ['guest', 'a guest in capitals', ({ directory }) => directory.putPerson(CYD, { userType: 'GUEST' }), undefined],
    [
      'guest',
      'a member in lower case',
      ({ directory }) => directory.putPerson(CYD, { userType: 'member' }),
      'StillEnabled',
    ],
    ['guest', 'of an unknown type', ({ directory }) => directory.putPerson(CYD, { userType: 'Robot' }), 'StillEnabled'],
    ['notAPerson', 'no user', ({ directory }) => directory.purge(CYD), undefined],
    ['notAPerson', 'a user', () => undefined, 'StillInDirectory'],
    ['deleted', 'among the deleted', ({ directory }) => directory.remove(CYD), undefined],
    ['deleted', 'there again', () => undefined, 'StillInDirectory'],
  ])('for %s, when they are %s', async (reason, _how, happens, code) => {
    const world = aProofWorld();
    happens(world);

    expect(await heldBy(world, reason)).toBe(code);
  });

  it('for being deleted, and nowhere to be found, is two looks an hour apart', async () => {
    const world = aProofWorld();
    world.directory.purge(CYD);

    expect(await heldBy(world, 'deleted')).toBe('AwaitsSecondLook');
    world.clock.advance(minutes(59));
    expect(await heldBy(world, 'deleted')).toBe('AwaitsSecondLook');
    world.clock.advance(minutes(1));
    expect(await heldBy(world, 'deleted')).toBeUndefined();
    world.clock.advance(minutes(60 * 24 * 8));
    expect(await heldBy(world, 'deleted')).toBe('AwaitsSecondLook');
  });

  it.each<[string, (world: ProofWorld) => Promise<unknown>]>([
    ['by the proof itself', (world) => heldBy(world, 'deleted')],
    ['by the check of their groups', (world) => heldBy(world, 'leftGroup')],
    ['when something else is proven', (world) => heldBy(world, 'guest')],
    [
      'when something is added for them',
      ({ deps }) => proveAddition({ ...change('leftGroup'), action: 'add', reason: 'member' }, aPolicy(), deps),
    ],
  ])('begins anew for whoever was seen between two looks %s', async (_how, seen) => {
    const world = aProofWorld();
    world.directory.purge(CYD);
    await heldBy(world, 'deleted');
    world.clock.advance(minutes(30));
    world.directory.putPerson(CYD);
    await seen(world);
    world.directory.purge(CYD);
    world.clock.advance(minutes(31));

    expect(await heldBy(world, 'deleted')).toBe('AwaitsSecondLook');
    world.clock.advance(minutes(60));
    expect(await heldBy(world, 'deleted')).toBeUndefined();
  });

  it('begins anew for whoever a group listed between two looks', async () => {
    const world = aProofWorld();
    world.directory.purge(CYD);
    await heldBy(world, 'deleted');
    world.clock.advance(minutes(61));
    const verdict = { ...agreed('deleted'), absentSince: world.clock.now() - minutes(10) };

    expect(await heldBy(world, 'deleted', { verdict })).toBe('AwaitsSecondLook');
    world.clock.advance(minutes(60));
    expect(await heldBy(world, 'deleted', { verdict })).toBeUndefined();
  });

  it('takes nothing from anybody while the directory does not find the group either', async () => {
    const world = aProofWorld();
    world.directory.purge(CYD);
    await heldBy(world, 'deleted');
    world.clock.advance(minutes(61));
    world.directory.remove(STAFF);

    expect(await heldBy(world, 'deleted')).toBe('AwaitsSecondLook');
    expect(await heldBy(world, 'deleted', { parts: { binding: null } })).toBe('AwaitsSecondLook');
  });

  it('but what an approver has looked at, which had nothing else left to compare with', async () => {
    const world = aProofWorld();
    world.directory.remove(STAFF);
    const ofTheGroup = { principalId: STAFF, principalType: 'Group', quarantine: 'q1' };

    expect(await heldBy(world, 'deleted', { parts: ofTheGroup })).toBe('AwaitsSecondLook');
    world.clock.advance(minutes(60));
    expect(await heldBy(world, 'deleted', { parts: ofTheGroup })).toBeUndefined();
  });

  it('asks for a group as a group', async () => {
    const world = aProofWorld();
    const parts = { principalId: STAFF, principalType: 'Group' };

    expect(await heldBy(world, 'deleted', { parts })).toBe('StillInDirectory');
    world.directory.remove(STAFF);
    expect(await heldBy(world, 'deleted', { parts, policy: aPolicy([aBinding({ group: { id: ADMINS } })]) })).toBe(
      'AwaitsSecondLook',
    );
  });

  it('for a machine that matches no more is that Azure shows it, and that no selector chooses it', async () => {
    const world = aProofWorld();
    const policy = aPolicy([aBinding({ target: { kind: 'machines', selector: { tags: { role: 'web' } } } })]);
    const asked = { parts: { scope: WEB }, policy };

    expect(await heldBy(world, 'machineUnmatched', asked)).toBe('MachineUnreadable');
    world.machinesThere.push(aMachine({ id: aMachineId('web-1'), tags: { role: 'web' } }));
    expect(await heldBy(world, 'machineUnmatched', asked)).toBe('StillMatching');
    world.machinesThere[0] = aMachine({ id: aMachineId('web-1'), tags: {}, os: {} });
    expect(await heldBy(world, 'machineUnmatched', asked)).toBe('MachineUnreadable');
    world.machinesThere[0] = aMachine({ id: aMachineId('web-1'), tags: {} });
    expect(await heldBy(world, 'machineUnmatched', asked)).toBeUndefined();
  });

  describe('whatever the reason, on a machine that the selector of another binding may choose', () => {
    const selecting = aBinding({
      name: 'web',
      group: { id: ADMINS },
      target: { kind: 'machines', selector: { tags: { role: 'web' } } },
    });
    const verdictOf = (reason: RemoveReason, one = selecting) => agreed(reason, [STAFF], [one]);
    const member = { scope: WEB, principalId: ANN };
    const tagged = aMachine({ id: aMachineId('web-1'), tags: { role: 'web' } });

    it.each<RemoveReason>(['dropped', 'expired', 'leftGroup', 'switchedToMembers'])(
      '%s takes nothing that the selector gives, or may give',
      async (reason) => {
        const world = aProofWorld();
        world.directory.put(STAFF, { members: [] });
        world.directory.put(ADMINS, { members: [ANN] });
        const asked = { parts: member, verdict: verdictOf(reason) };

        expect(await heldBy(world, reason, asked)).toBe('MachineUnreadable');
        world.machinesThere.push(tagged);
        expect(await heldBy(world, reason, asked)).toBe('StillMatching');
        world.machinesThere[0] = aMachine({ id: aMachineId('web-1'), tags: {} });
        expect(await heldBy(world, reason, asked)).toBeUndefined();
      },
    );

    it('nothing keeps who is not in the group of that binding', async () => {
      const world = aProofWorld();
      world.machinesThere.push(tagged);

      expect(
        await heldBy(world, 'dropped', { parts: { scope: WEB, principalId: BOB }, verdict: verdictOf('dropped') }),
      ).toBeUndefined();
    });

    it.each<[string, Partial<Parameters<typeof aBinding>[0]>, string | undefined]>([
      ['keeps the group of that binding where it assigns the group', { assign: 'group' }, 'StillMatching'],
      ['does not keep it where the binding assigns the members', {}, undefined],
    ])('%s', async (_what, parts, expected) => {
      const world = aProofWorld();
      world.machinesThere.push(tagged);
      const group = { scope: WEB, principalId: ADMINS, principalType: 'Group' } as const;

      const verdict = verdictOf('dropped', { ...selecting, ...parts });

      expect(await heldBy(world, 'dropped', { parts: group, verdict })).toBe(expected);
    });

    it('a denial asks nothing', async () => {
      const world = aProofWorld();

      expect(await heldBy(world, 'deny', { parts: member, verdict: verdictOf('deny') })).toBeUndefined();
      expect(world.directory.asked).toEqual([]);
    });
  });

  it('for a switch to the group is that they are a member of the group that has the role now', async () => {
    const world = aProofWorld();

    expect(await heldBy(world, 'switchedToGroup', { parts: { principalId: ANN } })).toBeUndefined();
    expect(await heldBy(world, 'switchedToGroup', { parts: { principalId: CYD } })).toBe('NotAMember');
  });

  it('for a switch to the group fails when the policy has no such binding any more', async () => {
    const world = aProofWorld();

    expect(await heldBy(world, 'switchedToGroup', { parts: { binding: 'gone' } })).toBe('NoLongerWanted');
    expect(world.directory.asked).toEqual([]);
  });

  it.each<RemoveReason>(['switchedToMembers', 'dropped', 'expired', 'deny'])(
    'for %s is the policy and the listing alone',
    async (reason) => {
      const world = aProofWorld();

      expect(await heldBy(world, reason)).toBeUndefined();
      expect(world.directory.asked).toEqual([]);
    },
  );
});
