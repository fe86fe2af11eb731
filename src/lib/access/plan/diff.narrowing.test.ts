import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  aBinding,
  aGroup,
  aSelectableMachine,
  foreign,
  machineId,
  NOTHING,
  OTHER_SUB,
  type OutcomeRow,
  outcomeOf,
  own,
  PROD,
  planInput,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours, minutes } from '../../time.ts';
import { diff } from './diff.ts';

const MACHINE = machineId('web-1');
const elsewhere = (group: string): string =>
  `${SUB}/resourceGroups/${group}/providers/Microsoft.HybridCompute/machines/web-1`;
const before = (n: number): number => NOON - minutes(n);
const asGroup = { principalType: 'Group' };
const groups = [aGroup('staff', ['ann'])];
const atMachine = aBinding({ at: [MACHINE] });
const inWeb = own('ann', 'user', WEB);
const waits = (grant: string): string => `remove ${grant}: dropped (null), WaitsForRole`;

/** The binding gave its role in a resource group, and gives it on a machine in it now. */
const narrowed = (there: AccessWorld['there'] = [], parts: AccessWorld = {}): AccessWorld => ({
  bindings: [atMachine],
  groups,
  there: [inWeb, ...there],
  ...parts,
});

const rows: readonly OutcomeRow[] = [
  [
    'stays until the narrower one is there',
    narrowed(),
    { adds: [`ann user ${MACHINE}: member (staff)`], withheld: [waits(`ann user ${WEB}`)] },
  ],
  [
    'and has stood for 15 minutes',
    narrowed([own('ann', 'user', MACHINE, { createdAt: before(15) + 1 })]),
    { kept: 1, withheld: [waits(`ann user ${WEB}`)] },
  ],
  [
    'but no longer',
    narrowed([own('ann', 'user', MACHINE, { createdAt: before(15) })]),
    { kept: 1, removes: [`ann user ${WEB}: dropped (null)`] },
  ],
  [
    'stays when the narrower one may not be made',
    narrowed([], { blocked: ['staff'] }),
    {
      withheld: [waits(`ann user ${WEB}`), `add ann user ${MACHINE}: member (staff), NotRoleAssignable`],
    },
  ],
  [
    'stays until all of the narrower ones are there',
    narrowed([own('ann', 'user', MACHINE)], { bindings: [aBinding({ at: [MACHINE, machineId('web-2')] })] }),
    {
      adds: [`ann user ${machineId('web-2')}: member (staff)`],
      kept: 1,
      withheld: [waits(`ann user ${WEB}`)],
    },
  ],
  [
    'goes at once when nothing below it is for this person',
    narrowed([], { groups: [aGroup('staff', ['bob'])] }),
    { adds: [`bob user ${MACHINE}: member (staff)`], removes: [`ann user ${WEB}: dropped (null)`] },
  ],
  [
    'goes at once when the other one is beside it',
    narrowed([], { bindings: [aBinding({ at: [elsewhere('db')] })] }),
    {
      adds: [`ann user ${elsewhere('db')}: member (staff)`],
      removes: [`ann user ${WEB}: dropped (null)`],
    },
  ],
  [
    'goes at once when the name of the other one only begins alike',
    narrowed([], { bindings: [aBinding({ at: [elsewhere('web2')] })] }),
    {
      adds: [`ann user ${elsewhere('web2')}: member (staff)`],
      removes: [`ann user ${WEB}: dropped (null)`],
    },
  ],
  [
    'of an administrator stays for what gives less below, too',
    narrowed([], { there: [own('ann', 'administrator', WEB)] }),
    { adds: [`ann user ${MACHINE}: member (staff)`], withheld: [waits(`ann administrator ${WEB}`)] },
  ],
  [
    'of a user stays for the stronger role below',
    narrowed([], { bindings: [aBinding({ at: [MACHINE], role: 'administrator' })] }),
    { adds: [`ann administrator ${MACHINE}: member (staff)`], withheld: [waits(`ann user ${WEB}`)] },
  ],
  [
    'of a user is covered below by any role',
    narrowed([own('ann', 'user', MACHINE)], {
      bindings: [atMachine, aBinding({ name: 'admins', at: [MACHINE], role: 'administrator' })],
    }),
    {
      adds: [`ann administrator ${MACHINE}: member (admins)`],
      kept: 1,
      withheld: [],
      removes: [`ann user ${WEB}: dropped (null)`],
    },
  ],
  [
    'of an administrator is not covered below by a user, who is to be an administrator there',
    narrowed([], {
      bindings: [atMachine, aBinding({ name: 'admins', at: [MACHINE], role: 'administrator' })],
      there: [own('ann', 'administrator', WEB), own('ann', 'user', MACHINE)],
    }),
    {
      adds: [`ann administrator ${MACHINE}: member (admins)`],
      kept: 1,
      withheld: [waits(`ann administrator ${WEB}`)],
    },
  ],
  [
    'is covered below by what stays above',
    narrowed([own('ann', 'user', SUB)], { bindings: [atMachine, aBinding({ name: 'all' })] }),
    {
      adds: [`ann user ${MACHINE}: member (staff)`],
      kept: 1,
      removes: [`ann user ${WEB}: dropped (null)`],
    },
  ],
  [
    'is covered below by what others gave for good',
    narrowed([foreign('ann', 'user', MACHINE, { createdAt: before(20) })]),
    {
      foreign: [`ann user ${MACHINE}`],
      satisfied: [`ann user ${MACHINE} (staff) by foreign-user-ann`],
      removes: [`ann user ${WEB}: dropped (null)`],
    },
  ],
  [
    'goes when PIM gives the narrower one for a time, beside which none can be made',
    narrowed([foreign('ann', 'user', MACHINE)], { activations: { 'foreign-user-ann': NOON + hours(1) } }),
    {
      foreign: [`ann user ${MACHINE}`],
      satisfied: [`ann user ${MACHINE} (staff) by foreign-user-ann for 60 min`],
      removes: [`ann user ${WEB}: dropped (null)`],
    },
  ],
  [
    'and when others gave the narrower one under a condition',
    narrowed([foreign('ann', 'user', MACHINE, { conditional: true })]),
    {
      foreign: [`ann user ${MACHINE}`],
      removes: [`ann user ${WEB}: dropped (null)`],
      withheld: [`add ann user ${MACHINE}: member (staff), ConditionalAssignment`],
    },
  ],
  [
    'is covered below by the group that she is in',
    narrowed([own('staff', 'user', MACHINE, asGroup)], { bindings: [aBinding({ at: [MACHINE], assign: 'group' })] }),
    { kept: 1, removes: [`ann user ${WEB}: dropped (null)`] },
  ],
  [
    'stays until that group has its own',
    narrowed([], { bindings: [aBinding({ at: [MACHINE], assign: 'group' })] }),
    { adds: [`staff user ${MACHINE}: group (staff)`], withheld: [waits(`ann user ${WEB}`)] },
  ],
  [
    'of a group stays for each of its people',
    narrowed([], {
      groups: [aGroup('staff', ['ann', 'bob'])],
      there: [own('staff', 'user', WEB, asGroup), own('ann', 'user', MACHINE)],
    }),
    { adds: [`bob user ${MACHINE}: member (staff)`], kept: 1, withheld: [waits(`staff user ${WEB}`)] },
  ],
  [
    'of a group waits for nobody who is denied',
    narrowed([], {
      deny: ['bob'],
      groups: [aGroup('staff', ['ann', 'bob'])],
      there: [own('staff', 'user', WEB, asGroup), own('ann', 'user', MACHINE)],
    }),
    { kept: 1, removes: [`staff user ${WEB}: dropped (null)`] },
  ],
  [
    'in a subscription stays for a resource group and for the machines of a selector in it',
    {
      bindings: [aBinding({ at: [WEB] }), aBinding({ name: 'selected', machines: { name: 'db-*' } })],
      groups,
      machines: [aSelectableMachine('db-1')],
      there: [own('ann'), inWeb],
    },
    {
      adds: [`ann user ${machineId('db-1')}: member (selected)`],
      kept: 1,
      withheld: [],
      removes: [`ann user ${SUB}: dropped (null)`],
    },
  ],
  [
    'at a management group stays for a subscription below it',
    { bindings: [aBinding()], groups, there: [own('ann', 'user', PROD)] },
    { adds: [`ann user ${SUB}: member (staff)`], withheld: [waits(`ann user ${PROD}`)] },
  ],
  [
    'goes when the person is disabled, and has nothing to lose',
    narrowed([], {
      bindings: [aBinding({ name: 'users', at: [WEB] }), aBinding({ name: 'ops', group: 'ops', at: [MACHINE] })],
      groups: [aGroup('staff', [], { leftOut: [{ id: 'ann', reason: 'disabled' }] }), aGroup('ops', ['ann'])],
    }),
    { adds: [`ann user ${MACHINE}: member (ops)`], removes: [`ann user ${WEB}: disabled (users)`] },
  ],
];

describe('what a narrower grant takes the place of', () => {
  it.each(rows)('%s', (_row, world, expected) => {
    expect(outcomeOf(world)).toEqual({ ...NOTHING, ...expected });
  });

  it('is told from when on it can go', () => {
    const world = narrowed([own('ann', 'user', MACHINE, { createdAt: before(1) })]);

    expect(diff(planInput(world)).confirmAt).toBe(NOON + minutes(14));
  });

  it('at a management group does not wait for a subscription that is not below it', () => {
    const input = planInput({
      bindings: [aBinding({ at: [OTHER_SUB] })],
      groups,
      there: [own('ann', 'user', PROD, { createdAt: NOON - hours(2) })],
    });
    const places = new Map(
      [...input.places].map(([key, place]) => {
        const shown = place.place.kind === 'subscription' ? [] : place.assignments;
        return [key, { ...place, assignments: shown }];
      }),
    );

    expect(diff({ ...input, places })).toMatchObject({ removes: [{ scope: PROD }], withheld: [] });
  });
});
