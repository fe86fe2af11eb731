/** Reads the assignments at a place: one listing, the deny assignments, and PIM's activations where somebody else assigns. */
import { Failure } from '../../errors.ts';
import { hours, type Instant, minutes } from '../../time.ts';
import { type Assignment, type AssignmentReader, type Place, scopeKey } from '../assignment.ts';
import type { GrantRecord } from '../grants.ts';
import { isOfOurKind, makerOf } from '../ownership.ts';
import { type PlaceReading, TOO_SHORT } from './placeReading.ts';

export interface ReadPlaceDeps {
  readonly reader: AssignmentReader;
  /** The last reading of this place. */
  readonly previous?: PlaceReading | undefined;
  /** What the ledger has there, by name; asked for only where something is not listed any more. */
  readonly onRecord?: () => Promise<ReadonlyMap<string, GrantRecord>>;
  readonly now: Instant;
}

/** Reads a place. Throws what the reader throws: whoever calls decides whether to try again. */
export async function readPlace(place: Place, deps: ReadPlaceDeps): Promise<PlaceReading> {
  const { reader, previous, now } = deps;
  const [{ assignments, used }, denials] = await Promise.all([reader.list(place), reader.denials(place)]);
  const short = await shortness(assignments, deps);
  if (short !== undefined) return unreadPlace(place, previous, short, now);
  // Only what others have made can come from PIM; where nobody else assigns, there is nothing to ask. Anybody can copy a description.
  const foreign = assignments.some(({ name, description }) => !isOfOurKind(name) || makerOf(description) === undefined);
  const activations = foreign ? await activationsAt(place, reader) : {};
  return {
    version: 1,
    place,
    readAt: now,
    assignments: [...assignments],
    used,
    denials: copied(denials),
    activations,
    ...grants(assignments, previous, now),
  };
}

/** What is on record for so long and was never listed is not there, or another reading would have shown it. */
const LISTED_BY_MS = hours(1);
/** Fewer assignments than this come and go by the hands of people: two listings so far apart that agree are believed. */
const A_FEW = 5;
const FEW_BELIEVED_MS = minutes(15);
const BELIEVED_MS = hours(24);

/**
 * Why a listing is too short to be the whole truth. ARM has answered 200 with an empty list, and with a part of it
 * (Azure/azure-sdk-for-python, issues 22873 and 14124). Believed at once, everything would be made anew and the ledger forgotten.
 */
async function shortness(
  listed: readonly Assignment[],
  { previous, onRecord, now }: ReadPlaceDeps,
): Promise<{ readonly code: string; readonly message: string } | undefined> {
  const names = new Set(listed.map(({ name }) => name));
  if (onRecord === undefined || previous?.assignments.every(({ name }) => names.has(name)) === true) return undefined;
  const stood = stoodBefore(await onRecord(), previous, now);
  const shown = stood.filter((name) => names.has(name)).length;
  if (shown * 2 >= stood.length || isBelieved(stood.length, previous, now)) return undefined;
  const message = `The list shows ${shown} of ${stood.length} assignments that this app has on record there.`;
  return { code: TOO_SHORT, message };
}

/** What is on record and was listed; without an earlier list, what is old enough to have been. */
function stoodBefore(
  recorded: ReadonlyMap<string, GrantRecord>,
  previous: PlaceReading | undefined,
  now: Instant,
): readonly string[] {
  const before = previous && new Set(previous.assignments.map(({ name }) => name));
  const stood = ({ name, how, at }: GrantRecord): boolean =>
    how !== 'removed' && (before === undefined ? now - at >= LISTED_BY_MS : before.has(name));
  return [...recorded.values()].filter(stood).map(({ name }) => name);
}

/** Whether the list has been so short for long enough. */
function isBelieved(stood: number, previous: PlaceReading | undefined, now: Instant): boolean {
  const since = previous?.gap?.code === TOO_SHORT ? (previous.gap.since ?? now) : now;
  return now - since >= (stood <= A_FEW ? FEW_BELIEVED_MS : BELIEVED_MS);
}

/** Since when which scopes give somebody a role, as far as it was seen. */
function grants(
  assignments: readonly Assignment[],
  previous: PlaceReading | undefined,
  now: Instant,
): Required<Pick<PlaceReading, 'grantedSince' | 'changedAt'>> {
  const before = previous?.grantedSince ?? {};
  const scopes = [...new Set(assignments.map(({ scope }) => scopeKey(scope)))].toSorted();
  const same = scopes.length === Object.keys(before).length && scopes.every((scope) => scope in before);
  return {
    grantedSince: Object.fromEntries(scopes.map((scope) => [scope, before[scope] ?? now])),
    changedAt: same ? (previous?.changedAt ?? now) : now,
  };
}

function copied(denials: Awaited<ReturnType<AssignmentReader['denials']>>): PlaceReading['denials'] {
  return denials.map(({ principalIds, excludedPrincipalIds, roles, ...denial }) => ({
    ...denial,
    principalIds: [...principalIds],
    excludedPrincipalIds: [...excludedPrincipalIds],
    roles: [...roles],
  }));
}

/** Tenants without PIM refuse the question; then every assignment counts as one that stays. */
async function activationsAt(place: Place, reader: AssignmentReader): Promise<PlaceReading['activations']> {
  try {
    const activations = await reader.activations(place);
    return Object.fromEntries(activations.map(({ assignmentName, endsAt }) => [assignmentName, endsAt]));
  } catch (error) {
    if (error instanceof Failure && (error.kind === 'denied' || error.kind === 'rejected' || error.kind === 'notFound'))
      return null;
    throw error;
  }
}

/** The reading of a place that could not be read: what was known stays known, and nothing is planned there. */
export function unreadPlace(
  place: Place,
  previous: PlaceReading | undefined,
  gap: Omit<NonNullable<PlaceReading['gap']>, 'since'>,
  now: Instant,
): PlaceReading {
  const known = previous ?? { assignments: [], used: 0, denials: [], activations: null };
  // How long a list has been too short is counted by itself: it is believed after a while.
  const same = previous?.gap !== undefined && (previous.gap.code === TOO_SHORT) === (gap.code === TOO_SHORT);
  return { ...known, version: 1, place, readAt: now, gap: { ...gap, since: (same && previous.gap?.since) || now } };
}
