/** Whether what stands of ours is on record, and for whom: what is not was written by a ledger that is lost. Pure. */
import { hours } from '../../time.ts';
import type { Assignment } from '../assignment.ts';
import { type Wanted, wants } from './desired.ts';
import type { Findings } from './findings.ts';
import type { Site } from './site.ts';

/** For so long after it was found, a binding counts as one whose ledger is lost. */
const LOST_MS = hours(24);
/** For so long what was taken counts for the guards of the binding that it was taken for. */
const COUNTED_MS = hours(24);

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

/**
 * Adds what is wanted and on record for a binding that does not want it here. Else whoever leaves the one that wants it now
 * would count as one whom the other has lost.
 */
export function noteBinding(
  { name }: Assignment,
  { by }: Wanted,
  { world, active, placeRead }: Site,
  { reattributed }: Pick<Findings, 'reattributed'>,
): void {
  const { input, denied } = world;
  const record = input.recorded.get(name);
  const binding = by.binding.name;
  if (record === undefined || record.binding === binding || !placeRead || input.held) return;
  if (record.how === 'removed' && input.now - record.at < COUNTED_MS) return;
  const known = active.find((one) => one.binding.name === record.binding);
  if (known !== undefined && wants(known, record.principalId, denied)) return;
  reattributed.push({ record, binding });
}
