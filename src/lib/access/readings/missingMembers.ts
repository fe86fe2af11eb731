/** People whom an earlier reading of a group had, and whom the newest lacks: they may have left, or the answer may be old. Pure. */
import { hours, type Instant } from '../../time.ts';
import type { GroupReading } from './groupReading.ts';

/** A group's own assignment goes long before; whoever was seen longer ago is forgotten. */
const REMEMBERED_MS = hours(24 * 7);

type Listed = Pick<GroupReading, 'eligible' | 'leftOut'>;

/** Sorted by id, each with the time of the first complete reading that lacked them; undefined when there are none. */
export function missingMembers(
  previous: GroupReading | undefined,
  { eligible, leftOut }: Listed,
  now: Instant,
): GroupReading['missing'] {
  if (previous === undefined) return undefined;
  const listed = new Set([...eligible, ...leftOut.map(({ id }) => id)]);
  // An incomplete reading that lacked them does not count as the first of two.
  const before = (previous.missing ?? []).map(({ id, since }) => ({
    id,
    since: previous.gap === undefined ? since : now,
  }));
  const known = new Map([
    ...previous.eligible.map((id): [string, Instant] => [id, now]),
    ...before.map(({ id, since }): [string, Instant] => [id, since]),
  ]);
  const missing = [...known]
    .filter(([id, since]) => !listed.has(id) && now - since < REMEMBERED_MS)
    .map(([id, since]) => ({ id, since }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return missing.length === 0 ? undefined : missing;
}
