import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONG_AGO, own, planFor, planInput, SELF, sha256 } from '../../../../test/builders/accessWorld.ts';
import {
  accessWorlds,
  CONFIRM_MS,
  isMadeByUs,
  type MadeAssignment,
  type RandomWorld,
} from '../../../../test/builders/accessWorlds.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { tries } from '../../../../test/simulation/hold.ts';
import { hours } from '../../time.ts';
import { scopeKey } from '../assignment.ts';
import type { Binding } from '../policy/policy.ts';
import { chooses } from '../readings/machineSelector.ts';
import { scopeId } from '../scope.ts';
import type { Change } from './change.ts';
import { diff } from './diff.ts';
import { NO_NAMES } from './names.ts';
import { type Plan, plan } from './plan.ts';
import type { PlanInput } from './planInput.ts';

const planOf = (input: PlanInput): Promise<Plan> =>
  plan(input, async () => ({ names: NO_NAMES, deniedIn: new Map(), listed: new Map() }), sha256);

/** What may be over by itself. */
const WAITING = new Set(['AwaitsSecondReading', 'AwaitsSecondRun', 'WaitsForGroup', 'WaitsForMembers', 'WaitsForRole']);

type Where = Pick<Change, 'scope' | 'role'>;

const keyOf = ({ scope, role, principalId }: Where & Pick<Change, 'principalId'>): string =>
  `${scopeKey(scope)} ${role} ${principalId}`;

/** The bindings in force that name this role at this scope: said again, in the plainest words. */
function bindingsAt({ scope, role }: Where, { bindings, machines }: RandomWorld): readonly Binding[] {
  return bindings.filter(({ role: given, target, expires }) => {
    if (given !== role || expires === '2026-11-21') return false;
    const scopes =
      target.kind === 'scopes'
        ? target.scopes.map(scopeId)
        : machines.filter((one) => chooses(target.selector, one)).map(({ id }) => id);
    return scopes.some((one) => scopeKey(one) === scopeKey(scope));
  });
}

/** Whether a binding in force wants this principal there. */
function isWanted(change: Change, world: RandomWorld): boolean {
  if (world.deny.includes(change.principalId)) return false;
  return bindingsAt(change, world).some(({ group, assign }) => {
    const reading = world.groups.find(({ groupId }) => groupId === group.id);
    if (reading?.gap?.reason === 'GroupDeleted') return false;
    return assign === 'group'
      ? change.principalId === group.id
      : reading?.eligible.includes(change.principalId) === true;
  });
}

const madeFor = (change: Change, { there }: RandomWorld): MadeAssignment | undefined =>
  there.find((one) => keyOf(one) === keyOf(change));

/** The world when a plan has been carried out, and everything was read once more. */
function carriedOut({ adds, removes }: Pick<Plan, 'adds' | 'removes'>, world: RandomWorld): RandomWorld {
  const absent = [...diff(planInput(world)).absent].map(([id, people]) => [id, Object.fromEntries(people)]);
  const gone = new Set(removes.map(keyOf));
  const added = adds.map(({ principalId, role, scope, principalType }): MadeAssignment => {
    return { ...own(principalId, role, scope, { principalType }), maker: 'own' };
  });
  return {
    ...world,
    there: [...world.there.filter((one) => !gone.has(keyOf(one))), ...added].map(longThere),
    groups: world.groups.map((group) => ({ ...group, readAt: group.readAt + CONFIRM_MS })),
    absent: Object.fromEntries(absent),
    newPolicy: false,
  };
}

const longThere = (one: MadeAssignment): MadeAssignment => ({ ...one, createdAt: LONG_AGO });

const holds = (check: (world: RandomWorld, plan: Plan) => void | Promise<void>): Promise<void> =>
  fc.assert(
    fc.asyncProperty(accessWorlds(), async (world) => check(world, await planFor(world))),
    tries(1500),
  );

