import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  aBinding,
  aGroup,
  foreign,
  OTHER_SUB,
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

const before = (n: number): number => NOON - minutes(n);
const asGroup = { principalType: 'Group' };
const groups = [aGroup('staff', ['ann'])];
const staff = aBinding();
const admins = aBinding({ name: 'admins', role: 'administrator' });
const inWeb = own('ann', 'user', WEB);

/** The binding gave its role in a resource group, and gives it in the subscription now. */
const widened = (there: AccessWorld['there'] = []): AccessWorld => ({
  bindings: [staff],
  groups,
  there: [inWeb, ...there],
});

describe('what covers somebody from a management group', () => {
  const prod = aBinding({ at: [PROD] });
  const world = (there: AccessWorld['there'] = []): AccessWorld => ({
    bindings: [prod],
    groups,
    there: [inWeb, ...there],
  });
  /** A listing of the subscription that does not show what stands at the management group. */
  const apart = (there: AccessWorld['there'], readAt = NOON) => {
    const input = planInput(world(there));
    const places = new Map(
      [...input.places].map(([key, place]) => {
        const isBelow = place.place.kind === 'subscription';
        const shown = isBelow ? place.assignments.filter(({ scope }) => scope !== PROD) : place.assignments;
        return [key, { ...place, readAt, assignments: shown }];
      }),
    );
    return diff({ ...input, places });
  };
  const withheld = ({ withheld: held }: Pick<ReturnType<typeof diff>, 'withheld'>) =>
    held.filter(({ action }) => action === 'remove').map(({ why }) => why.code);

  it('is waited for like everything else', () => {
    expect(withheld(diff(planInput(world())))).toEqual(['WaitsForRole']);
    expect(withheld(diff(planInput(world([own('ann', 'user', PROD, { createdAt: before(14) })]))))).toEqual([
      'WaitsForRole',
    ]);
    expect(withheld(diff(planInput(world([own('ann', 'user', PROD)]))))).toEqual([]);
  });

  it('counts by what the place of the assignment shows, and not by what stands elsewhere', () => {
    expect(withheld(apart([own('ann', 'user', PROD, { createdAt: before(59) })]))).toEqual(['WaitsForRole']);
  });

  it('is none where the management group does not lie above, by what has stood there for an hour', () => {
    expect(withheld(apart([own('ann', 'user', PROD, { createdAt: before(60) })]))).toEqual([]);
    expect(withheld(apart([foreign('max', 'administrator', PROD)]))).toEqual([]);
  });

  it('may be of another management group than the one that it is for', () => {
    const other = '/providers/Microsoft.Management/managementGroups/all';
    const there = [own('ann', 'user', PROD)];
    const wider = aBinding({ at: [other] });

    expect(withheld(diff(planInput({ bindings: [wider], groups, there })))).toEqual(['WaitsForRole']);
    expect(
      withheld(diff(planInput({ bindings: [wider], groups, there: [...there, own('ann', 'user', other)] }))),
    ).toEqual([]);
  });

  it('counts by its own place where that of the assignment was not read', () => {
    const other = '/providers/Microsoft.Management/managementGroups/all';
    const there = [own('ann', 'user', PROD), own('ann', 'user', other)];
    const seen = { bindings: [aBinding({ at: [other] })], groups, there, alsoRead: [SUB, OTHER_SUB], unread: [PROD] };

    expect(outcomeOf(seen).removes).toEqual([`ann user ${PROD}: dropped (null)`]);
  });
});

describe('a plan says of what waits for another role', () => {
  const messages = (world: AccessWorld) =>
    diff(planInput(world)).withheld.flatMap(({ why }) => (why.code === 'WaitsForRole' ? [why.message] : []));

  it('what it waits for', () => {
    expect(messages(widened())).toEqual(['What takes its place is given first.']);
  });

  it('until when, from when on another run can find it settled', () => {
    const world = widened([own('ann', 'user', SUB, { createdAt: before(1) })]);

    expect(messages(world)).toEqual([
      'What covers it instead must have stood for 15 minutes. It is at 2026-11-22T12:14:00.000Z.',
    ]);
    expect(diff(planInput(world)).confirmAt).toBe(NOON + minutes(14));
  });

  it('nothing, while a reading is incomplete, for which no approver may stand in then', () => {
    const doubtful: AccessWorld = {
      bindings: [aBinding({ name: 'users', group: 'ops' }), admins],
      groups: [...groups, aGroup('ops', [], { gap: 'PageFailed' })],
      there: [own('ann')],
      blockedSince: { users: NOON - hours(24 * 8) },
    };
    const removal = ({ there = [] }: AccessWorld) =>
      diff(planInput({ ...doubtful, there })).withheld.filter(({ action }) => action === 'remove');

    expect(removal(doubtful)).toMatchObject([{ why: { code: 'IncompleteReading' } }]);
    expect(removal(doubtful)[0]?.proposed).toBeUndefined();
    expect(removal({ there: [own('ann'), own('ann', 'administrator')] })[0]?.proposed).toBe(true);
  });

  it('as long as the youngest of a group has to wait', () => {
    const people = aGroup('staff', ['ann', 'bob', 'eve']);
    const there = [
      own('staff', 'user', WEB, asGroup),
      own('ann', 'user', SUB, { createdAt: before(10) }),
      own('bob', 'user', SUB, { createdAt: before(2) }),
      own('eve', 'user', SUB, { createdAt: before(5) }),
    ];

    expect(diff(planInput({ bindings: [staff], groups: [people], there })).confirmAt).toBe(NOON + minutes(13));
  });
});
