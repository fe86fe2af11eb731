import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  aBinding,
  aGroup,
  aSelectableMachine,
  foreign,
  machineId,
  own,
  SUB,
  WEB,
} from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { type GuardedParts, guardedWorld } from '../../../../test/builders/guarded.ts';
import { minutes } from '../../time.ts';
import { diff } from '../plan/diff.ts';
import type { Binding } from '../policy/policy.ts';
import {
  type BindingBaseline,
  baselinesAfter,
  baselinesNow,
  bindingBaselines,
  changedAt,
  gainsIn,
} from './baselines.ts';

const BEFORE = NOON - minutes(60);
const machines = ['web-1', 'web-2', 'db-1'].map((name) =>
  aSelectableMachine(name, { tags: { role: name.slice(0, -2) } }),
);
const on = (name: string, parts: Partial<Binding> = {}) => ({ ...aBinding({ machines: { name } }), ...parts });

/** What a plan leaves that has found these bindings as they were, all of them carried out. */
const settled = (...bindings: readonly Binding[]): readonly BindingBaseline[] =>
  baselinesNow(undefined, guardedWorld({ bindings, machines }).found.bindings, BEFORE);

const worldOf = (binding: Binding, rest: AccessWorld = {}): AccessWorld => ({
  bindings: [binding],
  groups: [aGroup('staff', ['ann'])],
  machines,
  ...rest,
});

/** The machines on which somebody gains by what the policy says now and did not say before. */
const gainedBy = (before: Binding, now: Binding): readonly string[] => {
  const { guardInput } = guardedWorld(worldOf(now), { baselines: settled(before) });
  const gainOf = gainsIn(guardInput);
  return machines
    .filter(({ id }) => gainOf({ binding: now.name, scope: id, role: now.role }) !== undefined)
    .map(({ name }) => name);
};

describe('a selector', () => {
  it('is the same in whatever order its tags are written', () => {
    const selecting = (tags: Readonly<Record<string, string>>) => aBinding({ machines: { tags } });
    const changedTo = (now: Binding) => {
      const { bindings } = guardedWorld({ bindings: [now], machines }).found;
      const baselines = baselinesNow(settled(selecting({ role: 'web', tier: 'x' })), bindings, NOON);
      return changedAt(now.name, { baselines });
    };

    expect(changedTo(selecting({ tier: 'x', role: 'web' }))).toBeUndefined();
    expect(changedTo(selecting({ tier: 'y', role: 'web' }))).toBe(NOON);
  });
});

