/** What an answer about who can sign in does not know: nobody must take silence for nobody. Pure. */
import { type Assignment, type Place, placeKey, placeOf, placeScope, reaches } from './assignment.ts';
import { GROUP_GAP_TEXTS } from './readings/groupReading.ts';
import type { PlaceReading } from './readings/placeReading.ts';
import type { Known } from './who.ts';

/** Something that was not read, or not in full. */
export interface Unread {
  readonly scope: string;
  readonly message: string;
}

/** What is not known of a scope. */
export function gapsAt(scope: string, known: Known): readonly Unread[] {
  const place = placeOf(scope);
  const reading = known.places.get(placeKey(place));
  const effective = (reading?.assignments ?? []).filter((one) => reaches(one.scope, scope));
  return [...placeGap(place, reading), ...groupGaps(effective, known)];
}

/** What is not known of any place. */
export function gapsAnywhere(known: Known): readonly Unread[] {
  const readings = [...known.places.values()];
  return [
    ...readings.flatMap((reading) => placeGap(reading.place, reading)),
    ...groupGaps(
      readings.flatMap(({ assignments }) => assignments),
      known,
    ),
  ];
}

function placeGap(place: Place, reading: PlaceReading | undefined): readonly Unread[] {
  const scope = placeScope(place);
  if (reading === undefined) return [{ scope, message: 'The assignments there have not been read yet.' }];
  if (reading.gap === undefined) return [];
  const { code } = reading.gap;
  const message = `The assignments there could not be read (${code}): what is said of them is old, or missing.`;
  return [{ scope, message }];
}

function groupGaps(assignments: readonly Assignment[], { groups }: Known): readonly Unread[] {
  const gaps = new Map<string, Unread>();
  for (const { principalId, scope } of assignments) {
    const gap = groups.get(principalId)?.gap;
    if (gap === undefined || gaps.has(principalId)) continue;
    gaps.set(principalId, { scope, message: `Group ${principalId}: ${GROUP_GAP_TEXTS[gap.reason].sentence}` });
  }
  return [...gaps.values()];
}
