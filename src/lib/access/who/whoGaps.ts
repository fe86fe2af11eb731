/** What an answer about who can sign in does not know: nobody must take silence for nobody. Pure. */
import { type Assignment, type Place, placeKey, placeOf, placeScope } from '../assignment.ts';
import { GROUP_GAP_TEXTS } from '../readings/groupReading.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import { standingAnywhere, standingAt } from './standing.ts';
import type { Known } from './who.ts';

/** Something that was not read, or not in full. */
export interface Unread {
  readonly scope: string;
  readonly message: string;
  /** What to do about it, where somebody can. */
  readonly fix?: string;
}

/** What is not known of a scope. */
export function gapsAt(scope: string, known: Known): readonly Unread[] {
  const place = placeOf(scope);
  return [...placeGap(place, known.places.get(placeKey(place))), ...groupGaps(standingAt(scope, known.places), known)];
}

/** What is not known of any place. */
export function gapsAnywhere(known: Known): readonly Unread[] {
  const gaps = [...known.places.values()].flatMap((reading) => placeGap(reading.place, reading));
  return [...gaps, ...groupGaps(standingAnywhere(known.places), known)];
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
    const { sentence, fix } = GROUP_GAP_TEXTS[gap.reason];
    gaps.set(principalId, { scope, message: `Group ${principalId}: ${sentence}`, fix });
  }
  return [...gaps.values()];
}
