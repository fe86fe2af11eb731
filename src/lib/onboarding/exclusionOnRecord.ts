/** The exclusion that the ledger holds of a machine, beside its tag: who puts it there, and who takes it away. Pure. */
import type { Instant } from '../time.ts';
import type { Conditions } from './condition.ts';
import type { Exclusion } from './evidence.ts';
import type { Exclusion as ExclusionByTag } from './exclusion.ts';
import { type MachineRecord, note } from './record.ts';
import { shorten } from './shorten.ts';
import { MACHINE_STATES } from './state.ts';

const NAME_KEPT = 200;
const REASON_KEPT = 500;

/** Lines of the timeline. */
export const EXCLUDED_BY_PERSON = 'ExcludedByPerson';
export const INCLUDED = 'Included';

/** Who decides, and why. */
export interface Decided {
  readonly by: string;
  readonly reason: string;
}

/** The record of a machine that a person excludes. It takes nothing away; one that is excluded on record already stays so. */
export function excludedByPerson(record: MachineRecord, decided: Decided, now: Instant): MachineRecord {
  if (record.exclusion?.because === 'person') return record;
  const { by, reason } = shortened(decided);
  const excluded = { ...record, exclusion: { at: now, because: 'person' as const, by, reason } };
  return note(excluded, now, EXCLUDED_BY_PERSON, `${by} excluded the machine. Reason: ${reason}`);
}

/** The record of a machine that a person lets in again; the tag, if it carries it, still excludes it. */
export function included(record: MachineRecord, decided: Decided, now: Instant): MachineRecord {
  const { exclusion, ...rest } = record;
  if (exclusion === undefined) return record;
  const { by, reason } = shortened(decided);
  return note(rest, now, INCLUDED, `${by} let the machine in again. Reason: ${reason}`);
}

function shortened({ by, reason }: Decided): Decided {
  return { by: shorten(by, NAME_KEPT), reason: shorten(reason, REASON_KEPT) };
}

/** The exclusion of a machine that goes: it stays out when it comes back without the tag. */
export function exclusionAtEnd(record: MachineRecord, now: Instant): Exclusion | undefined {
  if (!isKeptOut(record.conditions)) return undefined;
  const { offboardedAt, takenAt = Number.NEGATIVE_INFINITY } = record;
  const hasLeft = offboardedAt !== undefined && offboardedAt >= takenAt;
  return { at: now, because: hasLeft ? 'offboarded' : 'excluded' };
}

/** Somebody keeps the machine out, or may mean to: it is neither taken, nor just not named by ONBOARD, nor new. */
function isKeptOut(conditions: Conditions | undefined): boolean {
  if (conditions === undefined || conditions.Selected.status === 'True') return false;
  return conditions.Selected.reason !== 'NotSelected' && conditions.Selected.reason !== 'Settling';
}

/**
 * The record with the exclusion that a reading leaves. A tag that is there says it itself, also when nobody can tell what it
 * means, and removing it is a person's decision. One that is missing after a 404 may have gone with its resource: the machine
 * stays out.
 */
export function withExclusion(
  { exclusion, ...record }: MachineRecord,
  before: MachineRecord,
  { kind }: ExclusionByTag,
  now: Instant,
): MachineRecord {
  const isTagged = kind === 'excluded' || kind === 'unclear';
  const lost = before.absence?.seenAt !== undefined && !isTagged ? exclusionAtEnd(before, now) : undefined;
  const kept = isTagged && exclusion?.because !== 'person' ? undefined : (exclusion ?? lost);
  return kept === undefined ? record : { ...record, exclusion: kept };
}

/**
 * A row that an earlier version wrote when the machine went: it kept no exclusion, but the timeline says that the machine was
 * excluded until then.
 */
export function withEarlierExclusion(record: MachineRecord): MachineRecord {
  if (record.state !== 'Gone' || record.exclusion !== undefined) return record;
  const states = record.timeline.filter(({ event }) => STATES.has(event));
  const wentAt = states.findLastIndex(({ event }) => event !== 'Gone') + 1;
  if (states[wentAt - 1]?.event !== 'Excluded') return record;
  const because = record.timeline.findLast(({ event }) => event === 'Offboarded') ? 'offboarded' : 'excluded';
  return { ...record, exclusion: { at: states[wentAt]?.at ?? record.updatedAt, because } };
}

const STATES: ReadonlySet<string> = new Set(MACHINE_STATES);
