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
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours, minutes } from '../../time.ts';
import { diff } from './diff.ts';

const one = aBinding({ name: 'one', group: 'ops' });
const two = aBinding({ name: 'two' });
const groups = [aGroup('ops', ['ann', 'eve']), aGroup('staff', ['ann'])];
const ofOne = { [own('eve').name]: 'one', [own('ann').name]: 'one' };
/** `eve` is only in the group of `one`, which the policy had beside `two`. */
const dropped: AccessWorld = { bindings: [two], groups, there: [own('ann'), own('eve')], recorded: ofOne };

const blamed: readonly OutcomeRow[] = [
  ['a binding that was dropped beside another', dropped, { kept: 1, removes: [`eve user ${SUB}: leftGroup (one)`] }],
  [
    'one that is over beside another',
    { ...dropped, bindings: [two, { ...one, expires: '2026-11-21' }] },
    { kept: 1, removes: [`eve user ${SUB}: leftGroup (one)`] },
  ],
  [
    'one that gives its role elsewhere now',
    { ...dropped, bindings: [two, aBinding({ name: 'one', group: 'ops', at: [OTHER_SUB] })] },
    {
      kept: 1,
      adds: [`ann user ${OTHER_SUB}: member (one)`, `eve user ${OTHER_SUB}: member (one)`],
      removes: [`eve user ${SUB}: leftGroup (one)`],
    },
  ],
  [
    'also for being disabled',
    { ...dropped, groups: [aGroup('staff', ['ann'], { leftOut: [{ id: 'eve', reason: 'disabled' }] })] },
    { kept: 1, removes: [`eve user ${SUB}: disabled (one)`] },
  ],
  [
    'and while the others cannot be read',
    { ...dropped, groups: [aGroup('staff', ['ann'], { gap: 'PageFailed' })] },
    { kept: 1, withheld: [`remove eve user ${SUB}: leftGroup (one), IncompleteReading`] },
  ],
  [
    'one that was dropped beside another that is over',
    { ...dropped, bindings: [{ ...two, expires: '2026-11-21' }], there: [own('eve')] },
    { removes: [`eve user ${SUB}: dropped (one)`] },
  ],
  [
    'a selector that no longer chooses the machine, beside a binding that is over',
    {
      bindings: [
        aBinding({ name: 'one', machines: { name: 'db-*' } }),
        { ...aBinding({ name: 'two', at: [machineId('web-1')] }), expires: '2026-11-21' },
      ],
      groups: [aGroup('staff', ['eve'])],
      machines: [aSelectableMachine('web-1')],
      there: [own('eve', 'user', machineId('web-1'))],
      recorded: { [own('eve', 'user', machineId('web-1')).name]: 'one' },
    },
    { removes: [`eve user ${machineId('web-1')}: machineUnmatched (one)`] },
  ],
  [
    'the policy must have been seen before, as for what is dropped alone',
    { ...dropped, newPolicy: true },
    { kept: 1, withheld: [`remove eve user ${SUB}: leftGroup (one), AwaitsSecondRun`] },
  ],
  [
    'which whoever has left a binding that is in force need not wait for',
    { ...dropped, newPolicy: true, recorded: { [own('eve').name]: 'two' } },
    { kept: 1, removes: [`eve user ${SUB}: leftGroup (two)`] },
  ],
  [
    'nor who is disabled, which the directory says itself',
    {
      ...dropped,
      newPolicy: true,
      groups: [aGroup('staff', ['ann'], { leftOut: [{ id: 'eve', reason: 'disabled' }] })],
    },
    { kept: 1, removes: [`eve user ${SUB}: disabled (one)`] },
  ],
  [
    'two readings must lack them before the policy is waited for',
    { ...dropped, newPolicy: true, confirmMs: minutes(5) },
    { kept: 1, withheld: [`remove eve user ${SUB}: leftGroup (one), AwaitsSecondReading`] },
  ],
];

describe('what is to go is of the binding on record, and not of a neighbour that never gave it:', () => {
  it.each(blamed)('%s', (_row, world, expected) => {
    expect(outcomeOf(world)).toEqual({ ...NOTHING, ...expected });
  });

  it('when the policy can have been seen twice, and not before, another run finds it confirmed', () => {
    const confirmMs = minutes(5);
    const absent = { staff: { eve: NOON - confirmMs } };

    expect(diff(planInput({ ...dropped, newPolicy: true, confirmMs, absent })).confirmAt).toBe(NOON + confirmMs);
  });
});

const kept: AccessWorld = { bindings: [two], groups, there: [own('ann')], recorded: ofOne };

describe('what is wanted, and on record for a binding that does not want it, is put on record anew', () => {
  const reattributed = (world: AccessWorld) =>
    diff(planInput(world)).reattributed.map(({ record, binding }) => `${record.name} ${record.binding} → ${binding}`);
  const anew = `${own('ann').name} one → two`;

  it.each<[string, AccessWorld]>([
    ['for the binding that wants it now', kept],
    ['also when the other one is over', { ...kept, bindings: [{ ...one, expires: '2026-11-21' }, two] }],
    [
      'also when the other one wants others there',
      { ...kept, bindings: [one, two], groups: [aGroup('ops', ['eve']), aGroup('staff', ['ann'])] },
    ],
    ['also when it was found', { ...kept, found: { [own('ann').name]: NOON - hours(30) } }],
  ])('%s', (_what, world) => {
    expect(reattributed(world)).toEqual([anew]);
  });

  it('as what is on record for none', () => {
    expect(reattributed({ ...kept, recorded: {} })).toEqual([`${own('ann').name} null → two`]);
  });

  it('and is not lost because of that', () => {
    expect([...diff(planInput(kept)).lost]).toEqual([]);
  });

  it('a group like everybody', () => {
    const staff = own('staff', 'user', SUB, { principalType: 'Group' });
    const world = { bindings: [aBinding({ name: 'two', assign: 'group' })], groups, there: [staff] };

    expect(reattributed({ ...world, recorded: { [staff.name]: 'one' } })).toEqual([`${staff.name} one → two`]);
  });

  it.each<[string, AccessWorld]>([
    ['the one on record wants it as well, if not first', { ...kept, bindings: [two, one] }],
    ['the policy cannot be read', { ...kept, held: true }],
    ['its place could not be read', { ...kept, unreadable: [SUB] }],
    [
      'it is only seen from below',
      {
        ...kept,
        bindings: [aBinding({ name: 'two', at: [PROD] })],
        there: [own('ann', 'user', PROD)],
        recorded: { [own('ann', 'user', PROD).name]: 'one' },
        alsoRead: [SUB],
        unread: [PROD],
      },
    ],
    ['it is of others', { ...kept, there: [foreign('ann')], recorded: { [foreign('ann').name]: 'one' } }],
    ['nobody wants it', { ...kept, groups: [aGroup('staff', [])] }],
    ['it is not on record', { ...kept, unrecorded: [own('ann').name] }],
  ])('not while %s', (_what, world) => {
    expect(reattributed(world)).toEqual([]);
  });

  it.each<[string, number, number]>([
    ['not while it is on record as taken, which counts for its binding', hours(24) - 1, 0],
    ['but once that counts no more', hours(24), 1],
  ])('%s', (_what, ago, expected) => {
    const input = planInput(kept);
    const { name, scope, role, principalId } = own('ann');
    const removed = { name, scope, role, principalId, binding: 'one', at: NOON - ago, how: 'removed' } as const;

    expect(diff({ ...input, recorded: new Map([[name, removed]]) }).reattributed).toHaveLength(expected);
  });
});
