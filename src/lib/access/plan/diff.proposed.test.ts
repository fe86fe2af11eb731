import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  aBinding,
  aGroup,
  own,
  planFor,
  planInput,
  SUB,
  TWIN_APP,
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours } from '../../time.ts';
import { GROUP_GAPS } from '../readings/groupReading.ts';
import { diff } from './diff.ts';

const WEEK = hours(24 * 7);
const staff = aBinding();
const gone = aGroup('staff', [], { gap: 'PageFailed' });
const blocked: AccessWorld = {
  bindings: [staff],
  groups: [gone],
  there: [own('ann')],
  blockedSince: { staff: NOON - WEEK },
};
const asGroup = { principalType: 'Group' };

/** Who is proposed, of those whom an incomplete reading keeps. */
function proposed(world: AccessWorld): readonly string[] {
  const { withheld, removes } = diff(planInput(world));
  expect(removes).toEqual([]);
  expect(withheld.every(({ why }) => why.code === 'IncompleteReading')).toBe(true);
  return withheld.filter((one) => one.proposed === true).map(({ principalId, reason }) => `${principalId} ${reason}`);
}

describe('a removal that an incomplete reading has blocked', () => {
  it('for seven days is proposed, as of somebody who left the group', () => {
    expect(proposed(blocked)).toEqual(['ann leftGroup']);
  });

  it('for less is not, and neither is one that is blocked for the first time', () => {
    expect(proposed({ ...blocked, blockedSince: { staff: NOON - WEEK + 1 } })).toEqual([]);
    expect(proposed({ ...blocked, blockedSince: {} })).toEqual([]);
  });

  it.each(GROUP_GAPS)(
    'by %s: an approver may stand in for what cannot be read, and never for what is hidden',
    (gap) => {
      const groups = [aGroup('staff', [], { gap })];

      expect(proposed({ ...blocked, groups })).toEqual(gap === 'HiddenMembership' ? [] : ['ann leftGroup']);
    },
  );

  it.each<[string, AccessWorld]>([
    ['the group was never read', { groups: [] }],
    [
      'another group of the place is hidden',
      {
        bindings: [staff, aBinding({ group: 'ops' })],
        groups: [gone, aGroup('ops', [], { gap: 'HiddenMembership' })],
      },
    ],
    [
      'the directory does not tell whether it is an enabled person',
      { groups: [aGroup('staff', [], { gap: 'PermissionMissing', leftOut: [{ id: 'ann', reason: 'notReadable' }] })] },
    ],
    [
      'the group has the role itself now, and is known to hold the person',
      { bindings: [aBinding({ assign: 'group' })], groups: [aGroup('staff', ['ann'], { gap: 'PageFailed' })] },
    ],
    ['it is of the group whose members get the role now', { there: [own('staff', 'user', SUB, asGroup)] }],
    ['the person is exempt', { exempt: [{ principal: 'ann', owner: 'cto', reason: 'on call', until: '2027-01-01' }] }],
    ['another app works under the same id', { there: [own('ann', 'user', SUB, { appId: TWIN_APP })] }],
    ['the policy cannot be read', { held: true }],
    ['the place cannot be read', { unreadable: [SUB] }],
  ])('is not proposed when %s', (_what, world) => {
    expect(proposed({ ...blocked, ...world })).toEqual([]);
  });

  it('is proposed of a group that is gone, for its members and for itself', () => {
    const groups = [aGroup('staff', ['ann'], { gap: 'GroupDeleted' })];

    expect(proposed({ ...blocked, groups })).toEqual(['ann leftGroup']);
    expect(
      proposed({
        ...blocked,
        bindings: [aBinding({ assign: 'group' })],
        groups,
        there: [own('staff', 'user', SUB, asGroup)],
      }),
    ).toEqual(['staff leftGroup']);
  });
});

describe('a binding whose removals are blocked', () => {
  it('is told with since when, which is now at first', async () => {
    const first = await planFor({ ...blocked, blockedSince: {} });
    const later = await planFor(blocked);

    expect(first.bindings).toMatchObject([{ name: 'staff', blockedSince: NOON }]);
    expect(later.bindings).toMatchObject([{ name: 'staff', blockedSince: NOON - WEEK }]);
  });

  it('is forgotten when nothing of it is blocked any more', async () => {
    const read = await planFor({ ...blocked, groups: [aGroup('staff', [])] });
    const nobody = await planFor({ ...blocked, there: [] });

    expect([...read.bindings, ...nobody.bindings].map((one) => 'blockedSince' in one)).toEqual([false, false]);
  });
});
