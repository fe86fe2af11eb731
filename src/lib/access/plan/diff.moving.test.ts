import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  aBinding,
  aGroup,
  aSelectableMachine,
  foreign,
  machineId,
  NOTHING,
  type OutcomeRow,
  outcomeOf,
  own,
  PROD,
  SELF,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours, minutes } from '../../time.ts';
import { descriptionOf } from '../ownership.ts';

const before = (n: number): number => NOON - minutes(n);
const asGroup = { principalType: 'Group' };
const groups = [aGroup('staff', ['ann'])];
const staff = aBinding();
const admins = aBinding({ name: 'admins', role: 'administrator' });
const waits = (grant: string, reason = 'dropped (null)'): string => `remove ${grant}: ${reason}, WaitsForRole`;
const inWeb = own('ann', 'user', WEB);

/** The binding gave its role in a resource group, and gives it in the subscription now. */
const widened = (there: AccessWorld['there'] = []): AccessWorld => ({
  bindings: [staff],
  groups,
  there: [inWeb, ...there],
});
/** She was a user, and is to be an administrator. */
const promoted = (there: AccessWorld['there'] = []): AccessWorld => ({
  bindings: [admins],
  groups,
  there: [own('ann'), ...there],
});
/** The other way round. */
const demoted = (there: AccessWorld['there'] = []): AccessWorld => ({
  bindings: [staff],
  groups,
  there: [own('ann', 'administrator'), ...there],
});

const enough: readonly OutcomeRow[] = [
  [
    'not before a wider scope has its own',
    widened(),
    { adds: [`ann user ${SUB}: member (staff)`], withheld: [waits(`ann user ${WEB}`)] },
  ],
  [
    'nor before that has stood for 15 minutes',
    widened([own('ann', 'user', SUB, { createdAt: before(15) + 1 })]),
    { kept: 1, withheld: [waits(`ann user ${WEB}`)] },
  ],
  [
    'but then',
    widened([own('ann', 'user', SUB, { createdAt: before(15) })]),
    { kept: 1, removes: [`ann user ${WEB}: dropped (null)`] },
  ],
  [
    'not for a scope beside it',
    { bindings: [aBinding({ at: [`${SUB}/resourceGroups/web2`] })], groups, there: [inWeb] },
    { adds: [`ann user ${SUB}/resourceGroups/web2: member (staff)`], removes: [`ann user ${WEB}: dropped (null)`] },
  ],
  [
    'nor for what somebody else is to have there',
    { ...widened(), groups: [aGroup('staff', ['bob'])] },
    { adds: [`bob user ${SUB}: member (staff)`], removes: [`ann user ${WEB}: dropped (null)`] },
  ],
  [
    'not before a stronger role stands',
    promoted(),
    { adds: [`ann administrator ${SUB}: member (admins)`], withheld: [waits(`ann user ${SUB}`)] },
  ],
  [
    'whose addition may wait for something itself',
    { ...promoted(), blocked: ['admins'] },
    {
      withheld: [`add ann administrator ${SUB}: member (admins), NotRoleAssignable`, waits(`ann user ${SUB}`)],
    },
  ],
  [
    'for having left one group for another',
    {
      bindings: [aBinding({ name: 'users', group: 'ops' }), admins],
      groups: [...groups, aGroup('ops', [])],
      there: [own('ann'), own('ann', 'administrator', SUB, { createdAt: before(1) })],
    },
    { kept: 1, withheld: [waits(`ann user ${SUB}`, 'leftGroup (users)')] },
  ],
  [
    'when a binding is over',
    { ...promoted(), bindings: [admins, { ...staff, expires: '2026-11-21' }] },
    {
      adds: [`ann administrator ${SUB}: member (admins)`],
      withheld: [waits(`ann user ${SUB}`, 'expired (staff)')],
    },
  ],
  [
    'when a selector no longer chooses a machine',
    {
      bindings: [aBinding({ name: 'selected', machines: { name: 'db-*' } }), staff],
      groups,
      machines: [aSelectableMachine('web-1')],
      there: [own('ann', 'user', machineId('web-1'))],
    },
    {
      adds: [`ann user ${SUB}: member (staff)`],
      withheld: [waits(`ann user ${machineId('web-1')}`, 'machineUnmatched (selected)')],
    },
  ],
  [
    'while the group that covers her is about to get its own',
    { ...widened(), bindings: [aBinding({ assign: 'group' })] },
    { adds: [`staff user ${SUB}: group (staff)`], withheld: [waits(`ann user ${WEB}`)] },
  ],
  [
    'and not when that has stood',
    { ...widened([own('staff', 'user', SUB, asGroup)]), bindings: [aBinding({ assign: 'group' })] },
    { kept: 1, removes: [`ann user ${WEB}: dropped (null)`] },
  ],
  [
    'of several that cover her one that has stood is enough',
    {
      ...widened([own('staff', 'administrator', SUB, asGroup)]),
      bindings: [staff, { ...admins, assign: 'group' }],
    },
    {
      adds: [`ann user ${SUB}: member (staff)`],
      kept: 1,
      removes: [`ann user ${WEB}: dropped (null)`],
    },
  ],
  [
    'a group waits for its own wider one as well',
    { bindings: [aBinding({ assign: 'group' })], groups, there: [own('staff', 'user', WEB, asGroup)] },
    { adds: [`staff user ${SUB}: group (staff)`], withheld: [waits(`staff user ${WEB}`)] },
  ],
  [
    'and for all of its people, who are to have their own',
    {
      bindings: [staff],
      groups: [aGroup('staff', ['ann', 'bob'])],
      there: [own('staff', 'user', WEB, asGroup), own('ann'), own('bob', 'user', SUB, { createdAt: before(1) })],
    },
    { kept: 2, withheld: [waits(`staff user ${WEB}`)] },
  ],
  [
    'but for those who are denied',
    {
      bindings: [staff],
      groups: [aGroup('staff', ['ann', 'bob'])],
      deny: ['bob'],
      there: [own('staff', 'user', WEB, asGroup), own('ann')],
    },
    { kept: 1, removes: [`staff user ${WEB}: dropped (null)`] },
  ],
  [
    'what others gave for good covers her, once it has stood',
    widened([foreign('ann', 'user', SUB, { createdAt: before(20) })]),
    {
      foreign: [`ann user ${SUB}`],
      satisfied: [`ann user ${SUB} (staff) by foreign-user-ann`],
      removes: [`ann user ${WEB}: dropped (null)`],
    },
  ],
  [
    'what others gave and a binding takes over does not, when it is to go itself',
    {
      bindings: [staff, { ...admins, group: { id: 'ops' }, adopt: true }],
      groups: [...groups, aGroup('ops', [])],
      there: [inWeb, foreign('ann', 'administrator')],
    },
    {
      adds: [`ann user ${SUB}: member (staff)`],
      withheld: [waits(`ann administrator ${SUB}`, 'leftGroup (admins)'), waits(`ann user ${WEB}`)],
    },
  ],
  [
    'what PIM takes away again does not',
    { ...widened([foreign('ann')]), activations: { 'foreign-user-ann': NOON + hours(1) } },
    {
      foreign: [`ann user ${SUB}`],
      satisfied: [`ann user ${SUB} (staff) by foreign-user-ann for 60 min`],
      withheld: [waits(`ann user ${WEB}`)],
    },
  ],
  [
    'also when it claims to be ours',
    {
      ...widened([foreign('ann', 'user', SUB, { description: descriptionOf(SELF) })]),
      activations: { 'foreign-user-ann': NOON + hours(1) },
    },
    {
      satisfied: [`ann user ${SUB} (staff) by foreign-user-ann for 60 min`],
      withheld: [waits(`ann user ${WEB}`)],
    },
  ],
  [
    'nor what stands under a condition',
    widened([own('ann', 'user', SUB, { conditional: true })]),
    {
      withheld: [`add ann user ${SUB}: member (staff), ConditionalAssignment`, waits(`ann user ${WEB}`)],
    },
  ],
  [
    'who is disabled does not wait',
    {
      bindings: [aBinding({ name: 'users', group: 'ops' }), admins],
      groups: [...groups, aGroup('ops', [], { leftOut: [{ id: 'ann', reason: 'disabled' }] })],
      there: [own('ann')],
    },
    { adds: [`ann administrator ${SUB}: member (admins)`], removes: [`ann user ${SUB}: disabled (users)`] },
  ],
  ['nor who is denied', { ...widened(), deny: ['ann'] }, { removes: [`ann user ${WEB}: deny (null)`] }],
];

