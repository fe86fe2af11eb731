import { describe, expect, it } from 'vitest';
import {
  ANOTHER,
  aBinding,
  aGroup,
  foreign,
  NOTHING,
  type OutcomeRow,
  outcomeOf,
  own,
  PROD,
  ROOT,
  SELF,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { descriptionOf } from '../ownership.ts';

const HOUR = 3_600_000;
const staff = aBinding();
const annAndBob = aGroup('staff', ['ann', 'bob']);

const others: readonly OutcomeRow[] = [
  [
    'what others made is shown and never touched',
    {
      bindings: [staff],
      groups: [aGroup('staff', [])],
      there: [foreign('eve'), foreign('ops', 'administrator', ROOT)],
    },
    { foreign: [`ops administrator ${ROOT}`, `eve user ${SUB}`] },
  ],
  [
    'a description alone makes nothing ours',
    { bindings: [staff], groups: [aGroup('staff', [])], there: [own('eve', 'user', SUB, { name: 'chosen-by-hand' })] },
    { foreign: [`eve user ${SUB}`] },
  ],
  [
    'neither does the name of another principal',
    { bindings: [staff], groups: [aGroup('staff', [])], there: [own('eve', 'user', SUB, { name: own('ann').name })] },
    { foreign: [`eve user ${SUB}`] },
  ],
  [
    'who has the role from others at the scope needs nothing of ours',
    { bindings: [staff], groups: [aGroup('staff', ['ann'])], there: [foreign('ann')] },
    { foreign: [`ann user ${SUB}`], satisfied: [`ann user ${SUB} (staff) by foreign-user-ann`] },
  ],
  [
    'nor does who has it from above: the subscription, a management group, the root',
    {
      bindings: [aBinding({ at: [WEB] })],
      groups: [aGroup('staff', ['ann', 'bob', 'eve'])],
      there: [foreign('ann', 'user', SUB), foreign('bob', 'user', PROD), foreign('eve', 'user', ROOT)],
    },
    {
      foreign: [`eve user ${ROOT}`, `bob user ${PROD}`, `ann user ${SUB}`],
      satisfied: [
        `ann user ${WEB} (staff) by foreign-user-ann`,
        `bob user ${WEB} (staff) by foreign-user-bob`,
        `eve user ${WEB} (staff) by foreign-user-eve`,
      ],
    },
  ],
  [
    'what is given below, or beside under a name that begins alike, does not count',
    {
      bindings: [aBinding({ at: [WEB] })],
      groups: [aGroup('staff', ['ann', 'bob'])],
      there: [foreign('ann', 'user', `${WEB}-2`), foreign('bob', 'user', `${WEB}/providers/x/y/z`)],
    },
    {
      adds: [`ann user ${WEB}: member (staff)`, `bob user ${WEB}: member (staff)`],
      foreign: [`ann user ${WEB}-2`, `bob user ${WEB}/providers/x/y/z`],
    },
  ],
  [
    'administrators are users, and users no administrators',
    {
      bindings: [staff, aBinding({ group: 'admins', role: 'administrator' })],
      groups: [aGroup('staff', ['ann']), aGroup('admins', ['bob'])],
      there: [foreign('ann', 'administrator'), foreign('bob', 'user')],
    },
    {
      adds: [`bob administrator ${SUB}: member (admins)`],
      foreign: [`ann administrator ${SUB}`, `bob user ${SUB}`],
      satisfied: [`ann user ${SUB} (staff) by foreign-administrator-ann`],
    },
  ],
  [
    'what is given under a condition at another scope does not count',
    {
      bindings: [aBinding({ at: [WEB] })],
      groups: [aGroup('staff', ['ann'])],
      there: [foreign('ann', 'user', SUB, { conditional: true })],
    },
    { adds: [`ann user ${WEB}: member (staff)`], foreign: [`ann user ${SUB}`] },
  ],
  [
    'beside one with a condition at the same scope Azure takes no second one, so the addition is withheld',
    {
      bindings: [staff],
      groups: [aGroup('staff', ['ann'])],
      there: [foreign('ann', 'user', SUB, { conditional: true })],
    },
    {
      withheld: [`add ann user ${SUB}: member (staff), ConditionalAssignment`],
      foreign: [`ann user ${SUB}`],
    },
  ],
  [
    'so it is when somebody put a condition on ours',
    { bindings: [staff], groups: [aGroup('staff', ['ann'])], there: [own('ann', 'user', SUB, { conditional: true })] },
    { withheld: [`add ann user ${SUB}: member (staff), ConditionalAssignment`] },
  ],
  [
    'what PIM has activated counts until it ends',
    {
      bindings: [staff],
      groups: [aGroup('staff', ['ann', 'bob'])],
      there: [foreign('ann'), foreign('bob', 'user', ROOT)],
      activations: { 'foreign-user-ann': NOON + HOUR, 'foreign-user-bob': NOON },
    },
    {
      adds: [`bob user ${SUB}: member (staff)`],
      foreign: [`bob user ${ROOT}`, `ann user ${SUB}`],
      satisfied: [`ann user ${SUB} (staff) by foreign-user-ann for 60 min`],
    },
  ],
  [
    'what claims to be ours and ends by itself counts until it ends, too',
    {
      bindings: [staff],
      groups: [aGroup('staff', ['ann'])],
      there: [foreign('ann', 'user', SUB, { description: descriptionOf(SELF) })],
      activations: { 'foreign-user-ann': NOON + HOUR },
    },
    { satisfied: [`ann user ${SUB} (staff) by foreign-user-ann for 60 min`] },
  ],
  [
    'what lasts is named before what ends, what ends later before what ends sooner, and else the first by name',
    {
      bindings: [aBinding({ at: [WEB] })],
      groups: [aGroup('staff', ['ann', 'bob', 'eve'])],
      there: [
        foreign('ann', 'user', SUB, { name: 'ending' }),
        foreign('ann', 'user', ROOT, { name: 'lasting' }),
        foreign('bob', 'user', ROOT, { name: 'sooner' }),
        foreign('bob', 'user', SUB, { name: 'later' }),
        foreign('eve', 'user', ROOT, { name: 'second' }),
        foreign('eve', 'user', SUB, { name: 'first' }),
      ],
      activations: { ending: NOON + HOUR, later: NOON + 2 * HOUR, sooner: NOON + HOUR },
    },
    {
      foreign: [
        `ann user ${ROOT}`,
        `bob user ${ROOT}`,
        `eve user ${ROOT}`,
        `ann user ${SUB}`,
        `bob user ${SUB}`,
        `eve user ${SUB}`,
      ],
      satisfied: [
        `ann user ${WEB} (staff) by lasting`,
        `bob user ${WEB} (staff) by later for 120 min`,
        `eve user ${WEB} (staff) by first`,
      ],
    },
  ],
  [
    'whoever is satisfied is listed by name, not by binding',
    {
      bindings: [aBinding({ group: 'ops' }), staff],
      groups: [aGroup('ops', ['bob']), annAndBob],
      there: [foreign('bob'), foreign('ann')],
    },
    {
      foreign: [`ann user ${SUB}`, `bob user ${SUB}`],
      satisfied: [`ann user ${SUB} (staff) by foreign-user-ann`, `bob user ${SUB} (ops) by foreign-user-bob`],
    },
  ],
  [
    'what is ours higher up counts for its own binding only',
    {
      bindings: [aBinding({ at: [WEB] }), aBinding({ group: 'ops' })],
      groups: [aGroup('staff', ['ann']), aGroup('ops', ['ann'])],
      there: [own('ann')],
    },
    { kept: 1, adds: [`ann user ${WEB}: member (staff)`] },
  ],
];

const adopted: readonly OutcomeRow[] = [
  [
    'a binding that adopts governs what others made of its role at its scope, and nothing else',
    {
      bindings: [aBinding({ adopt: true })],
      groups: [aGroup('staff', ['ann'])],
      there: [foreign('ann'), foreign('eve'), foreign('eve', 'administrator'), foreign('eve', 'user', WEB)],
    },
    {
      kept: 1,
      removes: [`eve user ${SUB}: leftGroup (staff)`],
      foreign: [`eve administrator ${SUB}`, `eve user ${WEB}`],
    },
  ],
  [
    'it governs in doubt as carefully as ours',
    {
      bindings: [aBinding({ adopt: true })],
      groups: [aGroup('staff', [], { gap: 'ReadDenied' })],
      there: [foreign('eve')],
    },
    { withheld: [`remove eve user ${SUB}: leftGroup (staff), IncompleteReading`] },
  ],
  [
    'what another installation made is never adopted, wanted or not',
    {
      bindings: [aBinding({ adopt: true })],
      groups: [aGroup('staff', ['ann'])],
      there: [own('ann', 'user', SUB, { by: ANOTHER }), own('eve', 'user', SUB, { by: ANOTHER })],
    },
    {
      foreign: [`ann user ${SUB} of another installation`, `eve user ${SUB} of another installation`],
      satisfied: [`ann user ${SUB} (staff) by ${own('ann', 'user', SUB, { by: ANOTHER }).name}`],
    },
  ],
  [
    'an expired binding adopts nothing',
    { bindings: [aBinding({ adopt: true, expires: '2026-11-21' })], groups: [annAndBob], there: [foreign('eve')] },
    { foreign: [`eve user ${SUB}`] },
  ],
];

describe.each([
  ['assignments of others', others],
  ['adopting', adopted],
])('%s', (_what, rows) => {
  it.each(rows)('%s', (_row, world, expected) => {
    expect(outcomeOf(world)).toEqual({ ...NOTHING, ...expected });
  });
});
