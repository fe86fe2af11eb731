/**
 * What we have written, on record: which binding an assignment of ours was made for, and when. Azure is the truth of what
 * stands; this says why. An assignment of ours that is not here was written by a ledger that is lost.
 */

import type { Instant } from '../time.ts';
import type { Place } from './assignment.ts';
import type { Grant } from './ownership.ts';

export interface GrantRecord extends Grant {
  /** Name of the assignment: a GUID, lower case. */
  readonly name: string;
  /** The binding that wanted it; null when nobody knows. */
  readonly binding: string | null;
  /** When it was about to be written, or was found. */
  readonly at: Instant;
  /** `found`: it stood there and was not on record. */
  readonly how: 'written' | 'found';
  /** The quarantine whose approval it was made under. */
  readonly quarantine?: string;
}

/** The ledger of grants. Held to one contract suite in Azure Table storage and in memory; throws what the store throws. */
export interface Grants {
  /** All at a place, by name. What cannot be read is left out. */
  list(place: Place): Promise<ReadonlyMap<string, GrantRecord>>;
  /** Writes them, each in place of an earlier one of its name at that place. */
  save(records: readonly GrantRecord[]): Promise<void>;
  /** Forgets one; nothing when there is none. */
  remove(scope: string, name: string): Promise<void>;
}
