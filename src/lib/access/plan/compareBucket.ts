/** One role at one scope: what is wanted against what is there. Pure. */
import { defined } from '../../defined.ts';
import { type Assignment, placeKey, placeOf, scopeKey } from '../assignment.ts';
import { makerOf, type Ownership, ownershipOf } from '../ownership.ts';
import type { Exemption } from '../policy/policy.ts';
import type { SelectableMachine } from '../readings/machineSelector.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import { type ActualBucket, reaching } from './actual.ts';
import type { Change, Withheld } from './change.ts';
import type { Bucket, ResolvedBinding } from './desired.ts';
import type { Foreign, PlanInput, Satisfied, ScopeCount } from './diff.ts';
import { judgeRemoval } from './removal.ts';

/** Everything that the comparison of one bucket looks at. */
export interface World {
  readonly input: PlanInput;
  readonly bindings: readonly ResolvedBinding[];
  readonly denied: ReadonlySet<string>;
  /** By principal. */
  readonly exemptions: ReadonlyMap<string, Exemption>;
  /** By scope. */
  readonly machines: ReadonlyMap<string, SelectableMachine>;
  /** Other apps that work under this installation's id. */
  readonly sharedWith: readonly string[];
}

/** What comparing has found so far. */
export interface Findings {
  readonly adds: Change[];
  readonly removes: Change[];
  readonly withheld: Withheld[];
  /** By binding. */
  readonly kept: Map<string, number>;
  readonly satisfied: Satisfied[];
  readonly foreign: Foreign[];
  readonly scopes: ScopeCount[];
}

/** Adds what the comparison of this bucket finds to `out`. */
export function compareBucket(
  bucket: Bucket | undefined,
  actual: ActualBucket | undefined,
  world: World,
  out: Findings,
): void {
  const before = sizesOf(out);
  const assignments = actual === undefined ? [] : actual.assignments;
  const there = new Map(assignments.map((assignment) => [assignment.principalId, assignment]));
  const kept = bucket === undefined ? 0 : compareWanted(bucket, there, world, out);
  for (const assignment of assignments) {
    if (bucket === undefined || !bucket.wanted.has(assignment.principalId))
      compareUnwanted(assignment, bucket, there, world, out);
    else if (!isOurs(assignment, bucket, world)) out.foreign.push(foreignOf(assignment, world));
  }
  const counts = grown(before, sizesOf(out));
  const at = bucket ?? (counts.removes + counts.withheld > 0 ? actual : undefined);
  if (at !== undefined) out.scopes.push({ scope: at.scope, role: at.role, kept, ...counts });
}

type Sizes = Readonly<Record<'adds' | 'removes' | 'withheld', number>>;

function grown(before: Sizes, after: Sizes): Sizes {
  return {
    adds: after.adds - before.adds,
    removes: after.removes - before.removes,
    withheld: after.withheld - before.withheld,
  };
}

function sizesOf({ adds, removes, withheld }: Findings): Sizes {
  return { adds: adds.length, removes: removes.length, withheld: withheld.length };
}

/** What is wanted: there already, given by others, or to be added. Answers how many are kept. */
function compareWanted(bucket: Bucket, there: ReadonlyMap<string, Assignment>, world: World, out: Findings): number {
  const place = world.input.places.get(bucket.place);
  const given = givenByOthers(bucket, place, world);
  let kept = 0;
  for (const [principalId, { by, type }] of bucket.wanted) {
    const binding = by.binding.name;
    const present = there.get(principalId);
    const giver = given.get(principalId);
    if (present !== undefined && isOurs(present, bucket, world)) {
      kept++;
      out.kept.set(binding, (out.kept.get(binding) ?? 0) + 1);
    } else if (giver !== undefined) {
      out.satisfied.push(satisfiedBy(giver, bucket, principalId, binding, place));
    } else {
      const { scope, role } = bucket;
      const reason = type === 'Group' ? ('group' as const) : ('member' as const);
      const change: Change = { action: 'add', scope, role, principalId, principalType: type, binding, reason };
      const why = withheldAdd(by, place);
      if (why === undefined) out.adds.push(change);
      else out.withheld.push({ ...change, why });
    }
  }
  return kept;
}

