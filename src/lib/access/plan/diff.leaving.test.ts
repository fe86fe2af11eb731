import { describe, expect, it } from 'vitest';
import {
  aBinding,
  aGroup,
  foreign,
  NOTHING,
  OTHER_SUB,
  type OutcomeRow,
  outcomeOf,
  own,
  PROD,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';

const staff = aBinding();
const annAndBob = aGroup('staff', ['ann', 'bob']);

const leaving: readonly OutcomeRow[] = [
  [
    'an expired binding gives nothing and takes back what it gave',
    { bindings: [aBinding({ expires: '2026-11-21' })], groups: [annAndBob], there: [own('ann')] },
    { removes: [`ann user ${SUB}: expired (staff)`] },
  ],
  [
    'its last day is inclusive',
    { bindings: [aBinding({ expires: '2026-11-22' })], groups: [aGroup('staff', ['ann'])], there: [own('ann')] },
    { kept: 1 },
  ],
  [
    'whether its group could be read does not matter then',
    {
      bindings: [aBinding({ expires: '2026-11-21' })],
      groups: [aGroup('staff', [], { gap: 'GroupDeleted' })],
      there: [own('ann')],
    },
    { removes: [`ann user ${SUB}: expired (staff)`] },
  ],
  [
    'an expired binding beside another of the same role and scope takes nothing from its members',
    {
      bindings: [aBinding({ group: 'ops', expires: '2026-11-21' }), staff],
      groups: [aGroup('ops', ['ann', 'eve']), annAndBob],
      there: [own('ann'), own('bob'), own('eve')],
    },
    { kept: 2, removes: [`eve user ${SUB}: leftGroup (staff)`] },
  ],
  [
    'what a dropped binding gave goes, under the name it is on record with',
    { there: [own('ann'), own('bob')], recorded: { [own('ann').name]: 'old-staff' } },
    { removes: [`ann user ${SUB}: dropped (old-staff)`, `bob user ${SUB}: dropped (null)`] },
  ],
  [
    'a dropped scope is cleaned up',
    { bindings: [staff], groups: [aGroup('staff', ['ann'])], there: [own('ann'), own('ann', 'user', WEB)] },
    { kept: 1, removes: [`ann user ${WEB}: dropped (null)`] },
  ],
  [
    'a role that a binding no longer gives is dropped',
    { bindings: [staff], groups: [aGroup('staff', ['ann'])], there: [own('ann', 'administrator'), own('ann')] },
    { kept: 1, removes: [`ann administrator ${SUB}: dropped (null)`] },
  ],
  [
    'a management group that is no longer read is cleaned up from what the subscriptions below show',
    { there: [own('ann', 'user', PROD)], alsoRead: [SUB, OTHER_SUB], unread: [PROD] },
    { removes: [`ann user ${PROD}: dropped (null)`] },
  ],
  [
    'unless none of these could be read',
    { there: [own('ann', 'user', PROD)], alsoRead: [SUB], unreadable: [SUB], unread: [PROD] },
    { withheld: [`remove ann user ${PROD}: dropped (null), PlaceUnreadable`] },
  ],
  [
    'or a binding names it, whose own reading is missing',
    {
      bindings: [aBinding({ at: [PROD] })],
      groups: [aGroup('staff', ['bob'])],
      there: [own('ann', 'user', PROD)],
      alsoRead: [SUB],
      unread: [PROD],
    },
    {
      withheld: [
        `remove ann user ${PROD}: leftGroup (staff), PlaceUnreadable`,
        `add bob user ${PROD}: member (staff), PlaceUnreadable`,
      ],
    },
  ],
  [
    'who is exempt keeps what they have until that day ends',
    {
      bindings: [staff],
      groups: [aGroup('staff', [])],
      there: [own('ann'), own('bob')],
      exempt: [
        { principal: 'ann', owner: 'cto', reason: 'on call', until: '2026-11-22' },
        { principal: 'bob', owner: 'cto', reason: 'was on call', until: '2026-11-21' },
      ],
    },
    {
      removes: [`bob user ${SUB}: leftGroup (staff)`],
      withheld: [`remove ann user ${SUB}: leftGroup (staff), Exempt`],
    },
  ],
  [
    'of two exemptions of somebody the longer one counts',
    {
      bindings: [staff],
      groups: [aGroup('staff', [])],
      there: [own('ann')],
      exempt: [
        { principal: 'ann', owner: 'cto', reason: 'on call', until: '2027-11-22' },
        { principal: 'ann', owner: 'cto', reason: 'was on call', until: '2026-11-21' },
      ],
    },
    { withheld: [`remove ann user ${SUB}: leftGroup (staff), Exempt`] },
  ],
];

const denied: readonly OutcomeRow[] = [
  [
    'who is denied is not added',
    { bindings: [staff], groups: [annAndBob], deny: ['bob'] },
    { adds: [`ann user ${SUB}: member (staff)`] },
  ],
  [
    'and loses what is ours, in doubt, exempt or unreadable',
    {
      bindings: [aBinding({ at: [SUB, WEB, OTHER_SUB] })],
      groups: [aGroup('staff', ['ann'], { gap: 'PageFailed' })],
      there: [own('ann'), own('ann', 'user', WEB), own('ann', 'user', OTHER_SUB)],
      deny: ['ann'],
      exempt: [{ principal: 'ann', owner: 'cto', reason: 'on call', until: '2027-01-01' }],
      unreadable: [OTHER_SUB],
    },
    {
      removes: [
        `ann user ${SUB}: deny (staff)`,
        `ann user ${WEB}: deny (staff)`,
        `ann user ${OTHER_SUB}: deny (staff)`,
      ],
    },
  ],
  [
    'also where nothing in the policy names the scope',
    { there: [own('ann')], deny: ['ann'], recorded: { [own('ann').name]: 'old-staff' } },
    { removes: [`ann user ${SUB}: deny (old-staff)`] },
  ],
  [
    'the binding on record is named before others at the scope',
    {
      bindings: [aBinding({ group: 'ops' }), staff],
      groups: [aGroup('ops', []), annAndBob],
      there: [own('ann')],
      deny: ['ann', 'ann'],
      recorded: { [own('ann').name]: 'staff' },
    },
    { adds: [`bob user ${SUB}: member (staff)`], removes: [`ann user ${SUB}: deny (staff)`] },
  ],
  [
    'a group that is named there is no person, and is not denied',
    {
      bindings: [aBinding({ assign: 'group' })],
      groups: [annAndBob],
      there: [own('staff', 'user', SUB, { principalType: 'Group' })],
      deny: ['staff'],
    },
    { kept: 1 },
  ],
  [
    'nor is one that nobody binds any more',
    { there: [own('staff', 'user', SUB, { principalType: 'Group' })], deny: ['staff'] },
    { removes: [`staff user ${SUB}: dropped (null)`] },
  ],
  [
    'what others gave a denied person stays',
    { bindings: [staff], groups: [aGroup('staff', ['ann'])], there: [foreign('ann')], deny: ['ann'] },
    { foreign: [`ann user ${SUB}`] },
  ],
];

describe.each([
  ['who is no longer wanted', leaving],
  ['who is denied', denied],
])('%s', (_what, rows) => {
  it.each(rows)('%s', (_row, world, expected) => {
    expect(outcomeOf(world)).toEqual({ ...NOTHING, ...expected });
  });
});
