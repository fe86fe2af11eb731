import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  aBinding,
  aGroup,
  aSelectableMachine,
  foreign,
  machineId,
  OTHER_SUB,
  own,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import { crowd, type GuardedParts, guardedWorld, verdict } from '../../../../test/builders/guarded.ts';

const staff = aBinding();
const asGroup = { principalType: 'Group' };

/** Of so many people of `staff`, so many leave the group. */
const leaving = (leave: number, of: number): AccessWorld => ({
  bindings: [staff],
  groups: [aGroup('staff', crowd(of - leave))],
  there: crowd(of).map((id) => own(id)),
});

type Row = readonly [what: string, world: AccessWorld, parts: GuardedParts, expected: string];

describe('removals of one binding', () => {
  const usual = { limits: { maxRemovals: 2, maxRemovalPercent: 10 } };

  it.each<Row>([
    ['two of twelve, where two may', leaving(2, 12), usual, 'allowed'],
    ['three of twelve, where two may', leaving(3, 12), usual, 'GuardRemovals'],
    ['three of thirty, a tenth', leaving(3, 30), usual, 'allowed'],
    ['four of thirty, more than a tenth', leaving(4, 30), usual, 'GuardRemovals'],
    ['three of thirty-nine, whose tenth is rounded down', leaving(3, 39), usual, 'allowed'],
    ['four of thirty-nine, whose tenth is rounded down', leaving(4, 39), usual, 'GuardRemovals'],
    ['four of ten that were forty within 24 hours', leaving(4, 10), { ...usual, peaks: { staff: 40 } }, 'allowed'],
    ['five of ten that were forty', leaving(5, 10), { ...usual, peaks: { staff: 40 } }, 'GuardRemovals'],
    ['three of thirty that were fewer before', leaving(3, 30), { ...usual, peaks: { staff: 3 } }, 'allowed'],
    ['one, where none may', leaving(1, 12), { limits: { maxRemovals: 0, maxRemovalPercent: 0 } }, 'GuardRemovals'],
    [
      'one, where none may, whatever the percentage says',
      leaving(1, 30),
      { limits: { maxRemovals: 0, maxRemovalPercent: 10 } },
      'GuardRemovals',
    ],
    [
      'two, where the policy lets one go',
      leaving(2, 12),
      { ...usual, policyGuards: { maxRemovals: 1 } },
      'GuardRemovals',
    ],
    [
      'two, where the binding lets one go',
      { ...leaving(2, 12), bindings: [aBinding({ guards: { maxRemovals: 1 } })] },
      usual,
      'GuardRemovals',
    ],
    [
      'three, where the policy would let more go than the settings',
      leaving(3, 12),
      { ...usual, policyGuards: { maxRemovals: 99 } },
      'GuardRemovals',
    ],
  ])('%s', (_what, world, parts, expected) => {
    expect(verdict(world, parts)).toBe(expected);
  });

  it('are withheld as a whole, and say the numbers, the limit and what to do', () => {
    const { guarded } = guardedWorld(leaving(3, 12), usual);

    expect(guarded.removes).toEqual([]);
    expect(guarded.withheld.map(({ principalId }) => principalId)).toEqual(['p09', 'p10', 'p11']);
    expect(guarded.withheld[0]?.why).toEqual({
      code: 'GuardRemovals',
      message:
        '3 people would lose what binding staff gave them, more than may within 24 hours (maxRemovals 2, maxRemovalPercent 10 of 12 people). All such changes of the binding wait for an approver; GET /api/access/quarantines says how to decide.',
    });
    expect(guarded.held).toMatchObject([{ binding: 'staff', kind: 'removals', changes: [{}, {}, {}] }]);
  });

  it('leave those of another binding alone', () => {
    const world: AccessWorld = {
      bindings: [staff, aBinding({ group: 'web', at: [OTHER_SUB] })],
      groups: [aGroup('staff', crowd(9)), aGroup('web', ['zoe'])],
      there: [...crowd(12).map((id) => own(id)), own('zoe', 'user', OTHER_SUB), own('yan', 'user', OTHER_SUB)],
    };
    const { removes } = guardedWorld(world, usual).guarded;

    expect(removes.map(({ principalId }) => principalId)).toEqual(['yan']);
  });

  it('count a person once, at however many scopes', () => {
    const world: AccessWorld = {
      bindings: [aBinding({ at: [SUB, WEB, OTHER_SUB] })],
      groups: [aGroup('staff', crowd(9))],
      there: [SUB, WEB, OTHER_SUB].flatMap((scope) => crowd(11).map((id) => own(id, 'user', scope))),
    };

    expect(verdict(world, usual)).toBe('allowed');
    expect(verdict(world, { limits: { maxRemovals: 1, maxRemovalPercent: 0 } })).toBe('GuardRemovals');
  });
});

