/** Which groups a run reads: those of which something may have changed or not show yet, and every one at least once a day. Pure. */
import { hours, type Instant, isRecent } from '../../time.ts';
import type { DirectoryChanges } from '../directory.ts';
import { findSorted } from '../plan/sorted.ts';
import type { News } from '../readings/awaitedChange.ts';
import type { GroupReading } from '../readings/groupReading.ts';

/** A reading older than this is read again, whatever the change feed says. */
const FULL_MS = hours(24);

export interface RereadContext {
  /** Absent: the change feed could not be had, so that anything may have changed. */
  readonly changes: DirectoryChanges | undefined;
  /** Groups whose bindings have changes in the newest plan: those are proven by complete readings. */
  readonly pending: ReadonlySet<string>;
  /** Groups of the last run, to which the change feed goes back. Of any other it has not told everything. */
  readonly followed: ReadonlySet<string>;
  /** Its owners are of interest. */
  readonly withOwners: boolean;
  readonly now: Instant;
}

/** Why a group is read in this run: there is news of it, or it is due; undefined when it need not be read. */
export function whyRead(reading: GroupReading | undefined, context: RereadContext): News | 'due' | undefined {
  const { changes, followed } = context;
  if (reading === undefined || !followed.has(reading.groupId)) return 'unknown';
  if (changes === undefined || changes.kind === 'startOver') return 'unknown';
  if (hasChanged(reading, changes)) return 'announced';
  return isDue(reading, context) ? 'due' : undefined;
}

function isDue(reading: GroupReading, { pending, withOwners, now }: RereadContext): boolean {
  if (reading.gap !== undefined || reading.awaited !== undefined) return true;
  if (!isRecent(reading.readAt, FULL_MS, now) || pending.has(reading.groupId)) return true;
  return withOwners && reading.owners === undefined;
}

function hasChanged(reading: GroupReading, { groups, users }: Extract<DirectoryChanges, { kind: 'changes' }>): boolean {
  // Transitive changes are never reported (Microsoft Graph, delta query for groups), so the whole closure is watched.
  if ([reading.groupId, ...reading.nested].some((id) => groups.has(id))) return true;
  return [...users].some((id) => isMember(reading, id));
}

function isMember({ eligible, leftOut }: GroupReading, id: string): boolean {
  return findSorted(eligible, id, (one) => one) !== undefined || findSorted(leftOut, id, (one) => one.id) !== undefined;
}
