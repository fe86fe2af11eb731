import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  aBinding,
  aGroup,
  foreign,
  NOTHING,
  type OutcomeRow,
  outcomeOf,
  own,
  PROD,
  planFor,
  planInput,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { minutes } from '../../time.ts';
import { diff } from './diff.ts';

const staff = aBinding();
const before = (n: number): number => NOON - minutes(n);
const group = aBinding({ assign: 'group' });
const asGroup = { principalType: 'Group' };
const ownGroup = (at: { createdAt?: number } = {}) => {
  const { createdAt: _long, ...made } = own('staff', 'user', SUB, asGroup);
  return { ...made, ...at };
};
const ownAt = (id: string, createdAt: number) => own(id, 'user', SUB, { createdAt });
const waitsForGroup = `remove ann user ${SUB}: switchedToGroup (staff), WaitsForGroup`;
const goesForGroup = `ann user ${SUB}: switchedToGroup (staff)`;
const waitsForMembers = `remove staff user ${SUB}: switchedToMembers (staff), WaitsForMembers`;

const covering: readonly OutcomeRow[] = [
  [
    'not before the group has had the role for 15 minutes',
    {
      bindings: [group],
      groups: [aGroup('staff', ['ann'])],
      there: [ownGroup({ createdAt: before(15) + 1 }), own('ann')],
    },
    { kept: 1, withheld: [waitsForGroup] },
  ],
  [
    'from then on',
    { bindings: [group], groups: [aGroup('staff', ['ann'])], there: [ownGroup({ createdAt: before(15) }), own('ann')] },
    { kept: 1, removes: [goesForGroup] },
  ],
  [
    'by when it was written, where Azure does not tell',
    { bindings: [group], groups: [aGroup('staff', ['ann'])], there: [ownGroup(), own('ann')] },
    { kept: 1, removes: [goesForGroup] },
  ],
  [
    'by when it was found, if it was only found',
    {
      bindings: [group],
      groups: [aGroup('staff', ['ann'])],
      there: [ownGroup(), own('ann')],
      found: { [ownGroup().name]: before(14) },
    },
    { kept: 1, withheld: [waitsForGroup] },
  ],
  [
    'never, when nobody can say',
    {
      bindings: [group],
      groups: [aGroup('staff', ['ann'])],
      there: [ownGroup(), own('ann')],
      unrecorded: [ownGroup().name],
    },
    { kept: 1, withheld: [waitsForGroup] },
  ],
  [
    'of two groups that cover somebody, the one that has done so long enough is enough',
    {
      bindings: [group, aBinding({ group: 'ops', assign: 'group' })],
      groups: [aGroup('staff', ['ann']), aGroup('ops', ['ann'])],
      there: [ownGroup({ createdAt: before(1) }), own('ops', 'user', SUB, asGroup), own('ann')],
    },
    { kept: 2, removes: [`ann user ${SUB}: switchedToGroup (ops)`] },
  ],
  [
    'what others gave from above must have stood as long',
    {
      bindings: [aBinding({ assign: 'group', at: [WEB] })],
      groups: [aGroup('staff', ['ann'])],
      there: [foreign('staff', 'user', PROD, { ...asGroup, createdAt: before(1) }), own('ann', 'user', WEB)],
    },
    {
      foreign: [`staff user ${PROD}`],
      satisfied: [`staff user ${WEB} (staff) by foreign-user-staff`],
      withheld: [`remove ann user ${WEB}: switchedToGroup (staff), WaitsForGroup`],
    },
  ],
  [
    'the group goes when all of its members have had the role for so long',
    {
      bindings: [staff],
      groups: [aGroup('staff', ['ann', 'bob'])],
      there: [ownGroup(), ownAt('ann', before(15)), ownAt('bob', before(20))],
    },
    { kept: 2, removes: [`staff user ${SUB}: switchedToMembers (staff)`] },
  ],
  [
    'and not when one of them has not',
    {
      bindings: [staff],
      groups: [aGroup('staff', ['ann', 'bob'])],
      there: [ownGroup(), ownAt('ann', before(1)), ownAt('bob', before(20))],
    },
    { kept: 2, withheld: [waitsForMembers] },
  ],
  [
    'and not when somebody of an earlier reading is missing for the first time',
    {
      bindings: [staff],
      groups: [aGroup('staff', ['ann'], { missing: [{ id: 'bob', since: before(4) }] })],
      there: [ownGroup(), own('ann')],
      confirmMs: minutes(5),
    },
    { kept: 1, withheld: [`remove staff user ${SUB}: switchedToMembers (staff), AwaitsSecondReading`] },
  ],
  [
    'but when a second reading lacks them as well',
    {
      bindings: [staff],
      groups: [aGroup('staff', ['ann'], { missing: [{ id: 'bob', since: before(5) }] })],
      there: [ownGroup(), own('ann')],
      confirmMs: minutes(5),
    },
    { kept: 1, removes: [`staff user ${SUB}: switchedToMembers (staff)`] },
  ],
  [
    'or when they are denied',
    {
      bindings: [staff],
      groups: [aGroup('staff', ['ann'], { missing: [{ id: 'bob', since: before(4) }] })],
      there: [ownGroup(), own('ann')],
      deny: ['bob'],
      confirmMs: minutes(5),
    },
    { kept: 1, removes: [`staff user ${SUB}: switchedToMembers (staff)`] },
  ],
  [
    'or when they have their own, which has stood',
    {
      bindings: [staff],
      groups: [aGroup('staff', ['ann'], { missing: [{ id: 'bob', since: before(4) }] })],
      there: [ownGroup(), own('ann'), foreign('bob', 'user', SUB, { createdAt: before(15) })],
      confirmMs: minutes(5),
    },
    { kept: 1, foreign: [`bob user ${SUB}`], removes: [`staff user ${SUB}: switchedToMembers (staff)`] },
  ],
  [
    'at once, when it has no members',
    { bindings: [staff], groups: [aGroup('staff', [])], there: [ownGroup()] },
    { removes: [`staff user ${SUB}: switchedToMembers (staff)`] },
  ],
];

