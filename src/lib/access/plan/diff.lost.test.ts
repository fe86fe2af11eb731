import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  ANOTHER,
  aBinding,
  aGroup,
  FORMER,
  foreign,
  own,
  PROD,
  planInput,
  SUB,
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours } from '../../time.ts';
import { diff } from './diff.ts';

const staff = aBinding();
const ann = own('ann');
const kept: AccessWorld = { bindings: [staff], groups: [aGroup('staff', ['ann'])], there: [ann] };

function records(world: AccessWorld): { readonly unrecorded: readonly unknown[]; readonly lost: readonly unknown[] } {
  const { unrecorded, lost } = diff(planInput(world));
  return {
    unrecorded: unrecorded.map(({ assignment, binding }) => `${assignment.name} (${binding})`),
    lost: [...lost],
  };
}

const NOTHING_LOST = { unrecorded: [], lost: [] };
const former = own('ann', 'user', SUB, { by: FORMER });

describe('an assignment of ours that is not on record', () => {
  it.each<[string, AccessWorld, string, string | null]>([
    ['is of the binding that wants it', { ...kept, unrecorded: [ann.name] }, ann.name, 'staff'],
    [
      'is of the binding that may have wanted it, when nobody is wanted there any more',
      { ...kept, groups: [aGroup('staff', [])], unrecorded: [ann.name] },
      ann.name,
      'staff',
    ],
    ['is of no binding when none names the place', { there: [ann], unrecorded: [ann.name] }, ann.name, null],
    ['may be of a former installation', { ...kept, there: [former], unrecorded: [former.name] }, former.name, 'staff'],
  ])('%s, whose ledger is lost', (_what, world, name, binding) => {
    expect(records(world)).toEqual({ unrecorded: [`${name} (${binding})`], lost: [binding] });
  });

  it('is each of two of one principal', () => {
    const there = [ann, former];
    const unrecorded = there.map(({ name }) => name);

    expect(records({ bindings: [staff], groups: [aGroup('staff', [])], there, unrecorded })).toEqual({
      unrecorded: expect.arrayContaining(unrecorded.map((name) => `${name} (staff)`)),
      lost: ['staff'],
    });
  });

  it.each<[string, AccessWorld]>([
    ['on record', kept],
    ['at a place that could not be read', { ...kept, unrecorded: [ann.name], unreadable: [SUB] }],
    [
      'only seen from below',
      {
        there: [own('ann', 'user', PROD)],
        unrecorded: [own('ann', 'user', PROD).name],
        alsoRead: [SUB],
        unread: [PROD],
      },
    ],
    ['of others', { ...kept, there: [foreign('ann')], unrecorded: [foreign('ann').name] }],
    [
      'of others, and governed by a binding that adopts it',
      {
        bindings: [aBinding({ adopt: true })],
        groups: [aGroup('staff', [])],
        there: [foreign('ann')],
        unrecorded: [foreign('ann').name],
      },
    ],
    [
      'of another installation',
      {
        ...kept,
        there: [own('ann', 'user', SUB, { by: ANOTHER })],
        unrecorded: [own('ann', 'user', SUB, { by: ANOTHER }).name],
      },
    ],
    [
      'said to be ours by its description only',
      { ...kept, there: [{ ...ann, name: 'made-up' }], unrecorded: ['made-up'] },
    ],
  ])('is none that is %s', (_what, world) => {
    expect(records(world)).toEqual(NOTHING_LOST);
  });
});

describe('an assignment that was found', () => {
  it('leaves the ledger of its binding lost for 24 hours', () => {
    expect(records({ ...kept, found: { [ann.name]: NOON - hours(24) + 1 } })).toEqual({
      unrecorded: [],
      lost: ['staff'],
    });
    expect(records({ ...kept, found: { [ann.name]: NOON - hours(24) } })).toEqual(NOTHING_LOST);
  });
});
