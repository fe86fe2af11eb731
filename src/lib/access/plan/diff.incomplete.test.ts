import { describe, expect, it } from 'vitest';
import {
  aBinding,
  aGroup,
  NOTHING,
  OTHER_SUB,
  type OutcomeRow,
  outcomeOf,
  own,
  SUB,
} from '../../../../test/builders/accessWorld.ts';

const staff = aBinding();
const annAndBob = aGroup('staff', ['ann', 'bob']);

const incomplete: readonly OutcomeRow[] = [
  [
    'an incomplete reading adds and removes nobody',
    { bindings: [staff], groups: [aGroup('staff', ['ann'], { gap: 'PageFailed' })], there: [own('bob')] },
    {
      adds: [`ann user ${SUB}: member (staff)`],
      withheld: [`remove bob user ${SUB}: leftGroup (staff), IncompleteReading`],
    },
  ],
  [
    'one incomplete group beside a complete one at the same scope removes nobody there',
    {
      bindings: [staff, aBinding({ group: 'ops' })],
      groups: [annAndBob, aGroup('ops', [], { gap: 'HiddenMembership' })],
      there: [own('ann'), own('bob'), own('eve')],
    },
    { kept: 2, withheld: [`remove eve user ${SUB}: leftGroup (staff), IncompleteReading`] },
  ],
  [
    'and does not matter for a scope beside it',
    {
      bindings: [staff, aBinding({ group: 'ops', role: 'administrator', at: [OTHER_SUB] })],
      groups: [annAndBob, aGroup('ops', [], { gap: 'HiddenMembership' })],
      there: [own('ann'), own('bob'), own('eve')],
    },
    { kept: 2, removes: [`eve user ${SUB}: leftGroup (staff)`] },
  ],
  [
    'a group that was never read removes nobody',
    { bindings: [staff], there: [own('bob')] },
    { withheld: [`remove bob user ${SUB}: leftGroup (staff), IncompleteReading`] },
  ],
  [
    'through a deleted group nobody is added, and what it gave is withheld',
    { bindings: [staff], groups: [aGroup('staff', ['ann', 'bob'], { gap: 'GroupDeleted' })], there: [own('bob')] },
    { withheld: [`remove bob user ${SUB}: leftGroup (staff), IncompleteReading`] },
  ],
  [
    'so it is when the group itself had the role',
    {
      bindings: [aBinding({ assign: 'group' })],
      groups: [aGroup('staff', ['ann'], { gap: 'GroupDeleted' })],
      there: [own('staff', 'user', SUB, { principalType: 'Group' })],
    },
    { withheld: [`remove staff user ${SUB}: leftGroup (staff), IncompleteReading`] },
  ],
  [
    'where the assignments could not be read, nothing is added or removed',
    { bindings: [staff], groups: [annAndBob], there: [own('bob'), own('eve')], unreadable: [SUB] },
    {
      kept: 1,
      withheld: [
        `add ann user ${SUB}: member (staff), PlaceUnreadable`,
        `remove eve user ${SUB}: leftGroup (staff), PlaceUnreadable`,
      ],
    },
  ],
  [
    'neither is it where nobody has looked yet',
    { bindings: [staff], groups: [aGroup('staff', ['ann'])], unread: [SUB] },
    { withheld: [`add ann user ${SUB}: member (staff), PlaceUnreadable`] },
  ],
  [
    'while the policy cannot be read, nothing of it is carried out',
    { bindings: [staff], groups: [annAndBob], there: [own('bob'), own('eve')], held: true },
    {
      kept: 1,
      withheld: [
        `add ann user ${SUB}: member (staff), PolicyUnreadable`,
        `remove eve user ${SUB}: leftGroup (staff), PolicyUnreadable`,
      ],
    },
  ],
];

describe('what is incomplete', () => {
  it.each(incomplete)('%s', (_what, world, expected) => {
    expect(outcomeOf(world)).toEqual({ ...NOTHING, ...expected });
  });
});
