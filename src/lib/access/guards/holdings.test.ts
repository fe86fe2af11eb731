import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  ANOTHER,
  APP,
  aBinding,
  aGroup,
  aSelectableMachine,
  FORMER,
  foreign,
  machineId,
  OTHER_SUB,
  own,
  planInput,
  SELF,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { withGrants } from '../../../../test/builders/guarded.ts';
import { hours } from '../../time.ts';
import type { Assignment } from '../assignment.ts';
import type { GrantRecord } from '../grants.ts';
import { descriptionOf } from '../ownership.ts';
import { diff } from '../plan/diff.ts';
import { type Holdings, holdingsIn } from './holdings.ts';

const LATELY = { createdAt: NOON - hours(24) + 1 };
const BEFORE = { createdAt: NOON - hours(24) };

type Grants = Readonly<Record<string, Partial<GrantRecord>>>;

function found(world: AccessWorld, grants: Grants = {}): Holdings {
  const input = planInput({ bindings: [aBinding()], groups: [aGroup('staff', [])], ...world });
  return holdingsIn({ ...input, recorded: withGrants(world, input, grants) }, diff(input));
}

const created = (world: AccessWorld, grants?: Grants, binding: string | null = 'staff') => [
  ...found(world, grants).createdUnapproved(binding),
];

describe('who was given something lately', () => {
  it('is every person who got an assignment of ours within 24 hours', () => {
    const there = [own('ann', 'user', SUB, LATELY), own('bob', 'user', SUB, BEFORE), own('cem')];

    expect(created({ there })).toEqual(['ann']);
  });

  it('is a person with one of ours that is not on record: its record may be lost', () => {
    const ann = own('ann', 'user', SUB, LATELY);

    expect(created({ there: [ann], unrecorded: [ann.name] })).toEqual(['ann']);
  });

  it('is nobody with an assignment of others, or of another installation', () => {
    const there = [foreign('ann', 'user', SUB, LATELY), own('bob', 'user', SUB, { ...LATELY, by: ANOTHER })];

    expect(created({ there })).toEqual([]);
  });

  it('is nobody whose assignment was approved or not counted', () => {
    const lately = (id: string) => own(id, 'user', SUB, LATELY);
    const [ann, bob, cem] = [lately('ann'), lately('bob'), lately('cem')];
    const grants: Grants = {
      [ann.name]: { binding: 'staff', quarantine: 'q1' },
      [bob.name]: { binding: 'staff' },
      [cem.name]: { binding: 'staff', uncounted: true },
    };

    expect(created({ there: [ann, bob, cem] }, grants)).toEqual(['bob']);
  });

  it('is told of the binding on record, also of one that is dropped', () => {
    const ann = own('ann', 'user', SUB, LATELY);

    expect(created({ there: [ann] }, { [ann.name]: { binding: 'old' } })).toEqual([]);
    expect(created({ there: [ann] }, { [ann.name]: { binding: 'old' } }, 'old')).toEqual(['ann']);
  });

  it.each<[string, Grants]>([
    ['is not on record', {}],
    ['is on record without a binding', { [own('ann').name]: { binding: null } }],
  ])('is told of every binding that gives the role there, where what was made %s', (_what, grants) => {
    const bindings = [
      aBinding(),
      aBinding({ group: 'web', at: [SUB.toUpperCase(), WEB] }),
      aBinding({ name: 'elsewhere', at: [OTHER_SUB] }),
      aBinding({ name: 'admins', role: 'administrator' }),
    ];
    const world = { bindings, there: [own('ann', 'user', SUB, LATELY)] };

    expect(bindings.filter(({ name }) => created(world, grants, name).length > 0).map(({ name }) => name)).toEqual([
      'staff',
      'web',
    ]);
  });

  it('is nobody through anything, where no binding gives the role', () => {
    const there = [own('ann', 'user', OTHER_SUB, LATELY)];

    expect([...created({ there }), ...created({ there }, {}, null)]).toEqual([]);
  });
});

