/** Calls that fail by themselves, and for how long what is listed is not what is. */
import { type History, NO_LAGS, type Surfaces, surfacesOf } from '../../local/cloud/rules/graph/lag.ts';
import { type Place, placeKey } from '../../src/lib/access/assignment.ts';
import { Failure, Throttled } from '../../src/lib/errors.ts';
import { type Clock, type Instant, minutes, seconds } from '../../src/lib/time.ts';
import type { ShortList } from './readingEvents.ts';
import type { Fault, FaultyCall } from './world.ts';

export interface Faults {
  set(call: FaultyCall, how: Fault, times: number): void;
  /** Fails if the call is to. */
  ask(call: FaultyCall): void;
  /** From now on listings of the directory stay as they are now, for so long. */
  freeze(ms: number): void;
  /** For so long listings of assignments show what was a minute ago. */
  lag(ms: number): void;
  /** For so long the directory leaves somebody out when it is asked who they are. */
  omit(id: string, ms: number): void;
  isOmitted(id: string): boolean;
  /** For so long listings of assignments show none, or every third. */
  shorten(shows: ShortList, ms: number): void;
  /** What of a list of assignments is shown. */
  shown<T>(all: readonly T[]): readonly T[];
  /** What such lists show, and since when they are short; undefined when they are not. */
  short(): { readonly shows: ShortList; readonly since: Instant } | undefined;
  /** What feed, lists and checks of membership show, each of which may run behind: by the rules of the simulated cloud. */
  readonly surfaces: Surfaces;
  /** From now on so many assignments fit in there, and no more. */
  fill(place: Place, count: number): void;
  /** Whether no more fit in there beside so many. */
  isFull(place: Place, count: number): boolean;
  /** How many Azure says are used, of those that ever fit. */
  usedAt(place: Place, count: number): number;
  /** For so long these people are unknown to a replica of the directory. */
  forget(ids: readonly string[], to: 'checks' | 'all', ms: number): void;
  isForgotten(id: string, by: 'checks' | 'all'): boolean;
  /** As of when the directory lists. */
  listedAt(): Instant;
  /** As of when assignments are listed. */
  assignmentsAt(): Instant;
  mend(): void;
}

const LAG_MS = minutes(1);
/** Azure RBAC limits (learn.microsoft.com). */
const LIMITS = { subscription: 4000, managementGroup: 500 } as const;

export function createFaults(clock: Clock, history: History): Faults {
  const faults = new Map<FaultyCall, { readonly how: Fault; left: number }>();
  let frozen = { at: 0, until: 0 };
  let lagsUntil = 0;
  const omitted = new Map<string, Instant>();
  let short: { shows: ShortList; since: Instant; until: Instant } | undefined;
  const shortNow = () => (short !== undefined && clock.now() < short.until ? short : undefined);
  const surfaces = surfacesOf(history, clock);
  const room = new Map<string, number>();
  const forgotten = new Map<string, { readonly to: 'checks' | 'all'; readonly until: Instant }>();
  return {
    surfaces,
    shorten(shows, ms) {
      // Lists that were short already stay so: the app counts from the first.
      const since = shortNow()?.since ?? clock.now();
      short = { shows, since, until: clock.now() + ms };
    },
    shown: (all) =>
      shortNow() === undefined ? all : all.filter((_, n) => shortNow()?.shows === 'third' && n % 3 === 2),
    short: shortNow,
    set: (call, how, times) => void faults.set(call, { how, left: times }),
    ask(call) {
      const fault = faults.get(call);
      if (fault === undefined || fault.left === 0) return;
      fault.left -= 1;
      if (fault.how === 'throttled') throw new Throttled('TooManyRequests', 'Later.', clock.now() + seconds(45));
      throw new Failure(fault.how, 'Faulty', 'It fails.');
    },
    freeze(ms) {
      const at = clock.now() < frozen.until ? frozen.at : clock.now();
      frozen = { at, until: clock.now() + ms };
    },
    lag(ms) {
      lagsUntil = clock.now() + ms;
    },
    omit: (id, ms) => void omitted.set(id, clock.now() + ms),
    isOmitted: (id) => clock.now() < (omitted.get(id) ?? 0),
    fill: (place, count) => void room.set(placeKey(place), count),
    isFull: (place, count) => count >= (room.get(placeKey(place)) ?? Infinity),
    usedAt(place, count) {
      const fits = room.get(placeKey(place));
      return fits === undefined ? count : LIMITS[place.kind] - fits + count;
    },
    forget(ids, to, ms) {
      for (const id of ids) forgotten.set(id, { to, until: clock.now() + ms });
    },
    isForgotten(id, by) {
      const found = forgotten.get(id);
      return found !== undefined && clock.now() < found.until && (by === 'checks' || found.to === 'all');
    },
    listedAt: () => (clock.now() < frozen.until ? frozen.at : clock.now()),
    assignmentsAt: () => (clock.now() < lagsUntil ? clock.now() - LAG_MS : clock.now()),
    mend() {
      faults.clear();
      frozen = { at: 0, until: 0 };
      lagsUntil = 0;
      omitted.clear();
      short = undefined;
      surfaces.set(NO_LAGS);
      room.clear();
      forgotten.clear();
    },
  };
}