describe('who loses nothing', () => {
  const none = { limits: { maxRemovals: 0, maxRemovalPercent: 0, maxRemovalsTotal: 0 } };
  const admins = aBinding({ group: 'admins', role: 'administrator' });
  const world = (parts: AccessWorld): AccessWorld => ({
    bindings: [staff, admins],
    groups: [aGroup('staff', ['bob']), aGroup('admins', ['ann'])],
    there: [own('bob'), own('ann'), own('ann', 'administrator')],
    ...parts,
  });

  it.each<Row>([
    ['is who keeps a stronger role there', world({}), none, 'allowed'],
    [
      'is not who keeps it elsewhere only',
      world({
        bindings: [staff, aBinding({ group: 'admins', role: 'administrator', at: [WEB] })],
        there: [own('bob'), own('ann'), own('ann', 'administrator', WEB)],
      }),
      none,
      'GuardRemovals',
    ],
    [
      'is not who keeps a weaker role only',
      world({
        groups: [aGroup('staff', ['ann', 'bob']), aGroup('admins', ['cem'])],
        there: [own('ann'), own('bob'), own('ann', 'administrator'), own('cem', 'administrator')],
      }),
      none,
      'GuardRemovals',
    ],
    [
      'is not who has it from others',
      world({ there: [own('bob'), own('ann'), foreign('ann', 'administrator')] }),
      none,
      'GuardRemovals',
    ],
    [
      'is a member of a group that keeps a stronger role there',
      world({
        bindings: [staff, aBinding({ group: 'admins', role: 'administrator', assign: 'group' })],
        there: [own('bob'), own('ann'), own('admins', 'administrator', SUB, asGroup)],
      }),
      none,
      'allowed',
    ],
    [
      'is not who was one when the group was last read in full',
      world({
        bindings: [staff, aBinding({ group: 'admins', role: 'administrator', assign: 'group' })],
        groups: [aGroup('staff', ['bob']), aGroup('admins', ['ann'], { gap: 'PageFailed' })],
        there: [own('bob'), own('ann'), own('admins', 'administrator', SUB, asGroup)],
      }),
      none,
      'GuardRemovals',
    ],
    [
      'is who has the role by the group now',
      {
        bindings: [aBinding({ assign: 'group' })],
        groups: [aGroup('staff', ['ann'])],
        there: [own('ann'), own('staff', 'user', SUB, asGroup)],
      },
      none,
      'allowed',
    ],
    [
      'is a group whose members have it now',
      {
        bindings: [staff],
        groups: [aGroup('staff', ['ann'])],
        there: [own('ann'), own('staff', 'user', SUB, asGroup)],
      },
      none,
      'allowed',
    ],
  ])('%s', (_what, parts, guards, expected) => {
    expect(verdict(parts, guards)).toBe(expected);
  });

  it('gets in through a second binding, but the others of the first are counted', () => {
    const both = world({ there: [own('bob'), own('ann'), own('eve'), own('ann', 'administrator')] });

    expect(verdict(both, { limits: { maxRemovals: 1, maxRemovalPercent: 0 } })).toBe('allowed');
  });
});

