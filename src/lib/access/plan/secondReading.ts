/** What is said of those whom a second reading can confirm. Pure. */
import { type Instant, toIso } from '../../time.ts';
import type { Withheld } from './change.ts';

/** The same words for all who can be confirmed at the same time: there may be a hundred thousand of them. */
export function secondReadings(): (from: Instant) => Withheld['why'] {
  const said = new Map<Instant, Withheld['why']>();
  return (from) => {
    const known = said.get(from);
    if (known !== undefined) return known;
    const message = `Seen once; a complete reading of the group that begins at ${toIso(from)} or later confirms it.`;
    const why: Withheld['why'] = { code: 'AwaitsSecondReading', message };
    said.set(from, why);
    return why;
  };
}
