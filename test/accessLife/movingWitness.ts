/** Whoever loses a role through the policy, and is to have it from a wider scope or by a stronger role: nobody falls between. */
import type { ChangeRecord } from '../../src/lib/access/apply/changeRecord.ts';
import { type Assignment, reaches } from '../../src/lib/access/assignment.ts';
import { groupReading } from '../../src/lib/access/readings/groupReading.ts';
import { suffices } from '../../src/lib/access/role.ts';
import { minutes, seconds } from '../../src/lib/time.ts';
import { type Giving, givings, isSelecting, type PolicyState, receivers } from './policy.ts';
import { has, reached, type Scene } from './scene.ts';
import { machineNumber } from './scopes.ts';
import { groupId, personId } from './truth.ts';

export const MOVED: ReadonlySet<string | undefined> = new Set(['leftGroup', 'dropped', 'expired', 'machineUnmatched']);
/** So long until what was assigned has taken effect. */
const SETTLED_MS = minutes(15);
/** A listing of a place shows what was, and is kept with the readings that there were then. */
export const KEPT_MS = seconds(90);
/** What was read of machines is no older, unless it fails to be read. */
const INVENTORY_MS = minutes(60);

/** Who falls between, in words. `policies`: all that an instance may go by. */
export function fallsBetween(
  assignment: Assignment,
  record: ChangeRecord | undefined,
  policies: readonly PolicyState[],
  scene: Scene,
): readonly string[] {
  if (!MOVED.has(record?.reason)) return [];
  const { clock } = scene;
  const truth = scene.truth.now();
  const { scope, role } = assignment;
  const isCovered = (person: number): boolean =>
    scene.there.since(clock.now() - KEPT_MS).some((list) => {
      const others = list.filter(({ name }) => name !== assignment.name);
      return has(person, { scope, role }, others.filter(hasStood(scene)), truth);
    });
  return reached(assignment, truth)
    .filter((person) => policies.every((policy) => isWanted(person, assignment, policy, scene)))
    .filter((person) => !isCovered(person))
    .map((person) => `person ${person} is to have as much from elsewhere, which has not stood for 15 minutes`);
}

/** What ends by itself takes nobody's place. */
export function hasStood({ clock, ends }: Scene): (one: Assignment) => boolean {
  return ({ name, createdAt }) => createdAt !== undefined && clock.now() - createdAt >= SETTLED_MS && !ends.has(name);
}

/** By the truth, and by what the app could know of it when it listed the place. */
function isWanted(person: number, { scope, role }: Assignment, policy: PolicyState, scene: Scene): boolean {
  const { clock } = scene;
  const now = clock.now();
  return givings(policy, scene.truth.now(), now).some(
    (giving) =>
      suffices(giving.role, role) &&
      reaches(giving.scope, scope) &&
      receivers(giving, policy, scene.truth.now()).includes(person) &&
      isRead(person, giving, scene) &&
      isKnown(giving, policy, scene),
  );
}

export function isRead(person: number, { binding }: Giving, { tables, clock }: Scene): boolean {
  const { data } = groupReading.safeParse(tables.written(`readings/group-${groupId(binding.group)}`));
  if (data === undefined || data.readAt >= clock.now() - KEPT_MS) return false;
  return data.eligible.includes(personId(person));
}

/** What a selector chooses is known by the inventory. */
export function isKnown({ binding, scope }: Giving, policy: PolicyState, { truth, clock }: Scene): boolean {
  if (!isSelecting(binding.target)) return true;
  const now = clock.now();
  return truth.since(now - INVENTORY_MS).every((then) => {
    const isReported = then.machines[machineNumber(scope) ?? -1]?.reported === true;
    return isReported && givings(policy, then, now).some((one) => one.binding === binding && one.scope === scope);
  });
}
