import { describe, expect, it } from 'vitest';
import { type AccessWorld, aBinding, aGroup, OTHER_SUB, own } from '../../../../test/builders/accessWorld.ts';
import { crowd, type GuardedParts, guardedWorld, verdict } from '../../../../test/builders/guarded.ts';

const staff = aBinding();

type Row = readonly [what: string, world: AccessWorld, parts: GuardedParts, expected: string];

describe('removals of all bindings together', () => {
  const two = (second: readonly string[]): AccessWorld => ({
    bindings: [staff, aBinding({ group: 'web', at: [OTHER_SUB] })],
    groups: [aGroup('staff', ['zoe']), aGroup('web', ['zoe'])],
    there: [
      ...['zoe', 'p00', 'p01'].map((id) => own(id)),
      ...['zoe', ...second].map((id) => own(id, 'user', OTHER_SUB)),
    ],
  });

  it.each<Row>([
    ['four, where four may', two(['p02', 'p03']), { limits: { maxRemovalsTotal: 4 } }, 'allowed'],
    ['four, where three may', two(['p02', 'p03']), { limits: { maxRemovalsTotal: 3 } }, 'GuardRemovalsTotal'],
    ['three people, one of them twice', two(['p01', 'p02']), { limits: { maxRemovalsTotal: 3 } }, 'allowed'],
  ])('%s', (_what, world, parts, expected) => {
    expect(verdict(world, parts)).toBe(expected);
  });

  it('hold every binding that has some', () => {
    const { guarded } = guardedWorld(two(['p02']), { limits: { maxRemovalsTotal: 2 } });

    expect(guarded.removes).toEqual([]);
    expect(guarded.held.map(({ binding }) => binding)).toEqual(['staff', 'web']);
  });
});

describe('a binding whose removals take nothing from anybody', () => {
  it('waits as well when there are too many in all', () => {
    const world: AccessWorld = {
      bindings: [staff, aBinding({ group: 'web', at: [OTHER_SUB], assign: 'group' })],
      groups: [aGroup('staff', ['zoe']), aGroup('web', ['zoe'])],
      there: [
        ...['zoe', 'p00', 'p01'].map((id) => own(id)),
        own('zoe', 'user', OTHER_SUB),
        own('web', 'user', OTHER_SUB, { principalType: 'Group' }),
      ],
    };

    expect(guardedWorld(world, { limits: { maxRemovalsTotal: 2 } }).guarded.removes).toHaveLength(3);
    expect(guardedWorld(world, { limits: { maxRemovalsTotal: 1 } }).guarded.removes).toEqual([]);
  });
});

describe('denials', () => {
  const deny = (denied: readonly string[], parts: AccessWorld = {}): AccessWorld => ({
    bindings: [staff],
    groups: [aGroup('staff', crowd(5))],
    there: crowd(5).map((id) => own(id)),
    deny: denied,
    ...parts,
  });
  const tight = { maxRemovals: 0, maxRemovalPercent: 0, maxRemovalsTotal: 0 };

  it.each<Row>([
    ['pass the guards of the others', deny(['p00', 'p01']), { limits: { ...tight, maxDenied: 2 } }, 'allowed'],
    ['wait all when there are too many', deny(['p00', 'p01', 'p02']), { limits: { maxDenied: 2 } }, 'GuardDenied'],
    ['may empty a binding', deny(crowd(5)), { limits: { ...tight, maxDenied: 5 } }, 'allowed'],
    ['count people who have access only', deny(['p00', 'ann', 'bob']), { limits: { maxDenied: 1 } }, 'allowed'],
  ])('%s', (_what, world, parts, expected) => {
    expect(verdict(world, parts)).toBe(expected);
  });

  it('keep no leaver of the binding, however many they are: they are counted apart', () => {
    const world: AccessWorld = {
      bindings: [staff],
      groups: [aGroup('staff', crowd(11))],
      there: crowd(12).map((id) => own(id)),
      deny: crowd(10),
    };
    const { guarded } = guardedWorld(world, { limits: { maxRemovals: 1, maxRemovalPercent: 0, maxRemovalsTotal: 1 } });

    expect(guarded.removes).toHaveLength(11);
    expect(guarded.withheld).toEqual([]);
  });

  it('go when others of the binding wait, and wait when those go', () => {
    const world = deny(['p00'], { groups: [aGroup('staff', ['p00', 'p01', 'p02', 'p03'])] });
    const strict = guardedWorld(world, { limits: { ...tight, maxDenied: 1 } }).guarded;
    const noDenials = guardedWorld(world, { limits: { maxDenied: 0 } }).guarded;

    expect(strict.removes.map(({ principalId }) => principalId)).toEqual(['p00']);
    expect(noDenials.removes.map(({ principalId }) => principalId)).toEqual(['p04']);
    expect(noDenials.held).toMatchObject([{ kind: 'removals', changes: [{ principalId: 'p00' }] }]);
  });
});
