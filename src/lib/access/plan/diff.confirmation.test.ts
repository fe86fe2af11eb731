import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  aBinding,
  aGroup,
  foreign,
  NO_SUCH_PERSON,
  NOTHING,
  type OutcomeRow,
  outcomeOf,
  own,
  planFor,
  planInput,
  SUB,
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { minutes } from '../../time.ts';
import { diff } from './diff.ts';

const staff = aBinding();
const confirmMs = minutes(5);
const before = (n: number): number => NOON - minutes(n);
const left: AccessWorld = { bindings: [staff], groups: [aGroup('staff', [])], there: [own('ann')], confirmMs };
const leaves = `ann user ${SUB}: leftGroup (staff)`;
const awaits = `remove ${leaves}, AwaitsSecondReading`;

const twoReadings: readonly OutcomeRow[] = [
  ['a reading that lacks somebody for the first time removes nobody', left, { withheld: [awaits] }],
  [
    'a second one that began too soon after it neither',
    { ...left, absent: { staff: { ann: before(5) + 1 } } },
    { withheld: [awaits] },
  ],
  ['one that began so long after it does', { ...left, absent: { staff: { ann: before(5) } } }, { removes: [leaves] }],
  [
    'when the second reading began counts, not when it is planned for',
    { ...left, absent: { staff: { ann: before(9) } }, groups: [aGroup('staff', [], { readAt: before(9) })] },
    { withheld: [awaits] },
  ],
  [
    'whoever lacks in one group only so long, of two that would do, stays',
    {
      ...left,
      bindings: [staff, aBinding({ group: 'ops' })],
      groups: [aGroup('staff', []), aGroup('ops', [])],
      absent: { staff: { ann: before(60) } },
    },
    { withheld: [awaits] },
  ],
  [
    'whoever lacks in both so long goes',
    {
      ...left,
      bindings: [staff, aBinding({ group: 'ops' })],
      groups: [aGroup('staff', []), aGroup('ops', [])],
      absent: { staff: { ann: before(60) }, ops: { ann: before(5) } },
    },
    { removes: [leaves] },
  ],
  [
    'a binding that is over need not be asked',
    {
      ...left,
      bindings: [staff, aBinding({ group: 'ops', expires: '2026-11-21' })],
      groups: [aGroup('staff', []), aGroup('ops', [])],
      absent: { staff: { ann: before(60) } },
    },
    { removes: [leaves] },
  ],
  [
    'what is no person is seen twice, too',
    {
      ...left,
      groups: [aGroup('staff', [], { leftOut: [{ id: 'ann', reason: 'device' }] })],
    },
    { withheld: [`remove ann user ${SUB}: notAPerson (staff), AwaitsSecondReading`] },
  ],
  [
    'and goes then',
    {
      ...left,
      groups: [aGroup('staff', [], { leftOut: [{ id: 'ann', reason: 'device' }] })],
      absent: { staff: { ann: before(5) } },
    },
    { removes: [`ann user ${SUB}: notAPerson (staff)`] },
  ],
  [
    'who is disabled is asked about directly, and so is a guest',
    {
      ...left,
      there: [own('ann'), own('gus')],
      groups: [
        aGroup('staff', [], {
          leftOut: [
            { id: 'ann', reason: 'disabled' },
            { id: 'gus', reason: 'guest' },
          ],
        }),
      ],
    },
    { removes: [`ann user ${SUB}: disabled (staff)`, `gus user ${SUB}: guest (staff)`] },
  ],
  ['who is denied goes at once', { ...left, deny: ['ann'] }, { removes: [`ann user ${SUB}: deny (staff)`] }],
  [
    'a group that the binding no longer names is seen twice, too',
    {
      bindings: [aBinding({ group: 'ops', assign: 'group' })],
      groups: [aGroup('ops', [])],
      there: [
        own('ops', 'user', SUB, { principalType: 'Group' }),
        own('staff', 'user', SUB, { principalType: 'Group' }),
      ],
      confirmMs,
    },
    { kept: 1, withheld: [`remove staff user ${SUB}: leftGroup (ops), AwaitsSecondReading`] },
  ],
  [
    'what else keeps somebody is told first',
    { ...left, unreadable: [SUB] },
    { withheld: [`remove ${leaves}, PlaceUnreadable`] },
  ],
];

const twoRuns: readonly OutcomeRow[] = [
  [
    'what a new policy drops waits for the next run',
    { there: [own('ann')], newPolicy: true },
    { withheld: [`remove ann user ${SUB}: dropped (null), AwaitsSecondRun`] },
  ],
  [
    'and so does what is expired under it',
    {
      bindings: [aBinding({ expires: '2026-11-21' })],
      groups: [aGroup('staff', ['ann'])],
      there: [own('ann')],
      newPolicy: true,
    },
    { withheld: [`remove ann user ${SUB}: expired (staff), AwaitsSecondRun`] },
  ],
  [
    'a denial does not wait, and neither does who is disabled, or an addition',
    {
      bindings: [staff],
      groups: [aGroup('staff', ['bob', 'eve'], { leftOut: [{ id: 'ann', reason: 'disabled' }] })],
      there: [own('ann'), own('eve')],
      deny: ['eve'],
      newPolicy: true,
    },
    {
      adds: [`bob user ${SUB}: member (staff)`],
      removes: [`ann user ${SUB}: disabled (staff)`, `eve user ${SUB}: deny (staff)`],
    },
  ],
];

