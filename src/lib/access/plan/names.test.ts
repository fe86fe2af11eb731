import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aBinding, aGroup, foreign, own, planInput, SUB } from '../../../../test/builders/accessWorld.ts';
import { tries } from '../../../../test/simulation/hold.ts';
import type { PersonSeen } from '../directory.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import type { Change } from './change.ts';
import { diff } from './diff.ts';
import { isOrphan, type Names, NO_NAMES, named, nameOf, pathInto, toLookUp } from './names.ts';

const person = (id: string, rest: Partial<PersonSeen> = {}): PersonSeen => ({
  id,
  enabled: true,
  userType: 'Member',
  ...rest,
});

type Told = Readonly<Record<string, readonly string[]>>;

const knowing = (people: readonly PersonSeen[], groups: Told = {}, asked: readonly string[] = []): Names => ({
  people: new Map(people.map((one) => [one.id, one])),
  asked: new Set([...asked, ...people.map(({ id }) => id)]),
  groups: new Map(Object.entries(groups)),
});

describe('whom a plan looks up', () => {
  it('those whom it changes, those of others and nested groups, each once; not who keeps what they have', () => {
    const found = diff(
      planInput({
        bindings: [aBinding(), aBinding({ group: 'ops', role: 'administrator' })],
        groups: [
          aGroup('staff', ['ann', 'bob'], { nested: ['web'] }),
          aGroup('ops', ['ann', 'liz'], { gap: 'PageFailed' }),
        ],
        there: [own('bob'), own('eve'), own('joe', 'administrator'), foreign('max'), foreign('max', 'administrator')],
      }),
    );
    const { people, ways } = toLookUp(found);

    expect(people.toSorted()).toEqual(['ann', 'eve', 'joe', 'liz', 'max', 'web']);
    expect(ways).toEqual(['ann']);
  });

  it('the ways of those who lose something and are still in the group as well, but not of who has left', () => {
    const leftOut = [
      { id: 'ann', reason: 'disabled' as const },
      { id: 'gus', reason: 'guest' as const },
      { id: 'pc', reason: 'device' as const },
    ];
    const found = diff(
      planInput({
        bindings: [aBinding()],
        groups: [aGroup('staff', ['bob'], { nested: ['web'], leftOut })],
        there: [own('ann'), own('eve'), own('gus'), own('pc')],
        exempt: [{ principal: 'gus', owner: 'cto', reason: 'on call', until: '2027-01-01' }],
      }),
    );

    expect(toLookUp(found).ways.toSorted()).toEqual(['ann', 'bob', 'gus', 'pc']);
  });

  it('nobody needs to look for a way into a group without nested ones, nor for the way of a group', () => {
    const world = {
      bindings: [aBinding(), aBinding({ name: 'all', role: 'administrator', assign: 'group' })],
      groups: [aGroup('staff', ['ann'])],
    };

    expect(toLookUp(diff(planInput(world))).ways).toEqual([]);
  });
});

describe('names for people', () => {
  it.each([
    ['as they sign in', { userPrincipalName: 'ann@contoso.com', displayName: 'Ann' }, 'ann@contoso.com'],
    ['else as they are called', { displayName: 'Ann' }, 'Ann'],
    ['else none', {}, undefined],
  ])('%s', (_what, parts, expected) => {
    expect(nameOf('ann', knowing([person('ann', parts)]))).toBe(expected);
  });

  it('only who was asked for and is not known is an orphan', () => {
    const names = knowing([person('ann')], {}, ['ghost']);

    expect(['ann', 'ghost', 'stranger'].filter((id) => isOrphan(id, names))).toEqual(['ghost']);
  });
});

describe('a change with its names', () => {
  const base = { scope: SUB, role: 'user', principalId: 'ann', principalType: 'User', binding: 'staff' } as const;
  const add: Change = { ...base, action: 'add', reason: 'member' };
  const remove: Change = { ...base, action: 'remove', reason: 'leftGroup' };
  const readings = new Map([['staff', aGroup('staff', ['ann'], { displayName: 'Staff' })]]);

  it('names the person and the way into the group', () => {
    const names = knowing([person('ann', { displayName: 'Ann' })]);

    expect(named(add, names, readings)).toEqual({ ...add, principal: 'Ann', path: ['Staff'] });
  });

  it.each(['disabled', 'guest', 'notAPerson'] as const)(
    'tells the way of who is still in the group and %s',
    (reason) => {
      const left = reason === 'notAPerson' ? 'device' : reason;
      const reading = (leftOut: GroupReading['leftOut']): ReadonlyMap<string, GroupReading> =>
        new Map([['staff', aGroup('staff', [], { nested: ['web'], parents: { web: ['staff'] }, leftOut })]]);
      const names = knowing([], { ann: ['web'] });
      const change: Change = { ...remove, reason };

      expect(named(change, names, reading([{ id: 'ann', reason: left }]))).toEqual({
        ...change,
        path: ['staff', 'web'],
      });
      expect(named(change, names, reading([]))).toEqual(change);
      expect(named(change, NO_NAMES, reading([{ id: 'ann', reason: left }]))).toEqual(change);
    },
  );

  it('tells no way for who has left, for a group, or into a group that was never read', () => {
    expect(named(remove, NO_NAMES, readings)).toEqual(remove);
    expect(named({ ...add, reason: 'group' }, NO_NAMES, readings)).toEqual({ ...add, reason: 'group' });
    expect(named(add, NO_NAMES, new Map())).toEqual(add);
    expect(named({ ...remove, binding: null }, NO_NAMES, readings)).toEqual({ ...remove, binding: null });
  });

  it('says deleted of who is no longer in the directory, when nothing else is known', () => {
    const names = knowing([], {}, ['ann']);

    expect(named(remove, names, readings).reason).toBe('deleted');
    expect(named({ ...remove, reason: 'disabled' }, names, readings).reason).toBe('disabled');
    expect(named(remove, NO_NAMES, readings).reason).toBe('leftGroup');
  });
});

