import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  aBinding,
  aGroup,
  aSelectableMachine,
  foreign,
  machineId,
  own,
  SELF,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import { crowd, type GuardedParts, guardedWorld, verdict } from '../../../../test/builders/guarded.ts';
import { descriptionOf } from '../ownership.ts';
import type { LoginRole } from '../role.ts';

/** So many of `staff` have the role, and so many more are to get it. */
const joining = (role: LoginRole, has: number, join: number): AccessWorld => ({
  bindings: [aBinding({ role })],
  groups: [aGroup('staff', crowd(has + join))],
  there: crowd(has).map((id) => own(id, role)),
});
const administrators = (has: number, join: number) => joining('administrator', has, join);
const users = (has: number, join: number) => joining('user', has, join);

type Row = readonly [what: string, world: AccessWorld, parts: GuardedParts, expected: string];

const usual = {
  limits: { maxNewAdministrators: 5, maxNewAdministratorsPercent: 20, maxNewUsers: 10, maxNewUsersPercent: 50 },
};

describe('additions of one binding', () => {
  it.each<Row>([
    ['five new administrators, where five may', administrators(0, 5), usual, 'allowed'],
    ['six new administrators, where five may', administrators(0, 6), usual, 'GuardNewAdministrators'],
    ['six to thirty, a fifth', administrators(30, 6), usual, 'allowed'],
    ['seven to thirty, more than a fifth', administrators(30, 7), usual, 'GuardNewAdministrators'],
    ['six to thirty-four, whose fifth is rounded down', administrators(34, 6), usual, 'allowed'],
    ['seven to thirty-four, whose fifth is rounded down', administrators(34, 7), usual, 'GuardNewAdministrators'],
    ['ten new users, where ten may', users(0, 10), usual, 'allowed'],
    ['eleven new users, where ten may', users(0, 11), usual, 'GuardNewUsers'],
    ['eleven to twenty-two, a half', users(22, 11), usual, 'allowed'],
    ['twelve to twenty-three, more than a half', users(23, 12), usual, 'GuardNewUsers'],
    [
      'a share of those who are there now, not of those who were',
      administrators(5, 6),
      { ...usual, peaks: { staff: 90 } },
      'GuardNewAdministrators',
    ],
    [
      'one, where the binding asks each time',
      {
        ...administrators(0, 1),
        bindings: [
          aBinding({ role: 'administrator', guards: { maxNewAdministrators: 0, maxNewAdministratorsPercent: 0 } }),
        ],
      },
      usual,
      'GuardNewAdministrators',
    ],
    [
      'one administrator, where none may, whatever the percentage says',
      administrators(30, 1),
      { limits: { maxNewAdministrators: 0, maxNewAdministratorsPercent: 20 } },
      'GuardNewAdministrators',
    ],
    [
      'one user, where none may, whatever the percentage says',
      users(30, 1),
      { limits: { maxNewUsers: 0, maxNewUsersPercent: 50 } },
      'GuardNewUsers',
    ],
    [
      'administrators, however few users may come',
      administrators(0, 5),
      { limits: { ...usual.limits, maxNewUsers: 0, maxNewUsersPercent: 0 } },
      'allowed',
    ],
  ])('%s', (_what, world, parts, expected) => {
    expect(verdict(world, parts)).toBe(expected);
  });

  it('are withheld as a whole, and say the numbers and the limit', () => {
    const { guarded } = guardedWorld(administrators(3, 6), usual);

    expect(guarded.adds).toEqual([]);
    expect(guarded.withheld).toHaveLength(6);
    expect(guarded.held).toMatchObject([
      {
        binding: 'staff',
        kind: 'additions',
        why: '6 people would become administrators through binding staff, more than may within 24 hours (maxNewAdministrators 5, maxNewAdministratorsPercent 20 of 3 people).',
      },
    ]);
  });

  it('leave removals of the same binding alone', () => {
    const world: AccessWorld = {
      bindings: [aBinding({ role: 'administrator' })],
      groups: [aGroup('staff', crowd(6))],
      there: [own('zoe', 'administrator')],
    };
    const { guarded } = guardedWorld(world, usual);

    expect(guarded.removes.map(({ principalId }) => principalId)).toEqual(['zoe']);
    expect(guarded.adds).toEqual([]);
  });
});