describe('a binding emptied', () => {
  const gone = (parts: AccessWorld): AccessWorld => ({
    bindings: [staff],
    groups: [aGroup('staff', [])],
    there: [own('ann')],
    ...parts,
  });
  const selector = aBinding({ machines: { name: 'web-*' } });
  const onMachine: AccessWorld = {
    bindings: [selector],
    groups: [aGroup('staff', ['ann'])],
    there: [own('ann', 'user', machineId('db-1'))],
  };

  it.each<Row>([
    ['of its only person', gone({}), {}, 'GuardEmptied'],
    ['is not one in which another is wanted', gone({ groups: [aGroup('staff', ['bob'])] }), {}, 'allowed'],
    [
      'is not one in which another has it from others',
      gone({ groups: [aGroup('staff', ['bob'])], there: [own('ann'), foreign('bob')] }),
      {},
      'allowed',
    ],
    [
      'is not one in which somebody exempt stays',
      gone({
        there: [own('ann'), own('bob')],
        exempt: [{ principal: 'bob', owner: 'cto', reason: 'on call', until: '2030-01-01' }],
      }),
      {},
      'allowed',
    ],
    [
      'is one in which only denied people are wanted',
      gone({ groups: [aGroup('staff', ['bob'])], deny: ['bob'] }),
      {},
      'GuardEmptied',
    ],
    [
      'is not one whose end was in the policy before it came',
      gone({ bindings: [aBinding({ expires: '2026-01-01' })], groups: [aGroup('staff', ['ann'])] }),
      { announced: ['staff'] },
      'allowed',
    ],
    [
      'is one whose end was over when it was written',
      gone({ bindings: [aBinding({ expires: '2026-01-01' })], groups: [aGroup('staff', ['ann'])] }),
      {},
      'GuardEmptied',
    ],
    ['is one that the policy no longer has', gone({ bindings: [] }), {}, 'GuardEmptied'],
    [
      'is one that has no machine any more',
      { ...onMachine, machines: [aSelectableMachine('db-1')] },
      {},
      'GuardEmptied',
    ],
    [
      'is not one that has another machine',
      { ...onMachine, machines: [aSelectableMachine('db-1'), aSelectableMachine('web-1')] },
      {},
      'allowed',
    ],
    [
      'is not one that wants a group itself',
      gone({ bindings: [aBinding({ assign: 'group' })], there: [own('ann')] }),
      {},
      'allowed',
    ],
  ])('%s', (_what, world, parts, expected) => {
    expect(verdict(world, parts)).toBe(expected);
  });

  it('is no binding at all for what nobody knows a binding of', () => {
    const { held, withheld } = guardedWorld(gone({ bindings: [] })).guarded;

    expect(held).toMatchObject([
      {
        binding: null,
        why: 'Nobody would be left: 1 person would lose access that this app gave them and that no binding gives any more.',
      },
    ]);
    expect(withheld[0]?.why.message).toContain('any more. All such changes wait for an approver');
  });

  it('is not what happens when its people lose nothing', () => {
    const world = gone({
      bindings: [aBinding({ name: 'new', role: 'administrator' })],
      groups: [aGroup('staff', ['ann'])],
      there: [own('ann'), own('ann', 'administrator')],
    });

    expect(guardedWorld(world).guarded.removes).toHaveLength(1);
  });

  it('says so beside the numbers that it trips', () => {
    const { withheld } = guardedWorld(gone({}), { limits: { maxRemovals: 0, maxRemovalPercent: 0 } }).guarded;

    expect(withheld[0]?.why.code).toBe('GuardRemovals');
    expect(withheld[0]?.why.message).toContain('Nobody would be left: 1 person');
  });
});

describe('a group that has the role itself', () => {
  const dropped: AccessWorld = {
    bindings: [aBinding({ group: 'web', assign: 'group' })],
    groups: [aGroup('web', crowd(9)), aGroup('staff', crowd(9))],
    there: [own('web', 'user', SUB, asGroup), own('staff', 'user', SUB, asGroup), own('ops', 'user', SUB, asGroup)],
  };

  it('counts for everybody in it who has the role by nothing else', () => {
    const world: AccessWorld = {
      ...dropped,
      groups: [aGroup('web', crowd(2)), aGroup('staff', crowd(9))],
      there: dropped.there?.slice(0, 2) ?? [],
    };

    expect(verdict(world, { limits: { maxRemovals: 7, maxRemovalPercent: 0 } })).toBe('allowed');
    expect(guardedWorld(world).guarded.removes[0]?.people).toEqual(crowd(7, 2));
    const { held } = guardedWorld(world, { limits: { maxRemovals: 6, maxRemovalPercent: 0 } }).guarded;
    expect(held[0]?.why).toMatch(/^7 people would lose what binding /);
  });

  it('counts for nobody where everybody has the role by another group', () => {
    expect(
      guardedWorld({ ...dropped, there: dropped.there?.slice(0, 2) ?? [] }, { limits: { maxRemovals: 0 } }).guarded
        .removes,
    ).toMatchObject([{ uncounted: true }]);
  });

  it('waits where nobody knows who is in it, whatever the numbers', () => {
    expect(verdict(dropped)).toBe('GuardRemovals');
    expect(guardedWorld(dropped).guarded.held[0]?.why).toBe(
      'Nobody knows how many people would lose what binding web gave them: the members of group ops are not known.',
    );
  });
});
