/** Stands where the app writes to Azure, and says what must not be: each write is judged by the truth of its moment. */

import type { ChangeRecord } from '../../src/lib/access/apply/changeRecord.ts';
import type { Assignment } from '../../src/lib/access/assignment.ts';
import { groupReading } from '../../src/lib/access/readings/groupReading.ts';
import { machinesReading } from '../../src/lib/access/readings/machineSelector.ts';
import { seconds, toIso } from '../../src/lib/time.ts';
import type { Write } from './azure.ts';
import { unconfirmed } from './confirmation.ts';
import { createCountingWitness } from './countingWitness.ts';
import { takenFromExempt } from './exemptWitness.ts';
import { createFloorWitness } from './floorWitness.ts';
import { fallsBetween } from './movingWitness.ts';
import { unreplaced } from './narrowingWitness.ts';
import { type Giving, givings, isAdopting, type PolicyState, principals, receivers } from './policy.ts';
import { has, isApproved, isOwn, makerOf, reached, type Scene } from './scene.ts';
import { sameScope } from './scopes.ts';
import { closureOf, groupId, numberOf, type Truth } from './truth.ts';
import { takenBesideTwin } from './twinWitness.ts';

/** An instance goes by a policy that is so old. */
const POLICY_KEPT_MS = seconds(10);
/** By pauses, and by a listing of a place with the readings that there were then. */
const KEPT_MS = seconds(30);
/** So long a listing shows what others have taken away, and what an instance keeps of it. */
const LISTED_STILL_MS = seconds(60) + KEPT_MS;

export interface Witness {
  readonly saw: (write: Write) => void;
  /** Rows are lost: what the app can know no more, nobody holds against it. */
  readonly lost: (table: 'control') => void;
}

export function createWitness(scene: Scene): Witness {
  const counting = createCountingWitness(scene);
  const floor = createFloorWitness(scene);
  const say = (write: Write, what: string): void => void scene.problems.push(`${told(write, scene)}: ${what}`);
  return {
    saw(write) {
      const { assignment } = write;
      const record = scene.tables.announced(assignment.name);
      if (record?.status !== 'writing') say(write, 'nothing on record says that it is about to be made');
      const found = write.action === 'add' ? wrongAddition(assignment, scene) : wrongRemoval(assignment, record, scene);
      const all = [
        ...found,
        ...withdrawn(record, scene),
        ...wrongWhilePaused(write, record, scene),
        ...counting.saw(write, record),
      ];
      for (const what of [...all, ...floor.saw(write, record)]) say(write, what);
    },
    lost: () => counting.lost(),
  };
}

function told({ action, assignment }: Write, { clock, tables }: Scene): string {
  const { principalId, role, scope, name } = assignment;
  const reason = tables.announced(name)?.reason;
  return `${toIso(clock.now())} ${action} ${role} ${principalId.slice(-3)} at ${scope.slice(-30)} (${reason})`;
}

/** What people may have meant a moment ago: every policy that an instance may still go by. */
function policies({ policy, clock }: Scene): readonly PolicyState[] {
  return policy.since(clock.now() - POLICY_KEPT_MS);
}

/** What is, and what was since the state that checks of membership show: nobody can know better who is in a group. */
function truths({ truth, faults }: Scene): readonly Truth[] {
  const { people, machines, readable } = truth.now();
  return truth
    .since(truth.startOf(faults.surfaces.memberChecks()))
    .map(({ groups }) => ({ groups, people, machines, readable }));
}

function wrongAddition(assignment: Assignment, scene: Scene): string[] {
  const wanted = policies(scene).some((policy) =>
    truths(scene).some((truth) =>
      givings(policy, truth, scene.clock.now()).some(
        (giving) => isAt(giving, assignment) && principals(giving, policy, truth).includes(assignment.principalId),
      ),
    ),
  );
  const denied = deniedIn(assignment, scene).map((n) => `person ${n} is denied, and gets in with the group`);
  return wanted ? denied : ['it goes to somebody who is no eligible member of a binding that gives it', ...denied];
}

/** Numbers of those who are members by everything that checks may show, and denied by every policy that an instance may go by. */
function deniedIn({ principalId }: Assignment, scene: Scene): readonly number[] {
  const group = numberOf(principalId, 'group');
  if (group === undefined) return [];
  const seen = truths(scene).map((truth) => closureOf(truth, group).people);
  const [first = new Set<number>(), ...others] = seen;
  const members = [...first].filter((n) => others.every((people) => people.has(n)));
  return members.filter((n) => policies(scene).every(({ deny }) => deny.includes(n)));
}

