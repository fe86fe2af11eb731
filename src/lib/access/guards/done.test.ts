/** Guards count what was done within 24 hours together with what is wanted now. */
import { describe, expect, it } from 'vitest';
import { type AccessWorld, aBinding, aGroup, OTHER_SUB, own } from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { crowd, type GuardedParts, guardedWorld, verdict } from '../../../../test/builders/guarded.ts';
import { hours } from '../../time.ts';

type Row = readonly [what: string, world: AccessWorld, parts: GuardedParts, expected: string];

const whyOf = (world: AccessWorld, parts: GuardedParts) => guardedWorld(world, parts).guarded.held[0]?.why;

describe('removals of a binding count', () => {
  const leaving: AccessWorld = {
    bindings: [aBinding()],
    groups: [aGroup('staff', crowd(9))],
    there: crowd(10).map((id) => own(id)),
  };
  const two = { limits: { maxRemovals: 2, maxRemovalPercent: 0 } };

  it.each<Row>([
    ['those who have lost something already', leaving, { ...two, spent: { lost: { staff: ['x'] } } }, 'allowed'],
    ['them until the limit', leaving, { ...two, spent: { lost: { staff: ['x', 'y'] } } }, 'GuardRemovals'],
    ['nobody twice', leaving, { ...two, spent: { lost: { staff: ['x', 'p09'] } } }, 'allowed'],
    ['nobody of another binding', leaving, { ...two, spent: { lost: { web: ['x', 'y'] } } }, 'allowed'],
  ])('%s', (_what, world, parts, expected) => {
    expect(verdict(world, parts)).toBe(expected);
  });

  it('them in words', () => {
    expect(whyOf(leaving, { ...two, spent: { lost: { staff: ['x', 'y', 'p09'] } } })).toBe(
      '1 person would lose what binding staff gave them, and 2 already did, more than may within 24 hours (maxRemovals 2, maxRemovalPercent 0 of 10 people).',
    );
  });

  it('nobody while nobody is to lose anything, however many did', () => {
    const spent = { lost: { staff: crowd(30) }, denied: crowd(30) };
    const stays = { ...leaving, groups: [aGroup('staff', crowd(10))] };

    expect(verdict({ ...stays, there: crowd(9).map((id) => own(id)) }, { ...two, spent })).toBe('allowed');
  });

  it('are none where the record of what was written there is lost, and say so', () => {
    const parts: GuardedParts = { lost: ['staff'] };

    expect(verdict(leaving, parts)).toBe('GuardRemovals');
    expect(whyOf(leaving, parts)).toBe(
      '1 person would lose what binding staff gave them, more than may within 24 hours (the record of what was written there is lost, so that for 24 hours after that was found nobody loses anything unless an approver says so).',
    );
    expect(verdict(leaving, { lost: ['web', null] })).toBe('allowed');
  });

  it('may be made without the record when they take nothing from anybody', () => {
    const world: AccessWorld = {
      bindings: [aBinding({ name: 'admins', role: 'administrator' })],
      groups: [aGroup('staff', ['ann'])],
      there: [own('ann'), own('ann', 'administrator')],
    };

    expect(guardedWorld(world, { lost: [null] }).guarded.removes).toHaveLength(1);
  });

  it('wait without the record when no binding is known', () => {
    const world: AccessWorld = {
      bindings: [aBinding({ at: [OTHER_SUB] })],
      groups: [aGroup('staff', ['ann'])],
      there: [own('ann', 'user', OTHER_SUB), own('bob')],
    };

    expect(verdict(world, { lost: [null] })).toBe('GuardRemovals');
  });
});

describe('removals of all bindings together count', () => {
  const leaving: AccessWorld = {
    bindings: [aBinding()],
    groups: [aGroup('staff', ['ann'])],
    there: [own('ann'), own('bob')],
  };
  const two = { limits: { maxRemovalsTotal: 2 } };

  it.each<Row>([
    ['what was done through another one', leaving, { ...two, spent: { lost: { web: ['x'] } } }, 'allowed'],
    ['that until the limit', leaving, { ...two, spent: { lost: { web: ['x', 'y'] } } }, 'GuardRemovalsTotal'],
    ['nobody twice', leaving, { ...two, spent: { lost: { web: ['x', 'bob'] } } }, 'allowed'],
  ])('%s', (_what, world, parts, expected) => {
    expect(verdict(world, parts)).toBe(expected);
  });

  it('that in words', () => {
    expect(whyOf(leaving, { ...two, spent: { lost: { web: ['x', 'y'] } } })).toBe(
      '1 person would lose access through all bindings together, and 2 already did, more than may within 24 hours (maxRemovalsTotal 2).',
    );
  });
});