describe('who is new', () => {
  const none = { limits: { maxNewUsers: 0, maxNewUsersPercent: 0 } };
  const selector = aBinding({ machines: { name: 'web-*' } });
  const machines = [aSelectableMachine('web-1'), aSelectableMachine('web-2')];

  it.each<Row>([
    [
      'nobody who gets another machine that the selector chooses',
      {
        bindings: [selector],
        groups: [aGroup('staff', ['ann'])],
        machines,
        there: [own('ann', 'user', machineId('web-1'))],
      },
      none,
      'allowed',
    ],
    [
      'who gets their first machine',
      {
        bindings: [selector],
        groups: [aGroup('staff', ['ann', 'bob'])],
        machines,
        there: ['web-1', 'web-2'].map((name) => own('ann', 'user', machineId(name))),
      },
      none,
      'GuardNewUsers',
    ],
    [
      'nobody who changes machines',
      {
        bindings: [selector],
        groups: [aGroup('staff', ['ann'])],
        machines: [aSelectableMachine('web-1'), aSelectableMachine('db-1')],
        there: [own('ann', 'user', machineId('db-1'))],
        recorded: { [own('ann', 'user', machineId('db-1')).name]: 'staff' },
      },
      none,
      'allowed',
    ],
    [
      'who has another machine by an assignment that only has our description',
      {
        bindings: [selector],
        groups: [aGroup('staff', ['ann'])],
        machines,
        there: [foreign('ann', 'user', machineId('web-1'), { description: descriptionOf(SELF) })],
        unrecorded: ['foreign-user-ann'],
      },
      none,
      'GuardNewUsers',
    ],
    [
      'who is only a user on another machine, where the role of an administrator is given',
      {
        bindings: [{ ...selector, role: 'administrator' }],
        groups: [aGroup('staff', ['ann'])],
        machines,
        there: machines.map(({ id }) => own('ann', 'user', id)),
        recorded: Object.fromEntries(machines.map(({ id }) => [own('ann', 'user', id).name, 'staff'])),
      },
      { limits: { maxNewAdministrators: 0 } },
      'GuardNewAdministrators',
    ],
    [
      'nobody who is an administrator on another machine, where the role of a user is given',
      {
        bindings: [selector],
        groups: [aGroup('staff', ['ann'])],
        machines,
        there: [own('ann', 'administrator', machineId('web-1'))],
        recorded: { [own('ann', 'administrator', machineId('web-1')).name]: 'staff' },
      },
      none,
      'allowed',
    ],
    [
      'who gets the role at a scope that the policy names anew',
      { bindings: [aBinding({ at: [SUB, WEB] })], groups: [aGroup('staff', ['ann'])], there: [own('ann')] },
      none,
      'GuardNewUsers',
    ],
  ])('%s', (_what, world, parts, expected) => {
    expect(verdict(world, parts)).toBe(expected);
  });

  it('is counted once, at however many scopes', () => {
    const world: AccessWorld = { bindings: [aBinding({ at: [SUB, WEB] })], groups: [aGroup('staff', crowd(3))] };

    expect(verdict(world, { limits: { maxNewUsers: 3, maxNewUsersPercent: 0 } })).toBe('allowed');
    expect(verdict(world, { limits: { maxNewUsers: 2, maxNewUsersPercent: 0 } })).toBe('GuardNewUsers');
  });

  it('is everybody in a group that gets the role itself', () => {
    const world: AccessWorld = { bindings: [aBinding({ assign: 'group' })], groups: [aGroup('staff', crowd(9))] };

    expect(verdict(world, { limits: { maxNewUsers: 9, maxNewUsersPercent: 0 } })).toBe('allowed');
    expect(guardedWorld(world).guarded.adds[0]?.people).toEqual(crowd(9));
    expect(guardedWorld(world, { limits: { maxNewUsers: 8, maxNewUsersPercent: 0 } }).guarded.held[0]?.why).toMatch(
      /^9 people would become users /,
    );
  });

  it('is nobody in an empty group, and waits where nobody knows who is in it', () => {
    const world: AccessWorld = { bindings: [aBinding({ assign: 'group' })], groups: [aGroup('staff', [])] };

    expect(guardedWorld(world, none).guarded.adds).toMatchObject([{ uncounted: true }]);
    expect(verdict({ ...world, groups: [] })).toBe('GuardNewUsers');
    expect(guardedWorld({ ...world, groups: [] }).guarded.held[0]?.why).toContain(
      'the members of group staff are not known',
    );
  });
});