describe.each([
  ['who has left a group is removed when two complete readings say so', twoReadings],
  ['a policy is followed in what it takes away when two runs have read it', twoRuns],
])('%s', (_what, rows) => {
  it.each(rows)('%s', (_row, world, expected) => {
    expect(outcomeOf(world)).toEqual({ ...NOTHING, ...expected });
  });
});

describe('from when on another run can confirm something', () => {
  it.each<[string, AccessWorld, number | undefined]>([
    [
      'never, when nothing waits',
      { bindings: [staff], groups: [aGroup('staff', ['ann'])], there: [own('ann')] },
      undefined,
    ],
    ['never, when what is withheld waits for people', { ...left, unreadable: [SUB] }, undefined],
    ['a second reading can, so long after the first', left, NOON + minutes(5)],
    ['a second run can as soon', { there: [own('ann')], confirmMs, newPolicy: true }, NOON + minutes(5)],
    [
      'the earliest moment counts',
      { ...left, there: [own('ann'), own('bob')], absent: { staff: { ann: before(3) } } },
      NOON + minutes(2),
    ],
    [
      'of somebody in several groups, the latest',
      {
        ...left,
        bindings: [staff, aBinding({ group: 'ops' })],
        groups: [aGroup('staff', []), aGroup('ops', [])],
        absent: { staff: { ann: before(1) }, ops: { ann: before(3) } },
      },
      NOON + minutes(4),
    ],
  ])('%s', async (_what, world, confirmAt) => {
    expect((await planFor(world)).confirmAt).toBe(confirmAt);
  });
});

describe('whom groups lack', () => {
  const absences = (world: AccessWorld): unknown =>
    Object.fromEntries([...diff(planInput(world)).absent].map(([id, people]) => [id, Object.fromEntries(people)]));

  it.each<[string, AccessWorld, object]>([
    ['is told with when the first reading began that said so', left, { staff: { ann: NOON } }],
    [
      'and with that of an earlier one, if there was one',
      { ...left, absent: { staff: { ann: before(3), eve: before(3) } } },
      { staff: { ann: before(3) } },
    ],
    [
      'is nobody who is back',
      { ...left, groups: [aGroup('staff', ['ann'])], absent: { staff: { ann: before(3) } } },
      {},
    ],
    [
      'is nobody who has nothing of ours',
      { ...left, there: [foreign('ann')], absent: { staff: { ann: before(3) } } },
      {},
    ],
    [
      'is who others let in, where a binding adopts that',
      { ...left, bindings: [aBinding({ adopt: true })], there: [foreign('ann')] },
      { staff: { ann: NOON } },
    ],
    [
      'is nobody of whom only an incomplete reading says so',
      { ...left, groups: [aGroup('staff', [], { gap: 'PageFailed' })] },
      {},
    ],
    [
      'is who was lacking before, through an incomplete reading and under a policy that cannot be read',
      {
        ...left,
        groups: [aGroup('staff', [], { gap: 'PageFailed' })],
        absent: { staff: { ann: before(3) } },
        held: true,
      },
      { staff: { ann: before(3) } },
    ],
    [
      'is nobody who is in the group and disabled, though another group could not be read',
      {
        ...left,
        bindings: [staff, aBinding({ group: 'ops' })],
        groups: [
          aGroup('staff', [], { leftOut: [{ id: 'ann', reason: 'disabled' }] }),
          aGroup('ops', [], { gap: 'PageFailed' }),
        ],
        absent: { staff: { ann: before(3) } },
      },
      {},
    ],
    [
      'is several people of several groups',
      {
        ...left,
        bindings: [staff, aBinding({ group: 'ops' })],
        groups: [aGroup('staff', []), aGroup('ops', ['eve'])],
        there: [own('ann'), own('bob'), own('eve'), own(NO_SUCH_PERSON)],
      },
      { staff: { ann: NOON, bob: NOON, ghost: NOON }, ops: { ann: NOON, bob: NOON, ghost: NOON } },
    ],
  ])('%s', (_what, world, expected) => {
    expect(absences(world)).toEqual(expected);
  });
});

describe('two plans in a row, of which the second knows what the first has seen', () => {
  it.each<[string, NonNullable<AccessWorld['groups']>]>([
    ['somebody who has left', [aGroup('staff', [])]],
    ['what is no person', [aGroup('staff', [], { leftOut: [{ id: 'ann', reason: 'servicePrincipal' }] })]],
  ])('remove %s', (_whom, groups) => {
    const world: AccessWorld = { ...left, groups };
    const { absent, removes } = diff(planInput(world));
    const later = groups.map((group) => ({ ...group, readAt: NOON + confirmMs }));
    const second = planInput({ ...world, groups: later, now: NOON + confirmMs });
    const absentSince = (group: string, id: string) => absent.get(group)?.get(id);

    expect(removes).toEqual([]);
    expect(diff({ ...second, absentSince }).removes).toMatchObject([{ principalId: 'ann' }]);
  });
});
