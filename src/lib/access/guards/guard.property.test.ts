import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessWorlds, type RandomWorld } from '../../../../test/builders/accessWorlds.ts';
import {
  approvedAll,
  type GuardedParts,
  type GuardedWorld,
  guardedWorld,
  mostOf,
  NOTHING_DECIDED,
} from '../../../../test/builders/guarded.ts';
import { tries } from '../../../../test/simulation/hold.ts';
import { placeKey, placeOf, reaches, scopeKey } from '../assignment.ts';
import type { Change } from '../plan/change.ts';
import { type Guards, stricter } from '../policy/guards.ts';
import { changeKey } from './changeKey.ts';
import { losersOf } from './losses.ts';
import { isProposed } from './proposals.ts';
import { kindOf } from './trip.ts';

const few = fc.nat(3);
const percent = fc.constantFrom(0, 10, 25, 50, 100);

/** Small numbers: the worlds have four people. */
const limits: fc.Arbitrary<Guards> = fc.record({
  maxRemovals: few,
  maxRemovalPercent: percent,
  maxRemovalsTotal: few,
  maxNewAdministrators: few,
  maxNewAdministratorsPercent: percent,
  maxNewUsers: few,
  maxNewUsersPercent: percent,
  maxDenied: few,
  minAdministrators: fc.nat(2),
  requireRoleAssignable: fc.constant('none' as const),
});

const situation = fc.record({
  world: accessWorlds(),
  limits,
  own: fc.array(fc.record({ maxRemovals: few, maxNewUsers: few, minAdministrators: fc.nat(2) }), {
    minLength: 3,
    maxLength: 3,
  }),
  peak: few,
  /** Which changes have been approved, and which rejected, by their places in the diff. */
  approved: fc.array(fc.nat(9), { maxLength: 4 }),
  rejected: fc.array(fc.nat(9), { maxLength: 2 }),
});

type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

/** The world with bindings that some of them make stricter. */
function withOwnGuards({ world, own }: Situation): RandomWorld {
  const bindings = world.bindings.map((binding, index) => ({
    ...binding,
    guards: index % 2 === 0 ? (own[index] ?? {}) : {},
  }));
  return { ...world, bindings };
}

function partsOf({ limits, peak, world }: Situation, more: GuardedParts = {}): GuardedParts {
  const peaks = Object.fromEntries(world.bindings.map(({ name }) => [name, peak]));
  return { limits, peaks, ...more };
}

/** What may be allowed: what is wanted, and what an incomplete reading only proposes. */
const changesIn = ({ found }: GuardedWorld): readonly Change[] => [
  ...found.adds,
  ...found.removes,
  ...found.withheld.filter(isProposed),
];
const allowedIn = ({ guarded }: GuardedWorld): readonly Change[] => [...guarded.adds, ...guarded.removes];
const keys = (changes: readonly Change[]): readonly string[] => changes.map(changeKey).toSorted();

function decidedIn(given: Situation): GuardedParts['decided'] & {} {
  const all = changesIn(guardedWorld(withOwnGuards(given), partsOf(given)));
  const chosen = (places: readonly number[]) => places.flatMap((place) => all[place] ?? []).map(changeKey);
  const rejection = { quarantine: 'q', message: 'No.' };
  return {
    ...approvedAll(chosen(given.approved)),
    rejected: new Map(chosen(given.rejected).map((key) => [key, rejection])),
  };
}

const holds = (check: (given: Situation, undecided: GuardedWorld, decided: GuardedWorld) => void): void =>
  fc.assert(
    fc.property(situation, (given) => {
      const world = withOwnGuards(given);
      const undecided = guardedWorld(world, partsOf(given));
      check(given, undecided, guardedWorld(world, partsOf(given, { decided: decidedIn(given) })));
    }),
    tries(1500),
  );

