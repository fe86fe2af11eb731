import { describe, expect, it } from 'vitest';
import {
  aBinding,
  aGroup,
  foreign,
  NOTHING,
  type OutcomeRow,
  outcomeOf,
  own,
  PROD,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';

const asGroup = { principalType: 'Group' };
const members = aBinding();
const group = aBinding({ assign: 'group' });
const annAndBob = aGroup('staff', ['ann', 'bob']);
const ownGroup = own('staff', 'user', SUB, asGroup);

const groupMode: readonly OutcomeRow[] = [
  [
    'the group itself gets the role, once',
    { bindings: [group], groups: [annAndBob] },
    { adds: [`staff user ${SUB}: group (staff)`] },
  ],
  ['and keeps it', { bindings: [group], groups: [annAndBob], there: [ownGroup] }, { kept: 1 }],
  [
    'also while its members could not be read',
    { bindings: [group], groups: [aGroup('staff', [], { gap: 'HiddenMembership' })], there: [ownGroup] },
    { kept: 1 },
  ],
  [
    'no group gets it anew while somebody who is denied is in it',
    { bindings: [group], groups: [annAndBob], deny: ['bob'] },
    { withheld: [`add staff user ${SUB}: group (staff), DeniedInGroup`] },
  ],
  [
    'nor while somebody is in it who is denied and could not sign in at the moment',
    {
      bindings: [group],
      groups: [aGroup('staff', ['ann'], { leftOut: [{ id: 'bob', reason: 'disabled' }] })],
      deny: ['bob'],
    },
    { withheld: [`add staff user ${SUB}: group (staff), DeniedInGroup`] },
  ],
  [
    'it gets it where those who are denied are not in it',
    { bindings: [group], groups: [annAndBob], deny: ['eve'] },
    { adds: [`staff user ${SUB}: group (staff)`] },
  ],
  [
    'a group that has it already keeps it',
    { bindings: [group], groups: [annAndBob], there: [ownGroup], deny: ['bob'] },
    { kept: 1 },
  ],
  [
    'a group that the binding no longer names loses it',
    { bindings: [aBinding({ group: 'ops', assign: 'group' })], groups: [aGroup('ops', [])], there: [ownGroup] },
    { adds: [`ops user ${SUB}: group (ops)`], removes: [`staff user ${SUB}: leftGroup (ops)`] },
  ],
  [
    'a group that others let in from above needs nothing of ours',
    {
      bindings: [aBinding({ assign: 'group', at: [WEB] })],
      groups: [annAndBob],
      there: [foreign('staff', 'user', PROD, asGroup)],
    },
    { foreign: [`staff user ${PROD}`], satisfied: [`staff user ${WEB} (staff) by foreign-user-staff`] },
  ],
  [
    'a group that may not be bound is not added, and what is there stays',
    {
      bindings: [aBinding({ assign: 'group', at: [SUB, WEB] })],
      groups: [annAndBob],
      there: [ownGroup],
      blocked: ['staff'],
    },
    { kept: 1, withheld: [`add staff user ${WEB}: group (staff), NotRoleAssignable`] },
  ],
  [
    'who is wanted by a second binding that may add is added by that one',
    {
      bindings: [members, aBinding({ group: 'ops' })],
      groups: [annAndBob, aGroup('ops', ['bob'])],
      blocked: ['staff'],
    },
    {
      adds: [`bob user ${SUB}: member (ops)`],
      withheld: [`add ann user ${SUB}: member (staff), NotRoleAssignable`],
    },
  ],
];

const switching: readonly OutcomeRow[] = [
  [
    'from members to group: the group comes first, and until then everybody keeps what they have',
    { bindings: [group], groups: [annAndBob], there: [own('ann'), own('bob')] },
    {
      adds: [`staff user ${SUB}: group (staff)`],
      withheld: [
        `remove ann user ${SUB}: switchedToGroup (staff), WaitsForGroup`,
        `remove bob user ${SUB}: switchedToGroup (staff), WaitsForGroup`,
      ],
    },
  ],
  [
    'then the members go',
    { bindings: [group], groups: [annAndBob], there: [ownGroup, own('ann'), own('bob')] },
    {
      kept: 1,
      removes: [`ann user ${SUB}: switchedToGroup (staff)`, `bob user ${SUB}: switchedToGroup (staff)`],
    },
  ],
  [
    'also when others let the group in from above',
    {
      bindings: [aBinding({ assign: 'group', at: [WEB] })],
      groups: [annAndBob],
      there: [foreign('staff', 'user', SUB, asGroup), own('ann', 'user', WEB)],
    },
    {
      foreign: [`staff user ${SUB}`],
      satisfied: [`staff user ${WEB} (staff) by foreign-user-staff`],
      removes: [`ann user ${WEB}: switchedToGroup (staff)`],
    },
  ],
  [
    'but not while the group has it for a time only',
    {
      bindings: [group],
      groups: [annAndBob],
      there: [foreign('staff', 'user', SUB, asGroup), own('ann')],
      activations: { 'foreign-user-staff': NOON + 60_000 },
    },
    {
      foreign: [`staff user ${SUB}`],
      satisfied: [`staff user ${SUB} (staff) by foreign-user-staff for 1 min`],
      withheld: [`remove ann user ${SUB}: switchedToGroup (staff), WaitsForGroup`],
    },
  ],
  [
    'nor while a condition stands on it',
    {
      bindings: [group],
      groups: [annAndBob],
      there: [foreign('staff', 'user', SUB, { ...asGroup, conditional: true }), own('ann')],
    },
    {
      foreign: [`staff user ${SUB}`],
      withheld: [
        `remove ann user ${SUB}: switchedToGroup (staff), WaitsForGroup`,
        `add staff user ${SUB}: group (staff), ConditionalAssignment`,
      ],
    },
  ],
  [
    'who is not in the group has left it, switch or not',
    { bindings: [group], groups: [annAndBob], there: [ownGroup, own('eve')] },
    { kept: 1, removes: [`eve user ${SUB}: leftGroup (staff)`] },
  ],
  [
    'from group to members: the members come first, and until then the group keeps it',
    { bindings: [members], groups: [annAndBob], there: [ownGroup, own('ann')] },
    {
      kept: 1,
      adds: [`bob user ${SUB}: member (staff)`],
      withheld: [`remove staff user ${SUB}: switchedToMembers (staff), WaitsForMembers`],
    },
  ],
  [
    'then the group goes',
    { bindings: [members], groups: [annAndBob], there: [ownGroup, own('ann'), own('bob')] },
    { kept: 2, removes: [`staff user ${SUB}: switchedToMembers (staff)`] },
  ],
  [
    'a member whom others let in counts as served, and one who is denied is not waited for',
    {
      bindings: [aBinding({ at: [WEB] })],
      groups: [annAndBob],
      deny: ['ann'],
      there: [own('staff', 'user', WEB, asGroup), foreign('bob', 'administrator', PROD)],
    },
    {
      foreign: [`bob administrator ${PROD}`],
      satisfied: [`bob user ${WEB} (staff) by foreign-administrator-bob`],
      removes: [`staff user ${WEB}: switchedToMembers (staff)`],
    },
  ],
  [
    'a member whom an earlier binding wants is waited for all the same',
    {
      bindings: [aBinding({ group: 'ops' }), members],
      groups: [aGroup('ops', ['bob']), annAndBob],
      there: [ownGroup, own('ann')],
    },
    {
      kept: 1,
      adds: [`bob user ${SUB}: member (ops)`],
      withheld: [`remove staff user ${SUB}: switchedToMembers (staff), WaitsForMembers`],
    },
  ],
];

describe.each([
  ['assign: group', groupMode],
  ['switching between members and group, nobody falls between', switching],
])('%s', (_what, rows) => {
  it.each(rows)('%s', (_row, world, expected) => {
    expect(outcomeOf(world)).toEqual({ ...NOTHING, ...expected });
  });
});
