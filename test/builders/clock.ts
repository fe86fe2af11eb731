/** A clock that stands until a test moves it. */
import type { Clock, Instant } from '../../src/lib/time.ts';
import { NOON } from './evidence.ts';

export interface HandClock extends Clock {
  advance(ms: number): void;
  set(at: Instant): void;
}

export function aClock(start: Instant = NOON): HandClock {
  let at = start;
  return {
    now: () => at,
    advance: (ms) => {
      at += ms;
    },
    set: (to) => {
      at = to;
    },
  };
}
