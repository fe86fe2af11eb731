/** What makes readings say something else than what is: late feeds, lists and checks, odd types of users, short lists, nagging. */
import * as fc from 'fast-check';
import type { Lags } from '../../local/cloud/rules/graph/lag.ts';

/** How the directory writes the type of a user: as usual, in another case, not at all. */
export type Spelling = 'usual' | 'odd' | 'none';

/** What a listing of assignments shows while it is short. */
export type ShortList = 'none' | 'third';

export type ReadingEvent =
  /** From now on one kind of reading is so far behind. */
  | { readonly kind: 'behind'; readonly what: keyof Lags; readonly minutes: number }
  | { readonly kind: 'shortList'; readonly shows: ShortList; readonly minutes: number }
  | { readonly kind: 'spell'; readonly person: number; readonly as: Spelling }
  /** Somebody asks for a run before each of so many batches of messages. */
  | { readonly kind: 'nag'; readonly times: number };

const lag = fc.constantFrom<keyof Lags>('feedLagMs', 'listLagMs', 'listLagMs', 'memberCheckLagMs');

/** Events of readings, each so long after the one before. */
export function readingEvents(after: fc.Arbitrary<number>, person: fc.Arbitrary<number>) {
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        after,
        kind: fc.constant('behind'),
        what: lag,
        minutes: fc.constantFrom(0, 1, 5, 12, 40),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        after,
        kind: fc.constant('shortList'),
        shows: fc.constantFrom<ShortList>('none', 'none', 'third'),
        minutes: fc.constantFrom(12, 25, 60),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        after,
        kind: fc.constant('spell'),
        person,
        as: fc.constantFrom<Spelling>('usual', 'odd', 'none', 'none'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ after, kind: fc.constant('nag'), times: fc.constantFrom(3, 8, 20) }) },
  );
}