const less: readonly OutcomeRow[] = [
  [
    'while the new role stands and is young, so that signing in does not break',
    demoted([own('ann', 'user', SUB, { createdAt: before(14) })]),
    { kept: 1, withheld: [waits(`ann administrator ${SUB}`)] },
  ],
  [
    'and not from then on',
    demoted([own('ann', 'user', SUB, { createdAt: before(15) })]),
    { kept: 1, removes: [`ann administrator ${SUB}: dropped (null)`] },
  ],
  [
    'before it stands: the demotion takes the sign-in from nobody',
    demoted(),
    { adds: [`ann user ${SUB}: member (staff)`], withheld: [waits(`ann administrator ${SUB}`)] },
  ],
  [
    'but not when others gave it under a condition, beside which none can be made',
    { ...demoted([foreign('ann', 'user', SUB, { conditional: true })]) },
    {
      foreign: [`ann user ${SUB}`],
      removes: [`ann administrator ${SUB}: dropped (null)`],
      withheld: [`add ann user ${SUB}: member (staff), ConditionalAssignment`],
    },
  ],
  [
    'nor when PIM gives it for a time',
    { ...demoted([foreign('ann')]), activations: { 'foreign-user-ann': NOON + hours(1) } },
    {
      foreign: [`ann user ${SUB}`],
      satisfied: [`ann user ${SUB} (staff) by foreign-user-ann for 60 min`],
      removes: [`ann administrator ${SUB}: dropped (null)`],
    },
  ],
  [
    'but not when she has had that role by another way for long enough',
    {
      ...demoted([own('ann', 'user', SUB, { createdAt: before(1) }), own('ann', 'user', PROD)]),
      bindings: [staff, aBinding({ name: 'all', at: [PROD] })],
    },
    { kept: 2, removes: [`ann administrator ${SUB}: dropped (null)`] },
  ],
];

describe.each([
  ['what gives no more than something that takes its place goes', enough],
  ['what gives more than what takes its place stays', less],
])('%s', (_what, rows) => {
  it.each(rows)('%s', (_row, world, expected) => {
    expect(outcomeOf(world)).toEqual({ ...NOTHING, ...expected });
  });
});
