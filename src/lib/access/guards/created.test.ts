import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  ANOTHER,
  aBinding,
  aGroup,
  aSelectableMachine,
  foreign,
  machineId,
  OTHER_SUB,
  own,
  planInput,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours } from '../../time.ts';
import type { GrantRecord } from '../grants.ts';
import { diff } from '../plan/diff.ts';
import { type CreatedLately, createdLately } from './created.ts';

const LATELY = { createdAt: NOON - hours(24) + 1 };
const BEFORE = { createdAt: NOON - hours(24) };

type Grants = Readonly<Record<string, Pick<GrantRecord, 'binding' | 'quarantine'>>>;

function found(world: AccessWorld, grants: Grants = {}): CreatedLately {
  const input = planInput({ bindings: [aBinding()], groups: [aGroup('staff', [])], ...world });
  return createdLately({ ...input, recorded: new Map(Object.entries(grants)) }, diff(input));
}

const created = (world: AccessWorld, grants?: Grants, binding: string | null = 'staff') => [
  ...found(world, grants).createdUnapproved(binding),
];

describe('who was given something lately', () => {
  it('is whoever an assignment of ours was made for within 24 hours', () => {
    const there = [own('ann', 'user', SUB, LATELY), own('bob', 'user', SUB, BEFORE), own('cem')];

    expect(created({ there })).toEqual(['ann']);
  });

  it('is nobody whom others gave it to, or another installation', () => {
    const there = [foreign('ann', 'user', SUB, LATELY), own('bob', 'user', SUB, { ...LATELY, by: ANOTHER })];

    expect(created({ there })).toEqual([]);
  });

  it('is nobody for whom a person has approved it', () => {
    const [ann, bob] = [own('ann', 'user', SUB, LATELY), own('bob', 'user', SUB, LATELY)];
    const grants = { [ann.name]: { binding: 'staff', quarantine: 'q1' }, [bob.name]: { binding: 'staff' } };

    expect(created({ there: [ann, bob] }, grants)).toEqual(['bob']);
  });

  it('is told of the binding on record, also of one that is dropped', () => {
    const ann = own('ann', 'user', SUB, LATELY);

    expect(created({ there: [ann] }, { [ann.name]: { binding: 'old' } })).toEqual([]);
    expect(created({ there: [ann] }, { [ann.name]: { binding: 'old' } }, 'old')).toEqual(['ann']);
  });

  it.each([
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

describe('with a selector', () => {
  const machines = ['web-1', 'web-2'].map((name) => aSelectableMachine(name));
  const on = (name: string, rest: object, id = 'ann') => own(id, 'user', machineId(name), rest);
  const world = (...there: AccessWorld['there'] & {}): AccessWorld => ({
    bindings: [aBinding({ machines: { name: 'web-*' } })],
    machines,
    there,
  });

  it('is who got their first machines', () => {
    expect(created(world(on('web-1', LATELY), on('web-2', LATELY)))).toEqual(['ann']);
  });

  it('is nobody who had a machine before', () => {
    expect(created(world(on('web-1', BEFORE), on('web-2', LATELY), on('web-2', LATELY, 'bob')))).toEqual(['bob']);
  });

  it('is nobody for whom a person has approved one', () => {
    const grants = { [on('web-1', {}).name]: { binding: 'staff', quarantine: 'q1' } };

    expect(created(world(on('web-1', LATELY), on('web-2', LATELY)), grants)).toEqual([]);
  });

  it('is who got a scope that the policy names anew without one, whatever they had before', () => {
    const there = [own('ann', 'user', SUB, BEFORE), own('ann', 'user', WEB, LATELY)];

    expect(created({ bindings: [aBinding({ at: [SUB, WEB] })], there })).toEqual(['ann']);
  });
});

describe('who had something before', () => {
  const bindings = [aBinding({ at: [SUB, WEB] })];
  const had = (there: AccessWorld['there'] & {}, grants?: Grants) =>
    found({ bindings, there }, grants).hadBefore('staff', 'ann');

  it('is whoever has something that is older', () => {
    expect(had([own('ann', 'user', SUB, BEFORE), own('ann', 'user', WEB, LATELY)])).toBe(true);
    expect(had([own('ann', 'user', SUB, LATELY), own('ann', 'user', WEB, LATELY)])).toBe(false);
    expect(had([own('ann')])).toBe(true);
  });

  it('is whoever has something that was approved', () => {
    const there = [own('ann', 'user', SUB, LATELY), own('ann', 'user', WEB, LATELY)];

    expect(had(there, { [own('ann').name]: { binding: 'staff', quarantine: 'q1' } })).toBe(true);
  });

  it('is not told by what others gave, or by another binding', () => {
    const there = [own('ann', 'user', SUB, LATELY), foreign('ann', 'user', WEB, BEFORE)];
    const elsewhere = [own('ann', 'user', SUB, LATELY), own('ann', 'user', OTHER_SUB, BEFORE)];

    expect([had(there), had(elsewhere)]).toEqual([false, false]);
  });
});
