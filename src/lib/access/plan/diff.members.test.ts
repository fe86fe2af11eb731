import { describe, expect, it } from 'vitest';
import {
  aBinding,
  aGroup,
  FORMER,
  NOTHING,
  OTHER_SUB,
  type OutcomeRow,
  outcomeOf,
  own,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';

const staff = aBinding();
const annAndBob = aGroup('staff', ['ann', 'bob']);

const members: readonly OutcomeRow[] = [
  ['an empty policy over an empty cloud comes to nothing', {}, {}],
  [
    'who is in the group and has nothing gets the role',
    { bindings: [staff], groups: [annAndBob] },
    { adds: [`ann user ${SUB}: member (staff)`, `bob user ${SUB}: member (staff)`] },
  ],
  ['who has it keeps it', { bindings: [staff], groups: [annAndBob], there: [own('ann'), own('bob')] }, { kept: 2 }],
  [
    'who left the group loses it',
    { bindings: [staff], groups: [annAndBob], there: [own('ann'), own('bob'), own('eve')] },
    { kept: 2, removes: [`eve user ${SUB}: leftGroup (staff)`] },
  ],
  [
    'what stands somewhere else, or gives another role, does not count',
    { bindings: [staff], groups: [aGroup('staff', ['ann'])], there: [own('ann', 'user', OTHER_SUB)] },
    { adds: [`ann user ${SUB}: member (staff)`], removes: [`ann user ${OTHER_SUB}: dropped (null)`] },
  ],
  [
    'scopes compare without case, and without a slash at the end',
    {
      bindings: [aBinding({ at: [WEB.toUpperCase()] })],
      groups: [annAndBob],
      there: [own('ann', 'user', WEB), own('bob', 'user', `${WEB.toLowerCase()}/`)],
    },
    { kept: 2 },
  ],
  [
    'a scope that is named twice counts once',
    { bindings: [aBinding({ at: [WEB, WEB, `${SUB}/resourceGroups/WEB`] })], groups: [aGroup('staff', ['ann'])] },
    { adds: [`ann user ${SUB}/resourceGroups/WEB: member (staff)`] },
  ],
  [
    'what a former installation made is ours',
    {
      bindings: [staff],
      groups: [aGroup('staff', ['ann'])],
      there: [own('ann', 'user', SUB, { by: FORMER }), own('eve', 'user', SUB, { by: FORMER })],
    },
    { kept: 1, removes: [`eve user ${SUB}: leftGroup (staff)`] },
  ],
  [
    'who is in the groups of two bindings for the same role and scope gets it once, through the first',
    { bindings: [aBinding({ group: 'ops' }), staff], groups: [aGroup('ops', ['bob']), annAndBob] },
    { adds: [`ann user ${SUB}: member (staff)`, `bob user ${SUB}: member (ops)`] },
  ],
  [
    'and keeps it while one of the two groups has them',
    {
      bindings: [aBinding({ group: 'ops' }), staff],
      groups: [aGroup('ops', []), annAndBob],
      there: [own('ann'), own('bob')],
    },
    { kept: 2 },
  ],
];

describe('members', () => {
  it.each(members)('%s', (_what, world, expected) => {
    expect(outcomeOf(world)).toEqual({ ...NOTHING, ...expected });
  });
});
