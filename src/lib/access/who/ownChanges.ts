/** The newest readings with what this app has changed since they were made: nobody need wait for the next run to see it. Pure. */
import { seconds } from '../../time.ts';
import type { ChangeRecord } from '../apply/changeRecord.ts';
import { type Assignment, placeKey, placeOf, scopeKey } from '../assignment.ts';
import { descriptionOf, type Self } from '../ownership.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import type { Places } from './standing.ts';

/** The clocks of two instances differ, and a listing lags behind a write. What a reading shows already changes nothing. */
const MARGIN_MS = seconds(60);

/** The places as they are after these changes. */
export function withOwnChanges(places: Places, changes: readonly ChangeRecord[], self: Self): Places {
  const made = changes.filter(({ status }) => status === 'done').toSorted((a, b) => a.at - b.at);
  if (made.length === 0) return places;
  return new Map(
    [...places].map(([key, reading]) => {
      const since = made.filter((change) => change.at > reading.readAt - MARGIN_MS && isShownIn(key, change, reading));
      return [
        key,
        { ...reading, assignments: since.reduce((there, one) => after(there, one, self), reading.assignments) },
      ];
    }),
  );
}

/** Whether the listing of this place shows the scope: its own, and what lies above it, which other assignments there tell. */
function isShownIn(key: string, { scope }: ChangeRecord, { assignments }: PlaceReading): boolean {
  return placeKey(placeOf(scope)) === key || assignments.some((one) => scopeKey(one.scope) === scopeKey(scope));
}

function after(there: Assignment[], change: ChangeRecord, self: Self): Assignment[] {
  switch (change.code) {
    case 'Created':
      return there.some((one) => isIt(one, change)) ? there : [...there, assignmentOf(change, self)];
    case 'Removed':
    case 'WasAbsent':
      return there.filter((one) => !isIt(one, change));
    default:
      return there;
  }
}

/** A change without a name found no assignment of its grant at all. */
function isIt(one: Assignment, { scope, role, principalId, assignment = one.name }: ChangeRecord): boolean {
  const isSameGrant = one.principalId === principalId && one.role === role && scopeKey(one.scope) === scopeKey(scope);
  return isSameGrant && one.name === assignment;
}

function assignmentOf({ assignment = '', scope, role, principalId, principalType, at }: ChangeRecord, self: Self) {
  const description = descriptionOf(self);
  return { name: assignment, scope, role, principalId, principalType, description, createdAt: at };
}