describe('who has a role through a binding', () => {
  const bindings = [aBinding({ machines: { name: 'web-*' } })];
  const machines = ['web-1', 'web-2'].map((name) => aSelectableMachine(name));
  const onWeb = (rest: object = {}, role: 'user' | 'administrator' = 'user') =>
    own('ann', role, machineId('web-1'), rest);
  const has = (one: Assignment, record: Partial<GrantRecord> | undefined, role: 'user' | 'administrator' = 'user') => {
    const world: AccessWorld = { bindings, machines, there: [one], unrecorded: [one.name] };
    return found(world, record === undefined ? {} : { [one.name]: { binding: 'staff', ...record } }).has(
      'staff',
      'ann',
      role,
    );
  };
  const planted = foreign('ann', 'user', machineId('web-1'), { description: descriptionOf(SELF) });

  it.each<[string, Assignment, Partial<GrantRecord> | undefined, boolean]>([
    ['is a person with what was written for it', onWeb(), {}, true],
    [
      'is a person with what was found, if Azure names this app as its maker',
      onWeb({ createdBy: APP }),
      { how: 'found' },
      true,
    ],
    ['is nobody with what is not on record', onWeb(), undefined, false],
    [
      'is nobody with what was found, for anybody can compute our names',
      onWeb({ createdBy: 'eve' }),
      { how: 'found' },
      false,
    ],
    ['is nobody with what was found, if its maker is unknown', onWeb(), { how: 'found' }, false],
    ['is nobody with what only has our description', planted, undefined, false],
    [
      'is nobody with what an earlier installation made',
      own('ann', 'user', machineId('web-1'), { by: FORMER }),
      { how: 'found' },
      false,
    ],
    ['is nobody with what another binding was written for', onWeb(), { writtenFor: 'other' }, false],
    ['is nobody with what is on record for another binding', onWeb(), { binding: 'other' }, false],
    ['is nobody with a record of another grant', onWeb(), { principalId: 'bob' }, false],
    ['is nobody with a record of another role', onWeb(), { role: 'administrator' }, false],
    ['is nobody with a record of another scope', onWeb(), { scope: machineId('web-2') }, false],
    ['is nobody with less than the role, under a condition', onWeb({ conditional: true }), {}, false],
  ])('%s', (_what, one, record, expected) => {
    expect(has(one, record)).toBe(expected);
  });

  it('has the role of a user as an administrator, and never the other way', () => {
    expect(has(onWeb({}, 'administrator'), {}, 'user')).toBe(true);
    expect(has(onWeb({}, 'administrator'), {}, 'administrator')).toBe(true);
    expect(has(onWeb(), {}, 'administrator')).toBe(false);
  });

  it('is everybody in a group that has it', () => {
    const group = own('staff', 'user', machineId('web-1'), { principalType: 'Group' });
    const world: AccessWorld = { bindings, machines, groups: [aGroup('staff', ['ann'])], there: [group] };
    const holdings = found(world, { [group.name]: { binding: 'staff' } });

    expect([holdings.has('staff', 'ann', 'user'), holdings.has('staff', 'bob', 'user')]).toEqual([true, false]);
  });

  it('was counted since then where the record is younger, and guards counted it', () => {
    const since = (record: Partial<GrantRecord>) =>
      found(
        { bindings, machines, there: [onWeb()] },
        { [onWeb().name]: { binding: 'staff', ...record } },
      ).wasCountedSince(NOON - 10, 'staff', 'ann', 'user');

    expect(since({ at: NOON - 9 })).toBe(true);
    expect(since({ at: NOON - 9, quarantine: 'q1' })).toBe(true);
    expect(since({ at: NOON - 10 })).toBe(false);
    expect(since({ at: NOON - 9, uncounted: true })).toBe(false);
    expect(since({ at: NOON - 9, writtenFor: 'other' })).toBe(false);
  });
});

describe('the people of whom a share may be added', () => {
  const bindings = [aBinding({ at: [SUB, WEB] })];
  const established = (there: readonly Assignment[], grants: Grants = {}, role: 'user' | 'administrator' = 'user') =>
    found({ bindings, there }, grants).established('staff', role);

  it('are those who have something older, each once', () => {
    expect(established([own('ann', 'user', SUB, BEFORE), own('ann', 'user', WEB, LATELY)])).toBe(1);
    expect(established([own('ann', 'user', SUB, LATELY), own('ann', 'user', WEB, LATELY)])).toBe(0);
    expect(established([own('ann'), own('ann', 'user', WEB), own('bob')])).toBe(2);
  });

  it('are those who have something that was approved, or that made nobody new', () => {
    const there = [own('ann', 'user', SUB, LATELY), own('bob', 'user', SUB, LATELY)];
    const [ann = '', bob = ''] = there.map(({ name }) => name);

    expect(established(there, { [ann]: { binding: 'staff', quarantine: 'q1' } })).toBe(1);
    expect(established(there, { [bob]: { binding: 'staff', uncounted: true } })).toBe(1);
  });

  it('are nobody with an assignment of others, or of another binding', () => {
    expect(established([foreign('ann', 'user', WEB, BEFORE), own('bob', 'user', OTHER_SUB, BEFORE)])).toBe(0);
  });

  it('are by role', () => {
    const there = [own('ann'), own('bob', 'administrator')];
    const grants = Object.fromEntries(there.map(({ name }) => [name, { binding: 'staff' }]));

    expect([established(there, grants), established(there, grants, 'administrator')]).toEqual([2, 1]);
  });
});
