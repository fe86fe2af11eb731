/** Reads the assignments at a place: one listing, the deny assignments, and PIM's activations where somebody else assigns. */
import { Failure } from '../../errors.ts';
import type { Instant } from '../../time.ts';
import type { AssignmentReader, Place } from '../assignment.ts';
import { makerOf } from '../ownership.ts';
import type { PlaceReading } from './placeReading.ts';

/** Reads a place. Throws what the reader throws: whoever calls decides whether to try again. */
export async function readPlace(place: Place, reader: AssignmentReader, now: Instant): Promise<PlaceReading> {
  const [{ assignments, used }, denials] = await Promise.all([reader.list(place), reader.denials(place)]);
  // Only what others have made can come from PIM; where nobody else assigns, there is nothing to ask.
  const foreign = assignments.some(({ description }) => makerOf(description) === undefined);
  const activations = foreign ? await activationsAt(place, reader) : {};
  return { version: 1, place, readAt: now, assignments: [...assignments], used, denials: copied(denials), activations };
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
  gap: { readonly code: string; readonly message: string },
  now: Instant,
): PlaceReading {
  const known = previous ?? { assignments: [], used: 0, denials: [], activations: null };
  return { ...known, version: 1, place, readAt: now, gap: { ...gap } };
}