/** Who has this role here, or more, through an assignment of others, here or above. */
function givenByOthers(bucket: Bucket, place: PlaceReading | undefined, world: World): Map<string, Assignment> {
  const givers = reaching(place?.assignments ?? [], bucket.scope, bucket.role);
  return new Map(
    givers.filter((one) => !isOurs(one, bucket, world)).map((assignment) => [assignment.principalId, assignment]),
  );
}

function satisfiedBy(
  { name }: Assignment,
  { scope, role }: Bucket,
  principalId: string,
  binding: string,
  place: PlaceReading | undefined,
): Satisfied {
  return defined({ scope, role, principalId, binding, by: name, endsAt: place?.activations?.[name] });
}

function withheldAdd(by: ResolvedBinding, place: PlaceReading | undefined): Withheld['why'] | undefined {
  if (by.blocked !== undefined) return { code: 'NotRoleAssignable', message: by.blocked.message };
  return place === undefined || place.gap !== undefined ? UNREADABLE : undefined;
}

const UNREADABLE = {
  code: 'PlaceUnreadable',
  message: 'The assignments there could not be read, so that nobody knows what is there.',
} as const;

/** Ours to change: made by us, or governed by a binding that adopts what stands at its scopes. */
function isOurs(assignment: Assignment, bucket: Bucket, { input: { self } }: World): boolean {
  // What is wanted is kept or given whoever made it, so a claim is believed here; nothing is removed because of one. It
  // spares the computing of a name for each of what may be a million assignments.
  if (makerOf(assignment.description)?.installationId === self.installationId) return true;
  return isAdopted(assignment, bucket) || isOwn(ownershipOf(assignment, self));
}

function isOwn({ kind }: Ownership): boolean {
  return kind === 'own' || kind === 'twin';
}

function isAdopted({ scope }: Assignment, bucket: Bucket | undefined): boolean {
  if (bucket === undefined || scopeKey(scope) !== scopeKey(bucket.scope)) return false;
  return bucket.bindings.some(({ binding, expired }) => binding.adopt && !expired);
}

/** What nobody wants: ours is to go unless something keeps it, and what is foreign is shown. */
function compareUnwanted(
  assignment: Assignment,
  bucket: Bucket | undefined,
  there: ReadonlyMap<string, Assignment>,
  world: World,
  out: Findings,
): void {
  const { input, sharedWith } = world;
  const { scope, role, principalId, principalType } = assignment;
  const ownership = ownershipOf(assignment, input.self);
  const governed = isAdopted(assignment, bucket) && ownership.kind !== 'otherInstallation';
  if (!governed && !isOwn(ownership)) {
    out.foreign.push(foreignOf(assignment, world));
    return;
  }
  const { reason, binding, withheld } = judgeRemoval(assignment, {
    ...world,
    now: input.now,
    bucket,
    recorded: input.recorded.get(assignment.name),
    machine: machineAt(scope, world),
    machinesGap: input.machines === undefined ? 'it was not read' : input.machines.gap,
    stands: (id) => there.has(id),
    sharedWith: sharedWith[0],
  });
  const change: Change = { action: 'remove', scope, role, principalId, principalType, binding, reason };
  const readable = readingAt(assignment, input)?.gap === undefined;
  const why = withheld ?? (readable ? undefined : UNREADABLE);
  if (why === undefined) out.removes.push(change);
  else out.withheld.push({ ...change, why });
}

function readingAt({ scope }: Assignment, { places }: PlanInput): PlaceReading | undefined {
  return places.get(placeKey(placeOf(scope)));
}

/** The machine at a scope, as the inventory has it; undefined when the scope is no machine. */
function machineAt(scope: string, { machines }: World): SelectableMachine | 'absent' | undefined {
  const key = scopeKey(scope);
  return key.includes('/microsoft.hybridcompute/machines/') ? (machines.get(key) ?? 'absent') : undefined;
}

/** An assignment of others, as the plan shows it. */
export function foreignOf(assignment: Assignment, { input }: Pick<World, 'input'>): Foreign {
  const { name, scope, role, principalId, principalType } = assignment;
  const owner = ownershipOf(assignment, input.self);
  const installationId = owner.kind === 'otherInstallation' ? owner.installationId : undefined;
  const endsAt = readingAt(assignment, input)?.activations?.[name];
  return defined({ name, scope, role, principalId, principalType, endsAt, installationId });
}
