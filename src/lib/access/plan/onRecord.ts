/** Whether what stands of ours is on record: what is not was written by a ledger that is lost. Pure. */
import { hours } from '../../time.ts';
import type { Assignment } from '../assignment.ts';
import type { Findings } from './findings.ts';
import type { Site } from './site.ts';

/** For so long after it was found, a binding counts as one whose ledger is lost. */
const LOST_MS = hours(24);

/** Adds what is not on record, and the bindings whose ledger is lost. A place that was not read in full tells neither. */
export function noteRecord(
  assignment: Assignment,
  binding: string | null,
  { world, placeRead }: Site,
  { unrecorded, lost }: Pick<Findings, 'unrecorded' | 'lost'>,
): void {
  if (!placeRead) return;
  const { recorded, now } = world.input;
  const record = recorded.get(assignment.name);
  if (record === undefined) {
    // Only now is its name computed: of a million that are kept and on record, none is.
    if (!world.whose.isOwn(assignment)) return;
    unrecorded.push({ assignment, binding });
    lost.add(binding);
  } else if (record.how === 'found' && now - record.at < LOST_MS) lost.add(binding);
}