describe('denials count', () => {
  const denying: AccessWorld = {
    bindings: [aBinding()],
    groups: [aGroup('staff', ['ann', 'bob'])],
    there: [own('ann'), own('bob')],
    deny: ['ann'],
  };
  const two = { limits: { maxDenied: 2 } };

  it.each<Row>([
    ['those who were removed already', denying, { ...two, spent: { denied: ['x'] } }, 'allowed'],
    ['them until the limit', denying, { ...two, spent: { denied: ['x', 'y'] } }, 'GuardDenied'],
    ['nobody twice', denying, { ...two, spent: { denied: ['x', 'ann'] } }, 'allowed'],
    ['no other removal', denying, { ...two, spent: { lost: { staff: crowd(9) } } }, 'allowed'],
  ])('%s', (_what, world, parts, expected) => {
    expect(verdict(world, parts)).toBe(expected);
  });

  it('them in words', () => {
    expect(whyOf(denying, { ...two, spent: { denied: ['x', 'y'] } })).toBe(
      'The policy denies 1 person with access, and 2 already lost it, more than pass the other guards within 24 hours (maxDenied 2).',
    );
  });
});

describe('additions count', () => {
  const LATELY = { createdAt: NOON - hours(1) };
  const administrators = (has: readonly string[], lately: readonly string[], join: readonly string[]): AccessWorld => ({
    bindings: [aBinding({ role: 'administrator' })],
    groups: [aGroup('staff', [...has, ...lately, ...join])],
    there: [
      ...has.map((id) => own(id, 'administrator')),
      ...lately.map((id) => own(id, 'administrator', undefined, LATELY)),
    ],
  });
  const five = { limits: { maxNewAdministrators: 5, maxNewAdministratorsPercent: 0 } };
  const fifth = { limits: { maxNewAdministrators: 1, maxNewAdministratorsPercent: 20 } };
  const joining = crowd(3, 50);

  it.each<Row>([
    [
      'whom budgets name',
      administrators([], [], joining),
      { ...five, spent: { added: { staff: ['x', 'y', 'z'] } } },
      'GuardNewAdministrators',
    ],
    [
      'nobody of another binding',
      administrators([], [], joining),
      { ...five, spent: { added: { web: ['x', 'y', 'z'] } } },
      'allowed',
    ],
    [
      'who was added, though the budgets are lost',
      administrators([], crowd(3), joining),
      five,
      'GuardNewAdministrators',
    ],
    [
      'nobody twice',
      administrators([], ['p00', 'p01'], joining),
      { ...five, spent: { added: { staff: ['p00', 'p50'] } } },
      'allowed',
    ],
    ['nobody who is there for longer', administrators(crowd(9), [], joining), five, 'allowed'],
    ['a share of those who were there before', administrators(crowd(15), [], joining), fifth, 'allowed'],
    [
      'a share that who came meanwhile does not raise',
      administrators(crowd(10), crowd(5, 10), joining),
      fifth,
      'GuardNewAdministrators',
    ],
    [
      'a share that is not less for somebody who has more than before',
      {
        bindings: [
          aBinding({ role: 'administrator', at: [OTHER_SUB, '/subscriptions/11111111-1111-4111-8111-111111111111'] }),
        ],
        groups: [aGroup('staff', crowd(10))],
        there: crowd(10).flatMap((id) => [
          own(id, 'administrator', OTHER_SUB),
          ...(id < 'p08' ? [own(id, 'administrator')] : []),
          ...(id === 'p08' ? [own(id, 'administrator', undefined, LATELY)] : []),
        ]),
      },
      { ...fifth, spent: { added: { staff: ['p08'] } } },
      'allowed',
    ],
  ])('%s', (_what, world, parts, expected) => {
    expect(verdict(world, parts)).toBe(expected);
  });

  it('nobody whom an approver has looked at, once they are there', () => {
    const world = administrators([], crowd(6), joining);
    const names = (world.there ?? []).map(({ name }) => name);
    const grants = Object.fromEntries(names.map((name) => [name, { binding: 'staff', quarantine: 'q1' }]));

    expect(verdict(world, { ...five, grants })).toBe('allowed');
    expect(verdict(world, { ...fifth, grants })).toBe('GuardNewAdministrators');
    expect(verdict(world, { limits: { ...fifth.limits, maxNewAdministratorsPercent: 50 }, grants })).toBe('allowed');
  });

  it('them in words', () => {
    expect(whyOf(administrators(['ann'], crowd(3), joining), five)).toBe(
      '3 people would become administrators through binding staff, and 3 already did, more than may within 24 hours (maxNewAdministrators 5, maxNewAdministratorsPercent 0 of 1 person).',
    );
  });
});