describe('a change of the policy', () => {
  const all = ['web-1', 'web-2', 'db-1'];

  it.each<[string, Binding, Binding, readonly string[]]>([
    ['none is none', on('*'), on('*'), []],
    ['a wider selector gives what it did not choose before', on('web-1'), on('*'), ['web-2', 'db-1']],
    ['a narrower one gives nothing', on('*'), on('web-1'), []],
    [
      'another one of as many machines gives those',
      aBinding({ machines: { tags: { role: 'db' } } }),
      on('web-1'),
      ['web-1', 'web-2'],
    ],
    ['a role that is raised gives all of it', on('*'), on('*', { role: 'administrator' }), all],
    ['a role that is lowered gives nothing', on('*', { role: 'administrator' }), on('*'), []],
    ['another group gives all of it', on('*'), on('*', { group: { id: 'ops' } }), all],
    [
      'a selector in place of one machine gives the others',
      aBinding({ at: [machineId('web-1')] }),
      on('*'),
      ['web-2', 'db-1'],
    ],
    ['a selector in place of what lies above gives nothing', aBinding({ at: [WEB.toUpperCase()] }), on('*'), []],
    [
      'a selector in place of what lies beside gives all of it',
      aBinding({ at: [`${SUB}/resourceGroups/we`] }),
      on('*'),
      all,
    ],
    ['another name gives all of it', on('*', { name: 'other' }), on('*'), all],
    ['another day of the end gives nothing', on('*', { expires: '2030-01-01' }), on('*'), []],
  ])('%s', (_what, before, now, expected) => {
    expect(gainedBy(before, now)).toEqual(expected);
  });

  it('counts by everything that the policy said since all was carried out', () => {
    const first = baselinesNow(settled(on('web-1')), guardedWorld(worldOf(on('web-*'))).found.bindings, NOON - 2);
    const second = baselinesNow(first, guardedWorld(worldOf(on('*'))).found.bindings, NOON - 1);
    const gainOf = gainsIn(guardedWorld(worldOf(on('*')), { baselines: second }).guardInput);

    expect(machines.map(({ id }) => gainOf({ binding: 'staff', scope: id, role: 'user' })?.since)).toEqual([
      undefined,
      NOON - 1 + minutes(1),
      NOON - 1 + minutes(1),
    ]);
  });

  it('is forgotten of nothing when there were many: then everything is a gain', () => {
    const found = (n: number) => guardedWorld(worldOf(on(`web-${n}*`))).found.bindings;
    let known = settled(on('*'));
    for (let n = 0; n < 21; n += 1) known = baselinesNow(known, found(n), NOON);

    expect(known).toMatchObject([{ before: [] }]);
  });

  it('has a time, and what is new or the same has none', () => {
    const at = (baselines: readonly BindingBaseline[] | undefined, now: Binding) =>
      changedAt('staff', guardedWorld(worldOf(now), baselines === undefined ? {} : { baselines }).guardInput);

    expect(at(settled(on('web-1')), on('*'))).toBe(NOON);
    expect([at(settled(on('*')), on('*')), at([], on('*')), at(undefined, on('*'))]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('can be kept as a document', () => {
    const known = settled(
      aBinding({ name: 'a', machines: { tags: { role: 'web' }, name: 'web-*', resourceGroup: 'r*' } }),
      aBinding(),
    );
    const read = bindingBaselines.parse(JSON.parse(JSON.stringify(known)));

    expect(read).toEqual(known);
    expect(baselinesNow(read, guardedWorld({ bindings: [aBinding()] }).found.bindings, NOON)).toEqual(known.slice(1));
  });
});

describe('what a binding says is what it said before', () => {
  const staffOn = (names: readonly string[], rest: object = {}) =>
    names.map((name) => own('ann', 'user', machineId(name), rest));
  const onRecord = (names: readonly string[], record: object = {}) =>
    Object.fromEntries(staffOn(names).map(({ name }) => [name, { binding: 'staff', at: BEFORE, ...record }]));

  const isSettled = (world: AccessWorld, parts: GuardedParts = {}): boolean => {
    const { guardInput } = guardedWorld(world, { baselines: settled(on('web-1')), ...parts });
    return baselinesAfter(guardInput).every(({ before, terms }) => before.length === 1 && before[0] === terms);
  };
  const widened = (names: readonly string[], rest: AccessWorld = {}): AccessWorld =>
    worldOf(on('*'), { there: staffOn(names), ...rest });
  const everywhere = ['web-1', 'web-2', 'db-1'];

  it.each<[string, AccessWorld, GuardedParts?]>([
    ['once everybody has all of it', widened(everywhere)],
    ['once nobody is in the group', widened([], { groups: [aGroup('staff', [])] })],
    [
      'where only what Azure does not take is left',
      widened(['web-1', 'web-2'], {
        there: [...staffOn(['web-1', 'web-2']), foreign('ann', 'user', machineId('db-1'), { conditional: true })],
      }),
    ],
    [
      'once everybody who gains by it was counted, however many machines are left',
      { ...widened(['web-1', 'web-2']), now: NOON + minutes(9) },
      {
        grants: onRecord(['web-2'], { at: NOON + minutes(8) }),
        baselines: settled(on('web-1')).map((one) => ({
          ...one,
          terms: settled(on('*'))[0]?.terms ?? one.terms,
          since: NOON,
        })),
      },
    ],
  ])('%s', (_what, world, parts) => {
    expect(isSettled(world, parts)).toBe(true);
  });

  it.each<[string, AccessWorld, GuardedParts?]>([
    ['while somebody has yet to get something by it', widened(['web-1'])],
    [
      'while what they have by it made nobody new',
      widened(['web-1', 'web-2']),
      { grants: onRecord(['web-2'], { uncounted: true }) },
    ],
    [
      'while the group is not read in full',
      widened(everywhere, { groups: [aGroup('staff', ['ann'], { gap: 'PageFailed' })] }),
    ],
    ['while the group was never read', widened(everywhere, { groups: [] })],
    ['while the inventory is incomplete', widened(everywhere, { machinesGap: 'a page is missing' })],
    ['while it has expired', worldOf(on('*', { expires: '2020-01-01' }))],
    [
      'while somebody is about to lose what they have, and may come back',
      widened(['web-1'], { groups: [aGroup('staff', [])] }),
    ],
    ['while that is withheld', widened(['web-1'], { groups: [aGroup('staff', [])], confirmMs: 1 })],
    ['while nothing may be added', widened(['web-1'], { blocked: ['staff'] })],
  ])('not %s', (_what, world, parts) => {
    expect(isSettled(world, parts)).toBe(false);
  });

  it('and a binding that is new has said nothing before', () => {
    const { guardInput } = guardedWorld(worldOf(on('*')), { baselines: [] });

    expect(guardInput.baselines).toMatchObject([{ binding: 'staff', before: [], since: NOON }]);
    expect(baselinesAfter(guardInput)).toEqual(guardInput.baselines);
  });

  it('where nothing is known of before, for the record says who is new', () => {
    expect(baselinesNow(undefined, diff(guardedWorld(worldOf(on('*'))).input).bindings, NOON)).toMatchObject([
      { before: [{ selector: { name: '*' } }], since: NOON },
    ]);
  });
});
