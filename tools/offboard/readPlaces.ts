/** Reads assignments in many places. What cannot be read is told: something may be left there. */
import { type Assignment, type AssignmentReader, type Place, placeScope } from '../../src/lib/access/assignment.ts';
import { finalFailure } from '../../src/lib/access/runs/finalFailure.ts';
import { type Patience, patiently } from '../../src/lib/access/runs/patiently.ts';
import { taskName } from '../../src/lib/access/runs/progress.ts';

/** Listings that are under way at a time. */
const AT_ONCE = 8;

/** A place that could not be read. */
export interface Unread {
  readonly scope: string;
  readonly code: string;
  readonly message: string;
}

export interface PlacesRead {
  readonly assignments: readonly Assignment[];
  readonly unread: readonly Unread[];
}

export interface ReadPlacesDeps extends Patience {
  readonly assignments: Pick<AssignmentReader, 'list'>;
  /** Which of them are of interest: there may be a million. */
  readonly keep: (assignment: Assignment) => boolean;
}

/** All assignments of interest in these places. */
export async function readPlaces(places: readonly Place[], deps: ReadPlacesDeps): Promise<PlacesRead> {
  const pending = [...places];
  const assignments: Assignment[] = [];
  const unread: Unread[] = [];
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let place = pending.shift(); place !== undefined; place = pending.shift()) {
      const read = await readPlace(place, deps);
      if ('code' in read) unread.push(read);
      else for (const one of read) assignments.push(one);
      done += 1;
      deps.progress?.(`${done} of ${places.length} places`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { assignments, unread: unread.toSorted((a, b) => (a.scope < b.scope ? -1 : 1)) };
}

function readPlace(place: Place, deps: ReadPlacesDeps): Promise<readonly Assignment[] | Unread> {
  const read = async (mayRetry: boolean): Promise<readonly Assignment[] | Unread> => {
    try {
      return (await deps.assignments.list(place)).assignments.filter(deps.keep);
    } catch (error) {
      const { code, message } = finalFailure(error, mayRetry);
      return { scope: placeScope(place), code, message };
    }
  };
  return patiently(read, taskName(place), deps);
}
