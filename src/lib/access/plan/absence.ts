/**
 * Since when the groups at a place lack somebody who still has something of ours there: one reading that lacks them proves
 * nothing, two complete ones some time apart do. Pure.
 */
import type { Instant } from '../../time.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import type { Findings } from './findings.ts';
import { isEligible, leftOutReason } from './membership.ts';
import type { Site } from './site.ts';

/** Group → principal → when the first complete reading without them began. */
export type Absences = ReadonlyMap<string, ReadonlyMap<string, Instant>>;

/** Adds what each of the groups says, or what was known before where it says nothing. */
export function noteAbsence(principalId: string, { active, world }: Site, { absent }: Pick<Findings, 'absent'>): void {
  for (const { binding, reading } of active) {
    const since = absentSince(binding.group.id, reading, principalId, world.input);
    if (since === undefined) continue;
    const known = absent.get(binding.group.id);
    if (known === undefined) absent.set(binding.group.id, new Map([[principalId, since]]));
    else known.set(principalId, since);
  }
}

function absentSince(
  groupId: string,
  reading: GroupReading | undefined,
  principalId: string,
  input: Site['world']['input'],
): Instant | undefined {
  const known = input.absentSince(groupId, principalId);
  if (reading === undefined || reading.gap !== undefined) return known;
  return lacks(reading, principalId) ? (known ?? reading.readAt) : undefined;
}

/** Who is in a group and disabled, say, has not left it. What cannot sign in whatever becomes of it is as good as not there. */
function lacks(reading: GroupReading, principalId: string): boolean {
  const reason = leftOutReason(reading, principalId);
  const counts = reason === 'guest' || reason === 'disabled' || reason === 'notReadable';
  return !counts && !isEligible(reading, principalId);
}

/**
 * From when on complete readings prove that somebody is in none of the groups; undefined when the readings that there are
 * prove it.
 */
export function provenFrom(principalId: string, { active, world }: Site): Instant | undefined {
  const { confirmMs } = world.input;
  let from: Instant | undefined;
  for (const { binding, reading } of active) {
    const readAt = reading?.readAt ?? world.input.now;
    const since = absentSince(binding.group.id, reading, principalId, world.input) ?? readAt;
    if (readAt - since < confirmMs) from = Math.max(from ?? 0, since + confirmMs);
  }
  return from;
}
