/** A place as Azure lists it now, and what the plan's rules say of it: for removals, which are never made on old knowledge. */
import { Failure } from '../../errors.ts';
import { type Clock, type Instant, seconds } from '../../time.ts';
import { type Assignment, type Place, placeKey, scopeKey } from '../assignment.ts';
import { type Grant, ownershipOf } from '../ownership.ts';
import type { Change } from '../plan/change.ts';
import { bucketKey, type ResolvedBinding } from '../plan/desired.ts';
import { type Diff, diff } from '../plan/diff.ts';
import type { PlanInput } from '../plan/planInput.ts';
import { mayChoose } from '../plan/selectorDoubt.ts';
import type { AccessPolicy, Binding } from '../policy/policy.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import { readPlace } from '../readings/readPlace.ts';
import type { PlanningDeps } from '../runs/accessDeps.ts';
import { placesOf, planInputFor } from '../runs/planInputFor.ts';
import type { Memory } from '../runs/readings.ts';

/** What the plan's rules say of one grant. */
export type Verdict =
  | {
      readonly kind: 'remove';
      readonly reason: Change['reason'];
      /** Groups of the bindings that are in force there. */
      readonly groups: readonly string[];
      /** Since when readings of all these groups have lacked the principal; absent when none of them has. */
      readonly absentSince?: Instant;
      /** Bindings in force whose selectors give nothing there, as far as the inventory tells, and may choose the machine. */
      readonly selecting: readonly Binding[];
    }
  | { readonly kind: 'withheld'; readonly message: string }
  | { readonly kind: 'keep' };

export interface FreshPlace {
  readonly input: PlanInput;
  readonly diff: Diff;
  readonly reading: PlaceReading;
  verdict(change: Change): Verdict;
  /** The assignment that gives this: ours before one of others. */
  assignmentOf(grant: Grant): Assignment | undefined;
}

/** By which policy, and for the plan of which run. */
export interface Judging {
  readonly policy: AccessPolicy;
  readonly etag: string;
  readonly runId: string;
}

export type FreshPlaces = (place: Place, by: Judging) => Promise<FreshPlace>;

const KEPT_MS = seconds(30);

type FreshDeps = PlanningDeps & { readonly clock: Clock };

interface Known extends Omit<Judging, 'policy'> {
  readonly at: Instant;
  readonly place: Promise<FreshPlace>;
}

/** Lists places, each at most every half minute: removals of one plan at one place share a listing, and what it comes to. */
export function createFreshPlaces(deps: FreshDeps): FreshPlaces {
  const known = new Map<string, Known>();
  return (place, by) => {
    const key = placeKey(place);
    const before = known.get(key);
    const at = deps.clock.now();
    if (before !== undefined && isFor(before, by) && at - before.at < KEPT_MS) return before.place;
    const { etag, runId } = by;
    const read = freshPlace(place, by, deps);
    known.set(key, { at, etag, runId, place: read });
    read.catch(() => known.delete(key));
    return read;
  };
}

/** Another run has read the groups anew: what waited to be seen twice is judged by its readings. */
function isFor(before: Known, { etag, runId }: Judging): boolean {
  return before.etag === etag && before.runId === runId;
}

async function freshPlace(place: Place, { policy, etag, runId }: Judging, deps: FreshDeps): Promise<FreshPlace> {
  const now = deps.clock.now();
  const { assignments: reader, readings, grants } = deps;
  const previous = await readings.place(place);
  const reading = await readPlace(place, { reader, previous, onRecord: () => grants.list(place), now });
  // Nothing is removed, and nothing taken for gone, by a list that is too short.
  if (reading.gap !== undefined) throw new Failure('transient', reading.gap.code, reading.gap.message);
  const memory = await deps.readings.memory();
  const places = new Map([...(await placesBeside(place, memory, deps)), [placeKey(place), reading]]);
  // As the run whose plan is carried out has seen it: that plan counts as no second look of its own.
  const input = await planInputFor({ runId, policy, etag, held: false, memory, places }, deps);
  const found = diff(input);
  const removes = new Map(found.removes.map((change) => [keyOf(change), change]));
  const withheld = new Map(found.withheld.map((change) => [keyOf(change), change]));
  return {
    input,
    diff: found,
    reading,
    verdict(change) {
      const waiting = withheld.get(keyOf(change));
      // An approval stands in for the complete reading, and for nothing else.
      const approved = change.quarantine !== undefined && waiting?.proposed === true ? waiting : undefined;
      const removal = removes.get(keyOf(change)) ?? approved;
      if (removal !== undefined) return removalOf(removal, found, input);
      return waiting === undefined ? { kind: 'keep' } : { kind: 'withheld', message: waiting.why.message };
    },
    assignmentOf(grant) {
      const there = reading.assignments.filter((one) => keyOf(one) === keyOf(grant));
      return there.find((one) => ownershipOf(one, input.self).kind === 'own') ?? there[0];
    },
  };
}

function removalOf(removal: Change, found: Diff, { absentSince, machines }: PlanInput): Verdict {
  const groups = groupsAt(removal, found);
  const since = groups.flatMap((group) => absentSince(group, removal.principalId) ?? []);
  return {
    kind: 'remove',
    reason: removal.reason,
    groups,
    selecting: found.bindings.flatMap((one) =>
      !one.expired && !givesAt(removal, one) && mayChoose(one, removal.scope, machines) ? [one.binding] : [],
    ),
    ...(since.length > 0 && { absentSince: Math.max(...since) }),
  };
}

/**
 * As they were last read. Whether a management group lies above the place shows by what stands there and is not listed below;
 * what takes the place of something at a management group may stand in any subscription below it.
 */
function placesBeside(place: Place, memory: Memory, { readings }: FreshDeps): Promise<PlanInput['places']> {
  const isBeside = ({ kind }: Place): boolean => kind === 'managementGroup' || place.kind === 'managementGroup';
  return placesOf({ places: memory.places.filter(isBeside) }, readings);
}

function keyOf({ scope, role, principalId }: Grant): string {
  return `${bucketKey(scope, role)} ${principalId}`;
}

function groupsAt(grant: Grant, { bindings }: Diff): readonly string[] {
  return bindings.filter((one) => isAt(grant, one)).map(({ binding }) => binding.group.id);
}

/** Whether a binding that is in force gives this role at this scope. */
function isAt(grant: Grant, one: ResolvedBinding): boolean {
  return !one.expired && one.binding.role === grant.role && givesAt(grant, one);
}

function givesAt({ scope }: Grant, { scopes }: ResolvedBinding): boolean {
  return scopes.some((one) => scopeKey(one) === scopeKey(scope));
}
