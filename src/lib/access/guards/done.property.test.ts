import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccessWorld, aGroup, own } from '../../../../test/builders/accessWorld.ts';
import { accessWorlds, type RandomWorld } from '../../../../test/builders/accessWorlds.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { type GuardedParts, type GuardedWorld, guardedWorld, mostOf } from '../../../../test/builders/guarded.ts';
import { tries } from '../../../../test/simulation/hold.ts';
import { scopeKey } from '../assignment.ts';
import type { Change } from '../plan/change.ts';
import type { Guards } from '../policy/guards.ts';
import { changeKey } from './changeKey.ts';
import { peopleIn } from './people.ts';
import { kindOf } from './trip.ts';

const few = fc.nat(3);

/** Of additions no share: of how many it is a share changes with what is removed. */
const limits = fc.record({
  maxRemovals: few,
  maxRemovalPercent: fc.constantFrom(0, 25, 50),
  maxRemovalsTotal: fc.oneof(few, fc.constant(99)),
  maxNewAdministrators: few,
  maxNewAdministratorsPercent: fc.constant(0),
  maxNewUsers: few,
  maxNewUsersPercent: fc.constant(0),
  maxDenied: few,
});

type Grants = NonNullable<GuardedParts['grants']>;

/** What became of a world within 24 hours. */
interface Day {
  readonly world: AccessWorld;
  readonly lost: Readonly<Record<string, readonly string[]>>;
  readonly added: Readonly<Record<string, readonly string[]>>;
  readonly denied: readonly string[];
  readonly grants: Grants;
  /** The most people of each binding. */
  readonly peaks: Readonly<Record<string, number>>;
}

const begun = (world: AccessWorld): Day => ({ world, lost: {}, added: {}, denied: [], grants: {}, peaks: {} });

const partsOf = ({ lost, added, denied, grants, peaks }: Day, limits: Partial<Guards>): GuardedParts => ({
  limits,
  spent: { lost, added, denied },
  grants,
  peaks,
});

const allowedIn = ({ guarded }: GuardedWorld): readonly Change[] => [...guarded.adds, ...guarded.removes];
const keys = (changes: readonly Change[]): readonly string[] => changes.map(changeKey);
const nameOf = ({ binding }: Change): string => binding ?? '';

/** The day after these changes, each reserved before it was made. */
function after(day: Day, planned: GuardedWorld, made: readonly Change[]): Day {
  return made.reduce(carriedOut, { ...day, peaks: peaksAfter(day, planned) });
}

function peaksAfter({ peaks }: Day, { found, guardInput }: GuardedWorld): Day['peaks'] {
  const counts = [...peopleIn(found, guardInput.groups).counts()];
  return {
    ...peaks,
    ...Object.fromEntries(counts.map(([name, count]) => [name ?? '', Math.max(count, peaks[name ?? ''] ?? 0)])),
  };
}

function carriedOut(day: Day, change: Change): Day {
  const paid = change.uncounted === true ? day : paidFor(day, change);
  const { there = [] } = paid.world;
  if (change.action === 'add') {
    const { principalId, role, scope, principalType } = change;
    const made = own(principalId, role, scope, { principalType, createdAt: NOON });
    const uncounted = change.uncounted === true && { uncounted: true as const };
    const grants = { ...paid.grants, [made.name]: { binding: change.binding, ...uncounted } };
    return { ...paid, grants, world: { ...paid.world, there: [...there, made] } };
  }
  const isIt = (one: Pick<Change, 'scope' | 'role' | 'principalId'>): boolean =>
    scopeKey(one.scope) === scopeKey(change.scope) &&
    one.role === change.role &&
    one.principalId === change.principalId;
  return { ...paid, world: { ...paid.world, there: there.filter((one) => !isIt(one)) } };
}

function paidFor(day: Day, change: Change): Day {
  const kind = kindOf(change);
  if (kind === 'denials') return { ...day, denied: [...day.denied, change.principalId] };
  const of = kind === 'removals' ? day.lost : day.added;
  const spent = {
    ...of,
    [nameOf(change)]: [...(of[nameOf(change)] ?? []), ...(change.people ?? [change.principalId])],
  };
  return kind === 'removals' ? { ...day, lost: spent } : { ...day, added: spent };
}

const people = (ids: readonly string[] = []): number => new Set(ids).size;

describe('in the plans of one day, of which each is carried out', () => {
  /** In each plan the groups have other people. */
  const members = fc.tuple(
    ...['ops', 'staff', 'web'].map((id) =>
      fc.subarray(['ann', 'bob', 'eve', 'max']).map((eligible) => aGroup(id, eligible)),
    ),
  );
  // Nothing waits for a second reading.
  const worlds = accessWorlds().map((world) => ({ ...world, confirmMs: 0, newPolicy: false, held: false }));
  const story = fc.record({ world: worlds, limits, plans: fc.array(members, { minLength: 1, maxLength: 5 }) });

  it('no more goes than one plan could let go, and no more comes', () =>
    fc.assert(
      fc.property(story, ({ world, limits, plans }) => {
        let day = begun(world);
        for (const groups of plans) {
          const planned = guardedWorld({ ...day.world, groups }, partsOf(day, limits));
          day = after({ ...day, world: { ...day.world, groups } }, planned, allowedIn(planned));
        }
        const { maxRemovals, maxRemovalPercent, maxRemovalsTotal, maxDenied } = limits;
        for (const [name, lost] of Object.entries(day.lost))
          expect(people(lost)).toBeLessThanOrEqual(mostOf(maxRemovals, maxRemovalPercent, day.peaks[name] ?? 0));
        expect(people(Object.values(day.lost).flat())).toBeLessThanOrEqual(maxRemovalsTotal);
        expect(people(day.denied)).toBeLessThanOrEqual(maxDenied);
        for (const { name, role } of world.bindings) {
          const most = role === 'administrator' ? limits.maxNewAdministrators : limits.maxNewUsers;
          expect(people(day.added[name])).toBeLessThanOrEqual(most);
        }
      }),
      tries(800),
    ));

  it('what one plan lets through, the next one does when half of it is done', () =>
    fc.assert(
      fc.property(accessWorlds(), limits, fc.boolean(), fc.nat(9), (world: RandomWorld, limits, added, half) => {
        const day = begun(world);
        const planned = guardedWorld(world, partsOf(day, limits));
        // Whoever loses their last machine is new on the next one.
        fc.pre(added || planned.guarded.adds.every(({ uncounted }) => uncounted !== true));
        const made = (added ? planned.guarded.adds : planned.guarded.removes).slice(0, half);
        const next = after(day, planned, made);
        const again = guardedWorld(next.world, partsOf(next, limits));
        // What was made may make something else wanted, which counts by itself.
        const wanted = new Set(keys([...planned.found.adds, ...planned.found.removes]));
        const wantedNow = keys([...again.found.adds, ...again.found.removes]);
        fc.pre(wantedNow.every((key) => wanted.has(key)));
        const [before, now] = [new Set(keys(allowedIn(planned))), new Set(keys(allowedIn(again)))];

        expect(wantedNow.filter((key) => before.has(key) && !now.has(key))).toEqual([]);
      }),
      tries(800),
    ));
});
