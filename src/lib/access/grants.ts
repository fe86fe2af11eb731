/**
 * What we have written, on record: which binding an assignment of ours was made for, and when. Azure is the truth of what
 * stands; this says why. An assignment of ours that is not here was written by a ledger that is lost.
 */

import * as z from 'zod';
import { Failure } from '../errors.ts';
import { instant } from '../instant.ts';
import type { Place } from './assignment.ts';
import type { Grant } from './ownership.ts';

const contents = z.object({
  scope: z.string(),
  role: z.enum(['administrator', 'user']),
  principalId: z.string(),
  /** The binding that wanted it; null when nobody knows. */
  binding: z.string().nullable(),
  /** When it was about to be written or removed, or was found. */
  at: instant,
  /** `found`: it stood there and was not on record. `removed`: remembered for a day, since guards count it. */
  how: z.enum(['written', 'found', 'removed']),
  /** The binding that it was written for, where another one wants it since. */
  writtenFor: z.string().exactOptional(),
  /** Writing it made nobody new: guards did not count it. */
  uncounted: z.literal(true).exactOptional(),
  /** What guards count its removal among; absent when they do not, or it was approved. */
  counted: z.enum(['removals', 'denials']).exactOptional(),
  /** The quarantine whose approval it was made under. */
  quarantine: z.string().exactOptional(),
});

export interface GrantRecord extends Grant, Readonly<z.output<typeof contents>> {
  /** Name of the assignment: a GUID, lower case. */
  readonly name: string;
}

const NAME = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The text, if an assignment of ours can be called by it.
 *
 * @throws Failure bug `GrantName`
 */
export function grantName(text: string): string {
  if (NAME.test(text)) return text;
  throw new Failure('bug', 'GrantName', 'A grant was given a name that no assignment has.');
}

/** The record of this name from what was stored of it; undefined when that is not what this version writes. */
export function readGrant(name: string, stored: unknown): GrantRecord | undefined {
  const { data } = contents.safeParse(stored);
  return data === undefined || !NAME.test(name) ? undefined : { name, ...data };
}

/** The ledger of grants. Held to one contract suite in Azure Table storage and in memory; throws what the store throws. */
export interface Grants {
  /** All at a place, by name. What cannot be read is left out. */
  list(place: Place): Promise<ReadonlyMap<string, GrantRecord>>;
  /** Writes them, each in place of an earlier one of its name at that place; of two in `records` the later one stays. */
  save(records: readonly GrantRecord[]): Promise<void>;
  /** Forgets one; nothing when there is none. */
  remove(scope: string, name: string): Promise<void>;
}