describe('switching between a group and its members, what covered somebody goes', () => {
  it.each(covering)('%s', (_row, world, expected) => {
    expect(outcomeOf(world)).toEqual({ ...NOTHING, ...expected });
  });

  it.each<[string, AccessWorld, string]>([
    [
      'when, if that is known',
      { there: [ownGroup({ createdAt: before(1) }), own('ann')] },
      'What covers it instead must have stood for 15 minutes. It is at 2026-11-22T12:14:00.000Z.',
    ],
    [
      'what it waits for, if not',
      { there: [ownGroup(), own('ann')], unrecorded: [ownGroup().name] },
      'What covers it instead must have stood for 15 minutes.',
    ],
  ])('and the plan says %s', (_what, world, message) => {
    const { withheld } = diff(planInput({ bindings: [group], groups: [aGroup('staff', ['ann'])], ...world }));

    expect(withheld.map(({ why }) => why.message)).toEqual([message]);
  });
});

describe('from when on another run can find a switch settled', () => {
  it('is when what covers it has stood for 15 minutes', async () => {
    const there = [ownGroup({ createdAt: before(1) }), own('ann')];
    const { confirmAt } = await planFor({ bindings: [group], groups: [aGroup('staff', ['ann'])], there });

    expect(confirmAt).toBe(NOON + minutes(14));
  });

  it('is when a second reading can lack whoever is missing from the group', () => {
    const missing = [
      { id: 'bob', since: before(4) },
      { id: 'eve', since: before(2) },
    ];
    const groups = [aGroup('staff', ['ann'], { missing })];
    const there = [ownGroup(), own('ann')];

    expect(diff(planInput({ bindings: [staff], groups, there, confirmMs: minutes(5) })).confirmAt).toBe(
      NOON + minutes(3),
    );
  });
});