function isAt({ scope, role }: Giving, assignment: Assignment): boolean {
  return role === assignment.role && sameScope(scope, assignment.scope);
}

function wrongRemoval(assignment: Assignment, record: ChangeRecord | undefined, scene: Scene): string[] {
  return [
    ...ofOthers(assignment, scene),
    ...takenFromExempt(assignment, record, policies(scene), scene),
    ...onDoubt(assignment, record, scene),
    ...fromMembers(assignment, scene),
    ...takenBesideTwin(record, scene),
    ...fallsBetween(assignment, record, policies(scene), scene),
    ...unreplaced(assignment, record, policies(scene), scene),
    ...unconfirmed(assignment, record, scene),
  ];
}

function ofOthers(assignment: Assignment, scene: Scene): string[] {
  if (isOwn(assignment, scene)) return [];
  if (makerOf(assignment, scene) === 'other') return ['another installation has made it'];
  const truth = scene.truth.now();
  const adopted = policies(scene).some((policy) =>
    givings(policy, truth, scene.clock.now()).some((giving) => isAt(giving, assignment) && isAdopting(giving)),
  );
  return adopted ? [] : ['somebody else has made it, and no binding adopts it'];
}

function withdrawn(record: ChangeRecord | undefined, scene: Scene): string[] {
  const isUnder = record?.quarantine !== undefined;
  return isUnder && !isApproved(record, scene) ? ['the approval that it is made under does not hold'] : [];
}

/** Reasons that do not follow from what was read of groups. */
const BY_POLICY: ReadonlySet<string | undefined> = new Set(['deny', 'dropped', 'expired']);

function onDoubt(assignment: Assignment, record: ChangeRecord | undefined, scene: Scene): string[] {
  if (BY_POLICY.has(record?.reason) || isApproved(record, scene)) return [];
  const { clock, tables } = scene;
  const before = clock.now() - KEPT_MS;
  if (record?.reason === 'machineUnmatched') {
    const { data } = machinesReading.safeParse(tables.written('readings/machines'));
    return data !== undefined && data.gap !== undefined && data.readAt < before
      ? ['the inventory was not read in full']
      : [];
  }
  const truth = scene.truth.now();
  const groups = policies(scene)
    .map((policy) => givings(policy, truth, clock.now()).filter((giving) => isAt(giving, assignment)))
    .map((found) => new Set(found.map(({ binding }) => binding.group)))
    .reduce((all, some) => new Set([...all].filter((group) => some.has(group))));
  return [...groups].flatMap((group) => doubtOf(groupId(group), before, scene));
}

function doubtOf(group: string, before: number, { tables, directory }: Scene): string[] {
  const { data } = groupReading.safeParse(tables.written(`readings/group-${group}`));
  if (data === undefined || data.readAt >= before) return [];
  if (data.gap !== undefined) return [`group ${group} was not read in full (${data.gap.reason})`];
  return directory.listings(group).some(({ at }) => at === data.readAt)
    ? []
    : [`group ${group} counts as read in full, and was not`];
}

/** Whoever is wanted keeps what is wanted for them, not only in the end but at every moment. */
function fromMembers(assignment: Assignment, scene: Scene): string[] {
  const truth = scene.truth.now();
  const there = scene.there.now();
  const [...before] = scene.there.since(scene.clock.now() - LISTED_STILL_MS);
  const without = (list: readonly Assignment[]) => list.filter(({ name }) => name !== assignment.name);
  const losers = reached(assignment, truth).filter((person) =>
    policies(scene).every((policy) =>
      givings(policy, truth, scene.clock.now()).some((giving) => {
        const isReceiver = (then: Truth): boolean => receivers(giving, policy, then).includes(person);
        if (!isAt(giving, assignment) || !truths(scene).every(isReceiver)) return false;
        const wanted = { scope: giving.scope, role: giving.role };
        return has(person, wanted, there, truth) && !before.some((list) => has(person, wanted, without(list), truth));
      }),
    ),
  );
  return losers.map((person) => `person ${person} is wanted there, and loses what they have`);
}

function wrongWhilePaused({ action }: Write, record: ChangeRecord | undefined, { pauses, clock }: Scene): string[] {
  const since = pauses.since(action, clock.now());
  const heeds = since !== undefined && clock.now() - since > KEPT_MS && record?.reason !== 'deny';
  return heeds ? ['it is paused'] : [];
}