describe('in every world', () => {
  it('an incomplete reading of a group removes nobody where it has a say, but who is denied', () =>
    holds((world, { removes }) => {
      for (const change of removes.filter(({ reason }) => reason !== 'deny')) {
        const readings = bindingsAt(change, world).map(({ group }) =>
          world.groups.find((one) => one.groupId === group.id),
        );
        expect(readings.every((reading) => reading !== undefined && reading.gap === undefined)).toBe(true);
      }
    }));

  it('what others made is neither removed nor about to be, unless a binding adopts it; of another installation never', () =>
    holds((world, { removes, withheld }) => {
      for (const change of [...removes, ...withheld.filter(({ action }) => action === 'remove')]) {
        const found = madeFor(change, world);
        if (found === undefined) throw new Error('There is nothing to remove.');
        const adopted = bindingsAt(change, world).some(({ adopt }) => adopt);
        expect(isMadeByUs(found) || (adopted && found.maker !== 'another')).toBe(true);
      }
    }));

  it('what is ours is never shown as of others, and whatever is not wanted of it is to go or withheld', () =>
    holds((world, { foreign, removes, withheld }) => {
      const shown = new Set([...planInput(world).places.values()].flatMap(({ assignments }) => assignments));
      const found = new Set([...removes, ...withheld].map(keyOf));
      for (const one of world.there.filter((made) => isMadeByUs(made) && shown.has(made))) {
        expect(foreign.map(keyOf)).not.toContain(keyOf(one));
        const change: Change = { ...one, action: 'remove', binding: null, reason: 'dropped' };
        expect(found.has(keyOf(one)) || isWanted(change, world)).toBe(true);
      }
    }));

  it('who is wanted and eligible is not removed, and who is not is not added', () =>
    holds((world, { removes, adds }) => {
      expect(removes.filter((change) => isWanted(change, world))).toEqual([]);
      expect(adds.filter((change) => !isWanted(change, world))).toEqual([]);
    }));

  it('nobody is removed for having left before complete readings of all groups have lacked them for long enough', () =>
    holds((world, { removes }) => {
      for (const change of removes.filter(({ reason }) => reason === 'leftGroup' || reason === 'notAPerson')) {
        for (const { group } of bindingsAt(change, world)) {
          const reading = world.groups.find(({ groupId }) => groupId === group.id);
          const since = world.absent[group.id]?.[change.principalId] ?? reading?.readAt ?? Infinity;
          expect((reading?.readAt ?? 0) - since).toBeGreaterThanOrEqual(world.confirmMs);
        }
      }
    }));

  it('what waits to be seen twice is what would be removed if it had been, and nothing else is different', () =>
    holds(async (world, { adds, removes, withheld }) => {
      const there = world.there.map(longThere);
      const seen = await planFor({ ...world, there, confirmMs: 0, newPolicy: false });
      const waiting = withheld.filter(({ why }) => WAITING.has(why.code)).map(keyOf);

      expect(adds).toEqual(seen.adds);
      for (const change of removes) expect(seen.removes).toContainEqual(change);
      for (const key of seen.removes.map(keyOf)) expect([...removes.map(keyOf), ...waiting]).toContain(key);
    }));

  it('an approver may stand in only for a reading that failed, and for nobody who may be in what it hides', () =>
    holds((world, { withheld }) => {
      for (const change of withheld.filter(({ proposed }) => proposed === true)) {
        const readings = bindingsAt(change, world).map(({ group }) =>
          world.groups.find((one) => one.groupId === group.id),
        );
        expect(change.why.code).toBe('IncompleteReading');
        expect(world.held).toBe(false);
        expect(readings.every((one) => one !== undefined && one.gap?.reason !== 'HiddenMembership')).toBe(true);
        // The reading that is missing may be that of a binding in line, too.
        expect(world.groups.some((one) => one.gap !== undefined)).toBe(true);
        expect(world.blockedSince[change.binding ?? '']).toBe(NOON - hours(168));
      }
    }));

  it('nobody is named twice for the same role and scope', () =>
    holds((_world, { adds, removes, withheld, satisfied }) => {
      const named = [...adds, ...removes, ...withheld, ...satisfied].map(keyOf);
      expect(new Set(named).size).toBe(named.length);
    }));

  it('a policy that cannot be read changes nothing', () =>
    holds(async (world, { withheld }) => {
      const held = await planFor({ ...world, held: true });
      expect([...held.adds, ...held.removes]).toEqual([]);
      expect(held.withheld.length).toBeGreaterThanOrEqual(withheld.length);
    }));
});

describe('carrying out a plan', () => {
  it('leaves nothing to do, when nothing was withheld', () =>
    holds(async (world, first) => {
      if (first.withheld.length > 0) return;
      const { adds, removes, withheld } = await planFor(carriedOut(first, world));
      expect({ adds, removes, withheld }).toEqual({ adds: [], removes: [], withheld: [] });
    }));

  it('comes to an end after two rounds, whatever is withheld: the second is for who waited for the first', () =>
    holds(async (world, first) => {
      const then = carriedOut(first, world);
      const second = await planFor(then);
      const { adds, removes } = await planFor(carriedOut(second, then));
      expect({ adds, removes }).toEqual({ adds: [], removes: [] });
      expect(second.adds).toEqual([]);
    }));
});

/** The same list in another order, with some of it twice. */
const mixed = <T>(list: readonly T[], keys: readonly number[]): T[] =>
  [...list, ...list.filter((_, index) => (keys[index % keys.length] ?? 0) % 3 === 0)]
    .map((item, index) => ({ item, key: keys[(index + 1) % keys.length] ?? 0, index }))
    .toSorted((a, b) => a.key - b.key || b.index - a.index)
    .map(({ item }) => item);

