import { describe, expect, it } from 'vitest';
import {
  aBinding,
  aGroup,
  foreign,
  NOTHING,
  type OutcomeRow,
  outcomeOf,
  own,
  planInput,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { minutes } from '../../time.ts';
import { diff } from './diff.ts';

const asGroup = { principalType: 'Group' };
const exempt = [{ principal: 'ann', owner: 'Eve', reason: 'On call', until: '2026-12-31' }];
const over = [{ principal: 'ann', owner: 'Eve', reason: 'On call', until: '2026-11-21' }];
const inGroup = own('staff', 'user', WEB, asGroup);
const goes = `staff user ${WEB}: dropped (null)`;
const stays = (code = 'Exempt'): string => `remove ${goes}, ${code}`;
const groups = [aGroup('staff', ['ann', 'bob'])];
const rows: readonly OutcomeRow[] = [
  ['stays while somebody in it is exempt', { exempt, groups, there: [inGroup] }, { withheld: [stays()] }],
  [
    'stays while somebody is exempt whom only an earlier reading had',
    { exempt, groups: [aGroup('staff', ['bob'], { missing: [{ id: 'ann', since: NOON }] })], there: [inGroup] },
    { withheld: [stays()] },
  ],
  ['goes when the exemption is over', { exempt: over, groups, there: [inGroup] }, { removes: [goes] }],
  [
    'goes when nobody in it is exempt',
    { exempt, groups: [aGroup('staff', ['bob'])], there: [inGroup] },
    { removes: [goes] },
  ],
  ['goes when who is exempt is denied', { exempt, groups, deny: ['ann'], there: [inGroup] }, { removes: [goes] }],
  [
    'goes when who is exempt has an assignment of their own there, which has stood',
    { exempt, groups, there: [inGroup, own('ann', 'user', WEB)] },
    { removes: [goes], withheld: [`remove ann user ${WEB}: dropped (null), Exempt`] },
  ],
  [
    'stays while their own is young',
    { exempt, groups, there: [inGroup, own('ann', 'user', WEB, { createdAt: NOON - minutes(14) })] },
    { withheld: [`remove ann user ${WEB}: dropped (null), Exempt`, stays()] },
  ],
  [
    'goes when others have given who is exempt as much',
    { exempt, groups, there: [inGroup, foreign('ann', 'administrator', SUB)] },
    { foreign: [`ann administrator ${SUB}`], removes: [goes] },
  ],
  [
    'goes when who is exempt has as much from a wider scope',
    { bindings: [aBinding()], exempt, groups, there: [inGroup, own('ann'), own('bob')] },
    { kept: 2, removes: [goes] },
  ],
  [
    'stays when its members are hidden, and who is exempt may be among them',
    { exempt, groups: [aGroup('staff', [], { gap: 'HiddenMembership' })], there: [inGroup] },
    { withheld: [stays('IncompleteReading')] },
  ],
  [
    'goes when it is deleted, for nobody is in it',
    { exempt, groups: [aGroup('staff', ['ann'], { gap: 'GroupDeleted' })], there: [inGroup] },
    { removes: [goes] },
  ],
];

describe('the assignment of a group', () => {
  it.each(rows)('%s', (_row, world, expected) => {
    expect(outcomeOf(world)).toEqual({ ...NOTHING, ...expected });
  });

  it('stays with the exemption as the reason', () => {
    const { withheld } = diff(planInput({ exempt, groups, there: [inGroup] }));

    expect(withheld.map(({ why }) => why.message)).toEqual([
      'ann, a member of the group, is exempt until 2026-12-31: On call (Eve).',
    ]);
  });
});
