/**
 * Whoever loses a role through the policy, and is wanted for another role or scope in line with it, wider or narrower: what
 * replaces it stands, and is at least 15 minutes old, wherever both are felt.
 */
import type { ChangeRecord } from '../../src/lib/access/apply/changeRecord.ts';
import type { Assignment } from '../../src/lib/access/assignment.ts';
import { suffices } from '../../src/lib/access/role.ts';
import { hasStood, isKnown, isRead, KEPT_MS, MOVED } from './movingWitness.ts';
import { type Giving, givings, type PolicyState, receivers } from './policy.ts';
import { has, reached, type Scene } from './scene.ts';
import { lowerOf, machineNumber, sameScope } from './scopes.ts';

/** Who has nothing instead, in words. `policies`: all that an instance may go by. */
export function unreplaced(
  assignment: Assignment,
  record: ChangeRecord | undefined,
  policies: readonly PolicyState[],
  scene: Scene,
): readonly string[] {
  if (!MOVED.has(record?.reason)) return [];
  const truth = scene.truth.now();
  const [first, ...others] = policies.map((policy) => [policy, inLine(assignment, policy, scene)] as const);
  if (first === undefined) return [];
  return reached(assignment, truth).flatMap((person) =>
    first[1]
      .filter((giving) => isFor(person, giving, first[0], scene))
      .filter((giving) =>
        others.every(([policy, all]) => all.some((one) => isSame(one, giving) && isFor(person, one, policy, scene))),
      )
      .filter((giving) => !isReplaced(person, giving, assignment, scene))
      .map(
        ({ role, scope }) =>
          `person ${person} is to be ${role} at ${scope.slice(-20)}, and has had nothing else there for 15 minutes`,
      ),
  );
}

function inLine(assignment: Assignment, policy: PolicyState, { truth, clock }: Scene): readonly Giving[] {
  return givings(policy, truth.now(), clock.now()).filter(({ scope, role }) => {
    const isOther = !sameScope(scope, assignment.scope) || role !== assignment.role;
    return isOther && lowerOf(scope, assignment.scope) !== undefined && !isGone(scope, truth.now());
  });
}

/** Nobody signs in to what is not there. */
function isGone(scope: string, { machines }: ReturnType<Scene['truth']['now']>): boolean {
  const n = machineNumber(scope);
  return n !== undefined && machines[n]?.gone === true;
}

function isSame(a: Giving, b: Giving): boolean {
  return a.role === b.role && sameScope(a.scope, b.scope);
}

/** By the truth, and by what the app could know of it. */
function isFor(person: number, giving: Giving, policy: PolicyState, scene: Scene): boolean {
  return (
    receivers(giving, policy, scene.truth.now()).includes(person) &&
    isRead(person, giving, scene) &&
    isKnown(giving, policy, scene)
  );
}

function isReplaced(person: number, giving: Giving, assignment: Assignment, scene: Scene): boolean {
  const role = suffices(assignment.role, giving.role) ? giving.role : assignment.role;
  const scope = lowerOf(giving.scope, assignment.scope) ?? assignment.scope;
  return scene.there.since(scene.clock.now() - KEPT_MS).some((list) => {
    const others = list.filter(({ name }) => name !== assignment.name);
    return has(person, { scope, role }, others.filter(hasStood(scene)), scene.truth.now());
  });
}