function mixedInput(input: PlanInput, keys: readonly number[]): PlanInput {
  const { policy, places, groups, machines } = input;
  return {
    ...input,
    policy: {
      ...policy,
      deny: mixed(policy.deny, keys),
      bindings: policy.bindings.map((binding) => {
        const { target } = binding;
        if (target.kind === 'machines') return binding;
        return { ...binding, target: { kind: 'scopes', scopes: mixed(target.scopes, keys) } };
      }),
    },
    groups: new Map(mixed([...groups], keys)),
    places: new Map(
      mixed([...places], keys).map(([key, place]) => [key, { ...place, assignments: mixed(place.assignments, keys) }]),
    ),
    ...(machines !== undefined && { machines: { ...machines, machines: mixed(machines.machines, keys) } }),
  };
}

describe('the same world', () => {
  it('gives the same plan, in whatever order and how often its parts were read', () =>
    fc.assert(
      fc.asyncProperty(accessWorlds(), fc.array(fc.nat(), { minLength: 3, maxLength: 7 }), async (world, keys) => {
        const input = planInput(world);

        expect(await planOf(mixedInput(input, keys))).toEqual(await planOf(input));
      }),
      tries(1500),
    ));

  it('gives the same changes however its groups are nested, loops included', () =>
    fc.assert(
      fc.asyncProperty(
        accessWorlds(),
        fc.dictionary(fc.constantFrom('ops', 'staff', 'web'), fc.subarray(['ops', 'staff', 'web'])),
        async (world, parents) => {
          const nested = world.groups.map((group) => ({ ...group, nested: Object.keys(parents).toSorted(), parents }));
          const groups = new Map(['ann', 'bob', 'eve', 'max'].map((id) => [id, ['web', 'ops']]));
          const names = { ...NO_NAMES, groups };

          expect((await planFor({ ...world, groups: nested }, { names })).hash).toBe((await planFor(world)).hash);
        },
      ),
      tries(1000),
    ));

  it('has the same hash, and another world has it only when it changes the same', () =>
    fc.assert(
      fc.asyncProperty(accessWorlds(), accessWorlds(), fc.boolean(), async (world, other, sameBindings) => {
        const second = sameBindings ? { ...other, bindings: world.bindings, groups: world.groups } : other;
        const [a, b] = [await planFor(world), await planFor(second)];

        expect(a.hash === b.hash).toBe(JSON.stringify(changesOf(a)) === JSON.stringify(changesOf(b)));
      }),
      tries(1500),
    ));
});

function changesOf({ adds, removes, withheld }: Plan): readonly unknown[] {
  const plain = ({ action, scope, role, principalId, binding, reason }: Change): readonly unknown[] => [
    action,
    scope.toLowerCase(),
    role,
    principalId,
    binding,
    reason,
  ];
  return [...[...adds, ...removes].map(plain), ...withheld.map((change) => [...plain(change), change.why.code])];
}

describe('a world that makes no sense', () => {
  const text = fc.oneof(
    fc.constantFrom('', '/', '//', 'ann', '/subscriptions', '__proto__', '\ud800'),
    fc.string({ maxLength: 6, unit: 'binary' }),
  );
  const senseless = fc.record({
    ids: fc.array(text, { minLength: 8, maxLength: 8 }),
    used: fc.constantFrom(-1, 0, 3999, 5000, Number.MAX_SAFE_INTEGER),
    now: fc.constantFrom(0, NOON, -1, Number.MAX_SAFE_INTEGER),
  });

  it('is planned like any other', () =>
    fc.assert(
      fc.asyncProperty(accessWorlds(), senseless, async (world, { ids, used, now }) => {
        const [a = '', b = '', c = '', d = '', e = '', f = '', g = '', h = ''] = ids;
        const input = planInput({
          ...world,
          bindings: world.bindings.map((binding) => ({
            ...binding,
            name: a,
            target: {
              kind: 'scopes',
              scopes: [
                { kind: 'managementGroup', key: c, managementGroup: c },
                { kind: 'resourceGroup', key: d, subscriptionId: d, resourceGroup: b },
              ],
            },
          })),
          there: world.there.map((one) => ({ ...one, scope: e, principalId: f, description: g, name: h })),
          exempt: [{ principal: f, owner: a, reason: b, until: '9999-12-31' }],
          deny: [f],
          history: { 'subscription-11111111-1111-4111-8111-111111111111': [{ at: now - 1e9, used: 1 }] },
          self: { ...SELF, formerInstallationIds: [a] },
          used,
          now,
        });

        expect((await planOf(input)).hash).toMatch(/^[0-9a-f]{64}$/);
        expect(diff(input).bindings).toHaveLength(world.bindings.length);
      }),
      tries(1000),
    ));
});
