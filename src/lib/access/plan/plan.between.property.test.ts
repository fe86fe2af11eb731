import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planFor, planInput } from '../../../../test/builders/accessWorld.ts';
import { accessWorlds, type MadeAssignment, type RandomWorld } from '../../../../test/builders/accessWorlds.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { tries } from '../../../../test/simulation/hold.ts';
import { minutes } from '../../time.ts';
import { reaches, scopeKey } from '../assignment.ts';
import { chooses } from '../readings/machineSelector.ts';
import { suffices } from '../role.ts';
import { scopeId } from '../scope.ts';
import type { Change } from './change.ts';
import type { Plan } from './plan.ts';

type Where = Pick<Change, 'scope' | 'role'>;

const keyOf = ({ scope, role, principalId }: Where & Pick<Change, 'principalId'>): string =>
  `${scopeKey(scope)} ${role} ${principalId}`;

const holds = (check: (world: RandomWorld, plan: Plan) => void): Promise<void> =>
  fc.assert(
    fc.asyncProperty(accessWorlds(), async (world) => check(world, await planFor(world))),
    tries(1500),
  );

function without(removes: readonly Change[], world: RandomWorld): RandomWorld {
  const gone = new Set(removes.map(keyOf));
  return { ...world, there: world.there.filter((one) => !gone.has(keyOf(one))) };
}

/** Whether somebody has this role there for good, themselves or through a group that was read. */
function hasForGood(principalId: string, { scope, role }: Where, { there, groups, activations }: RandomWorld): boolean {
  return there.some(
    (one) =>
      one.conditional !== true &&
      activations?.[one.name] === undefined &&
      suffices(one.role, role) &&
      reaches(one.scope, scope) &&
      (one.principalId === principalId ||
        groups.find(({ groupId }) => groupId === one.principalId)?.eligible.includes(principalId) === true),
  );
}

describe('switching between a group and its members', () => {
  it('cuts nobody off, even when nothing else of the plan comes about', () =>
    holds((world, { removes }) => {
      const switched = removes.filter(({ reason }) => reason === 'switchedToGroup' || reason === 'switchedToMembers');
      const then = without(switched, world);
      for (const change of switched) {
        const { eligible = [] } = world.groups.find(({ groupId }) => groupId === change.principalId) ?? {};
        const people = change.reason === 'switchedToGroup' ? [change.principalId] : eligible;
        const cutOff = people.filter((id) => !world.deny.includes(id) && !hasForGood(id, change, then));
        expect(cutOff).toEqual([]);
      }
    }));
});

/** Whether a binding in force gives this person as much there, by its scope or from above. */
function isToHave(principalId: string, { scope, role }: Where, world: RandomWorld): boolean {
  const { bindings, machines, groups } = world;
  return bindings.some(({ group, role: given, target, expires }) => {
    if (!suffices(given, role) || expires === '2026-11-21') return false;
    const reading = groups.find(({ groupId }) => groupId === group.id);
    if (reading?.gap?.reason === 'GroupDeleted' || reading?.eligible.includes(principalId) !== true) return false;
    const scopes =
      target.kind === 'scopes'
        ? target.scopes.map(scopeId)
        : machines.filter((one) => chooses(target.selector, one)).map(({ id }) => id);
    return scopes.some((one) => reaches(one, scope));
  });
}

/** The world without these, and without what has not stood for 15 minutes, as far as anybody knows. */
function feltWithout(removes: readonly Change[], world: RandomWorld): RandomWorld {
  const { recorded } = planInput(world);
  const left = without(removes, world);
  const hasStood = ({ createdAt, name }: MadeAssignment): boolean =>
    NOON - (createdAt ?? recorded.get(name)?.at ?? Infinity) >= minutes(15);
  return { ...left, there: left.there.filter(hasStood) };
}

describe('moving to a wider scope or a stronger role', () => {
  const MOVED = new Set(['leftGroup', 'dropped', 'expired', 'machineUnmatched']);

  it('cuts nobody off, even when nothing else of the plan comes about', () =>
    holds((world, { removes }) => {
      const moved = removes.filter(({ reason, principalType }) => MOVED.has(reason) && principalType === 'User');
      const left = feltWithout(moved, world);
      const cutOff = moved.filter(
        (change) => isToHave(change.principalId, change, world) && !hasForGood(change.principalId, change, left),
      );
      expect(cutOff).toEqual([]);
    }));
});