describe('in every world, whatever the limits and the decisions', () => {
  it('every change is either allowed or withheld, once', () =>
    holds((_given, undecided, decided) => {
      for (const one of [undecided, decided]) {
        expect(keys([...allowedIn(one), ...one.guarded.withheld])).toEqual(keys(changesIn(one)));
      }
    }));

  it('of one kind through one binding guards withhold all or nothing, but for what was decided', () =>
    holds((_given, undecided) => {
      const bySort = (changes: readonly Change[]) =>
        new Set(changes.map((change) => JSON.stringify([change.binding, kindOf(change)])));
      const held = bySort(undecided.guarded.withheld.filter(({ why }) => why.code.startsWith('Guard')));

      expect([...bySort(allowedIn(undecided))].filter((sort) => held.has(sort))).toEqual([]);
    }));

  it('a quarantine holds what is withheld by a guard or proposed, and nothing else', () =>
    holds((_given, undecided, decided) => {
      for (const { guarded } of [undecided, decided]) {
        const withheld = guarded.withheld.filter((one) => one.why.code.startsWith('Guard') || isProposed(one));
        expect(keys(guarded.held.flatMap(({ changes }) => changes))).toEqual(keys(withheld));
      }
    }));

  it('no more goes than any guard lets go', () =>
    holds(({ limits, peak }, { guarded, guardInput, found }) => {
      const { bindings } = found;
      const { groups } = guardInput;
      const behind = (id: string): readonly string[] =>
        groups.get(id)?.gap === undefined ? (groups.get(id)?.eligible ?? [id]) : [id];
      const everybody = (changes: readonly Change[]) => changes.flatMap(({ principalId }) => behind(principalId));
      const losers = (changes: readonly Change[]) =>
        new Set(changes.filter(({ reason }) => reason !== 'deny').flatMap((change) => losersOf(change, found, groups)))
          .size;

      expect(losers(guarded.removes)).toBeLessThanOrEqual(limits.maxRemovalsTotal);
      expect(
        guarded.removes.filter(
          ({ principalType, principalId }) => principalType === 'Group' && groups.get(principalId) === undefined,
        ),
      ).toEqual([]);
      expect(new Set(everybody(guarded.removes.filter(({ reason }) => reason === 'deny'))).size).toBeLessThanOrEqual(
        limits.maxDenied,
      );
      for (const { binding } of bindings) {
        const { name, guards, role, target } = binding;
        const mine = (changes: readonly Change[]) => changes.filter((change) => change.binding === name);
        const gone = [...found.removes, ...found.withheld.filter(({ action }) => action === 'remove')];
        const now = new Set([...[...found.keepers.of(name)].flatMap(behind), ...everybody(mine(gone))]).size;
        const stricterOf = (guard: 'maxRemovals' | 'maxNewUsers') => Math.min(limits[guard], guards[guard] ?? Infinity);
        expect(losers(mine(guarded.removes))).toBeLessThanOrEqual(
          mostOf(stricterOf('maxRemovals'), limits.maxRemovalPercent, Math.max(peak, now)),
        );
        // Who gets another machine of a selector is nobody new.
        if (target.kind === 'machines') continue;
        expect(new Set(everybody(mine(guarded.adds))).size).toBeLessThanOrEqual(
          role === 'administrator'
            ? mostOf(limits.maxNewAdministrators, limits.maxNewAdministratorsPercent, now)
            : mostOf(stricterOf('maxNewUsers'), limits.maxNewUsersPercent, now),
        );
      }
    }));

  it('stricter guards never let more through', () =>
    fc.assert(
      fc.property(situation, limits, (given, other) => {
        const world = withOwnGuards(given);
        const decided = decidedIn(given);
        const loose = new Set(keys(allowedIn(guardedWorld(world, partsOf(given, { decided })))));
        const tight = partsOf(given, { decided, limits: stricter(given.limits, other) });
        const byPolicy = partsOf(given, { decided, policyGuards: other });

        expect(keys(allowedIn(guardedWorld(world, tight))).filter((key) => !loose.has(key))).toEqual([]);
        expect(keys(allowedIn(guardedWorld(world, byPolicy)))).toEqual(keys(allowedIn(guardedWorld(world, tight))));
      }),
      tries(1500),
    ));

  it('approving what is held lets that through and nothing else, and rejecting it nothing', () =>
    holds((given, undecided) => {
      for (const { changes } of undecided.guarded.held) {
        const world = withOwnGuards(given);
        const mine = keys(changes);
        const approved = approvedAll(mine);
        const after = guardedWorld(world, partsOf(given, { decided: approved }));
        const before = keys(allowedIn(undecided));
        const now = keys(allowedIn(after));
        expect(now.filter((key) => !before.includes(key))).toEqual(mine);
        // What was only proposed counts once it is approved, so that others may wait.
        const proposed = undecided.found.withheld.some(isProposed);
        expect(before.filter((key) => !proposed && !now.includes(key))).toEqual([]);

        const rejected = new Map(mine.map((key) => [key, { quarantine: 'q', message: 'No.' }]));
        const refused = guardedWorld(world, partsOf(given, { decided: { ...NOTHING_DECIDED, rejected } }));
        expect(keys(allowedIn(refused))).toEqual(keys(allowedIn(undecided)));
        expect(keys(refused.guarded.held.flatMap((one) => one.changes)).filter((key) => mine.includes(key))).toEqual(
          [],
        );
      }
    }));

  it('the floor holds, whatever is approved', () =>
    holds((given, undecided) => {
      const decided = approvedAll(keys(changesIn(undecided)));
      const world = withOwnGuards(given);
      const { guarded } = guardedWorld(world, partsOf(given, { decided }));
      const lasting = guarded.removes.filter(
        ({ role, reason }) => role === 'administrator' && !['deny', 'disabled', 'guest', 'notAPerson'].includes(reason),
      );
      for (const { scope } of lasting) {
        expect(administratorsAt(scope, world, guarded.removes).size).toBeGreaterThanOrEqual(
          given.limits.minAdministrators,
        );
      }
    }));
});

/** Who is left, said again in the plainest words. */
function administratorsAt(scope: string, world: RandomWorld, removes: readonly Change[]): ReadonlySet<string> {
  const { there, groups, activations, deny } = world;
  const gone = new Set(removes.map((one) => `${scopeKey(one.scope)} ${one.role} ${one.principalId}`));
  const read = groups.filter(({ gap }) => gap === undefined);
  const known = new Set(read.flatMap(({ eligible }) => eligible));
  const left = there.filter(
    (one) =>
      one.role === 'administrator' &&
      one.conditional !== true &&
      activations?.[one.name] === undefined &&
      // Of another subscription nothing reaches here, and management groups lie above all.
      (placeOf(one.scope).kind === 'managementGroup' ||
        one.scope === '/' ||
        placeKey(placeOf(one.scope)) === placeKey(placeOf(scope))) &&
      reaches(one.scope, scope) &&
      !gone.has(`${scopeKey(one.scope)} ${one.role} ${one.principalId}`),
  );
  const people = left.flatMap(
    ({ principalId }) => read.find(({ groupId }) => groupId === principalId)?.eligible ?? [principalId],
  );
  return new Set(people.filter((id) => known.has(id) && !deny.includes(id)));
}
