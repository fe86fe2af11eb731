/** The ledger of grants beside what stands: what is on record, what is put on record, and what is forgotten. */
import { defined } from '../../defined.ts';
import { hours, type Instant } from '../../time.ts';
import { placeKey, placeOf } from '../assignment.ts';
import type { GrantRecord, Grants } from '../grants.ts';
import type { Diff } from '../plan/diff.ts';
import type { PlanInput } from '../plan/planInput.ts';

type Places = PlanInput['places'];

/** Everything on record at these places, by name. Throws what the ledger throws: an unread ledger is no lost one. */
export async function recordedAt(places: Places, grants: Grants): Promise<ReadonlyMap<string, GrantRecord>> {
  const recorded = new Map<string, GrantRecord>();
  for (const { place } of places.values())
    for (const [name, record] of await grants.list(place)) recorded.set(name, record);
  return recorded;
}

/** What the places show, as if we had it all on record: for a plan that has no ledger and asks for none. */
export function asIfRecorded(places: Places): ReadonlyMap<string, GrantRecord> {
  const records = [...places.values()]
    .flatMap(({ assignments }) => assignments)
    .map(({ name, scope, role, principalId }): [string, GrantRecord] => {
      return [name, { name, scope, role, principalId, binding: null, at: 0, how: 'written' }];
    });
  return new Map(records);
}

/** A record so young may be of a write that is under way, or of one that listings do not show yet. */
const YOUNG_MS = hours(1);
/** What was taken counts for the guards for so long. */
const COUNTED_MS = hours(24);
/** As many are forgotten by one run. */
const FORGOTTEN_AT_ONCE = 1000;
/** As many are put on record for another binding by one run: a renamed binding may have a hundred thousand. */
const REATTRIBUTED_AT_ONCE = 10_000;

/** Puts on record what stands and is not, or for another binding than the one that wants it, and forgets what no longer stands. */
export async function keepRecords(
  { unrecorded, reattributed }: Pick<Diff, 'unrecorded' | 'reattributed'>,
  { places, recorded, now }: Pick<PlanInput, 'places' | 'recorded' | 'now'>,
  grants: Grants,
): Promise<void> {
  const anew = reattributed.slice(0, REATTRIBUTED_AT_ONCE).map(reattributedRecord);
  const records = [...unrecorded.map((one) => found(one, now)), ...anew];
  if (records.length > 0) await grants.save(records);
  for (const { scope, name } of goneFrom(places, recorded).slice(0, FORGOTTEN_AT_ONCE))
    await grants.remove(scope, name);
}

/** The other binding has not given this assignment to anybody: guards go by the binding that it was written for. */
function reattributedRecord({ record, binding }: Diff['reattributed'][number]): GrantRecord {
  return defined({ ...record, binding, writtenFor: record.writtenFor ?? record.binding ?? undefined });
}

function found({ assignment, binding }: Diff['unrecorded'][number], at: Instant): GrantRecord {
  const { name, scope, role, principalId } = assignment;
  return { name, scope, role, principalId, binding, at, how: 'found' };
}

/** Records of what stood once, by places that were read in full since. */
function goneFrom(places: Places, recorded: PlanInput['recorded']): readonly GrantRecord[] {
  const standing = new Set<string>();
  for (const { assignments } of places.values()) for (const { name } of assignments) standing.add(name);
  const keys = new Map<string, string>();
  return [...recorded.values()].filter(({ name, scope, at, how }) => {
    if (standing.has(name)) return false;
    const key = keys.get(scope) ?? placeKey(placeOf(scope));
    keys.set(scope, key);
    const reading = places.get(key);
    return (
      reading !== undefined &&
      reading.gap === undefined &&
      reading.readAt - at > (how === 'removed' ? COUNTED_MS : YOUNG_MS)
    );
  });
}