describe('the way into a group', () => {
  const nestedIn = (parents: GroupReading['parents'], rest: { readonly nested?: string[] } = {}): GroupReading =>
    aGroup('top', ['ann'], { nested: Object.keys(parents).toSorted(), parents, displayName: 'Top', ...rest });
  const way = (reading: GroupReading, groups: Told, people: readonly PersonSeen[] = []) =>
    pathInto(reading, 'ann', knowing(people, groups));

  it.each([
    ['straight in', nestedIn({ a: ['top'] }), ['top'], ['Top']],
    ['through one group', nestedIn({ a: ['top'] }), ['a'], ['Top', 'a']],
    ['through two', nestedIn({ a: ['top'], b: ['a'] }), ['b'], ['Top', 'a', 'b']],
    ['the shorter of two', nestedIn({ a: ['top'], b: ['a'] }), ['b', 'a'], ['Top', 'a']],
    ['straight in rather than through another', nestedIn({ a: ['top'] }), ['a', 'top'], ['Top']],
    ['of two as short the first by id', nestedIn({ a: ['top'], b: ['top'] }), ['b', 'a'], ['Top', 'a']],
    ['also higher up', nestedIn({ a: ['top'], b: ['top'], c: ['a', 'b'] }), ['c'], ['Top', 'a', 'c']],
    ['groups elsewhere do not count', nestedIn({ a: ['top'] }), ['elsewhere', 'a'], ['Top', 'a']],
    ['through a loop', nestedIn({ a: ['b', 'top'], b: ['a'] }), ['b'], ['Top', 'a', 'b']],
    ['through a loop over the top', nestedIn({ a: ['top'], top: ['a'] }, { nested: ['a'] }), ['a'], ['Top', 'a']],
    ['a loop without a way', nestedIn({ a: ['b'], b: ['a'] }), ['b'], undefined],
    ['no way is known', nestedIn({ a: ['top'] }), ['elsewhere'], undefined],
    ['a group whose parents nobody knows', nestedIn({}, { nested: ['a'] }), ['a'], undefined],
  ])('%s', (_what, reading, direct, expected) => {
    expect(way(reading, { ann: direct })).toEqual(expected);
  });

  it('is known without asking when nothing is nested', () => {
    expect(pathInto(aGroup('top', ['ann'], { displayName: 'Top' }), 'ann', NO_NAMES)).toEqual(['Top']);
  });

  it('calls groups by their names, else by their ids', () => {
    const { displayName: _gone, ...nameless } = nestedIn({ a: ['top'] });

    expect(way(nameless, { ann: ['a'] }, [person('a', { displayName: 'Team A' })])).toEqual(['top', 'Team A']);
  });

  it('is not told when nobody asked for it', () => {
    expect(pathInto(nestedIn({ a: ['top'] }), 'ann', NO_NAMES)).toBeUndefined();
  });

  /** A tree of groups under `g0`, back edges that make loops, and the groups somebody is directly in. */
  const trees = fc.record({
    above: fc.array(fc.nat(), { minLength: 1, maxLength: 7 }),
    loops: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 6 }),
    direct: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
  });

  it('loops of nested groups never change it, and neither does the order in which groups are told', () => {
    fc.assert(
      fc.property(trees, ({ above, loops, direct }) => {
        const parent = (n: number): number => (above[n - 1] ?? 0) % n;
        const ids = above.map((_, index) => index + 1);
        const group = (n: number): string => `g${n}`;
        const isAbove = (high: number, low: number): boolean =>
          low > 0 && (parent(low) === high || isAbove(high, parent(low)));
        const tree = Object.fromEntries(ids.map((n) => [group(n), [group(parent(n))]]));
        const looped = new Map(Object.entries(tree));
        for (const [high, low] of loops.map(([a, b]) => [a % (ids.length + 1), b % (ids.length + 1)] as const)) {
          if (isAbove(high, low)) looped.set(group(high), [...(looped.get(group(high)) ?? []), group(low)].toSorted());
        }
        const within = direct.map((n) => group(n % (ids.length + 1)));
        const reading = (parents: GroupReading['parents']) =>
          aGroup('g0', [], { nested: ids.map(group).toSorted(), parents, displayName: 'g0' });

        const plain = way(reading(tree), { ann: within });
        expect(way(reading(Object.fromEntries(looped)), { ann: within.toReversed() })).toEqual(plain);
        expect(plain?.[0]).toBe('g0');
      }),
      tries(1000),
    );
  });
});
