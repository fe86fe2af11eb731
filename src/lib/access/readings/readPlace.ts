/** Reads the assignments at a place: one listing, the deny assignments, and PIM's activations where somebody else assigns. */
import { Failure } from '../../errors.ts';
import type { Instant } from '../../time.ts';
import { type Assignment, type AssignmentReader, type Place, scopeKey } from '../assignment.ts';
import { isOfOurKind, makerOf } from '../ownership.ts';
import type { PlaceReading } from './placeReading.ts';

export interface ReadPlaceDeps {
  readonly reader: AssignmentReader;
  /** The last reading of this place. */
  readonly previous?: PlaceReading | undefined;
  readonly now: Instant;
}

/** Reads a place. Throws what the reader throws: whoever calls decides whether to try again. */
export async function readPlace(place: Place, { reader, previous, now }: ReadPlaceDeps): Promise<PlaceReading> {
  const [{ assignments, used }, denials] = await Promise.all([reader.list(place), reader.denials(place)]);
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
  return { ...known, version: 1, place, readAt: now, gap: { ...gap, since: previous?.gap?.since ?? now } };
}
