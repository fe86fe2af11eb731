/**
 * One bucket that several lanes share (hierarchical token bucket). Pure.
 *
 * Each lane has a reserve: a small bucket inside the whole one, filled by the lane's share of the rate. A lane uses its
 * reserve first, and then what the whole bucket holds beyond the reserves of the others. So an idle lane lends what it does
 * not use, its full reserve is there the moment it has work, and all lanes together never exceed the whole.
 *
 * Invariant: the whole holds at least as many tokens as all reserves together, because it is filled at least as fast.
 */
import { Failure } from '../../errors.ts';
import { CLOCK_SKEW_MS, hours, type Instant } from '../../time.ts';
import { atMost, type Limit, refillMs, tokensAt, using } from './gcra.ts';
import { LANES, type Lane, type LaneLimit, type LaneLimits } from './limits.ts';

export interface LaneState {
  /** Of its reserve. */
  readonly tat: Instant;
  /** Callers for whom there was no slot come back one after the other; the next one then. */
  readonly nextTurnAt: Instant;
  /** The service asked this lane to wait. */
  readonly blockedUntil: Instant;
  /** It comes back from that wait at its own rate, and borrows nothing before. */
  readonly ownOnlyUntil: Instant;
}

export interface LaneBucket {
  /** When the state was written. */
  readonly at: Instant;
  /** Of the whole bucket. */
  readonly tat: Instant;
  readonly lanes: Readonly<Partial<Record<Lane, LaneState>>>;
}

export const UNUSED_BUCKET: LaneBucket = { at: 0, tat: 0, lanes: {} };
const UNUSED_LANE: LaneState = { tat: 0, nextTurnAt: 0, blockedUntil: 0, ownOnlyUntil: 0 };

/** No service asks for a longer wait than this and is believed. */
export const LONGEST_BLOCK_MS = hours(1);

/** A turn closer than this is given to the same caller again: it was only a rounding error early. */
const NEAR_MS = 1000;

/** How many callers of a lane ask. */
export interface Demand {
  /** Callers who come back and whose turn has come; they go first. */
  readonly returning: number;
  /** Callers who come back before their turn, and keep it where there is nothing for them. */
  readonly early: number;
  /** Callers without a turn. */
  readonly fresh: number;
  /** Slots beyond these that the process may keep for callers to come. */
  readonly spare: number;
  /** How long slots may be kept before they are used. */
  readonly holdMs: number;
}

export interface Granted {
  readonly bucket: LaneBucket;
  /** Calls that may be made now. */
  readonly slots: number;
  /** Slot number i keeps the limit only when used by `lapsesAt + i * spacingMs`. */
  readonly lapsesAt: Instant;
  readonly spacingMs: number;
  /** When those who got no slot come back: first those who return, then the fresh. */
  readonly turns: readonly Instant[];
  readonly nextTurnAt: Instant;
}

/** The state of a lane. Nobody is blocked for longer than the longest wait, whatever is stored. */
export function laneIn({ lanes }: LaneBucket, lane: Lane, now: Instant): LaneState {
  const state = lanes[lane] ?? UNUSED_LANE;
  return { ...state, blockedUntil: Math.min(state.blockedUntil, now + LONGEST_BLOCK_MS) };
}

/** A state written by a clock that runs ahead, moved back by as much: how long its times lie apart is right. */
export function caughtUp(bucket: LaneBucket, now: Instant): LaneBucket {
  const ahead = bucket.at - now;
  if (ahead <= CLOCK_SKEW_MS) return bucket;
  const back = (state: LaneState): LaneState => ({
    tat: state.tat - ahead,
    nextTurnAt: state.nextTurnAt - ahead,
    blockedUntil: state.blockedUntil - ahead,
    ownOnlyUntil: state.ownOnlyUntil - ahead,
  });
  const lanes = Object.fromEntries(Object.entries(bucket.lanes).map(([lane, state]) => [lane, back(state)]));
  return { at: now, tat: bucket.tat - ahead, lanes };
}

/** Gives slots to a lane as far as there are any, and turns to the others. */
export function grant(before: LaneBucket, limits: LaneLimits, lane: Lane, now: Instant, demand: Demand): Granted {
  const { returning, early, fresh, holdMs } = demand;
  const state = laneIn(before, lane, now);
  const tokens = state.blockedUntil > now ? 0 : tokensFor(before, limits, lane, now, holdMs);
  const pace = paceOf(before, limits, lane, now);
  const served = servedOf(demand, state.nextTurnAt > now, tokens - tokensIn(EARLY_MS, pace));
  const slots = Math.min(served, Math.max(0, Math.floor(tokens + tokensIn(ROUNDING_MS, limits.whole))));
  const dueLeft = Math.max(0, returning - slots);
  const freshLeft = Math.min(fresh, Math.max(0, returning + early + fresh - slots));
  const turns = turnsOf(dueLeft + freshLeft, dueLeft, {
    tokenAt: Math.max(state.blockedUntil, now + refillMs(Math.max(0, 1 - (tokens - slots)), pace)),
    nextTurnAt: state.nextTurnAt,
    spacingMs: refillMs(1, pace),
    now,
  });
  const after = used(before, limits, lane, now, { slots, holdMs });
  const lapsesAt = Math.max(before.tat, now + holdMs);
  const bucket = withLane(after, lane, { ...laneIn(after, lane, now), nextTurnAt: turns.nextTurnAt });
  return { bucket, slots, lapsesAt, spacingMs: refillMs(1, limits.whole), ...turns };
}

/** The times of a row are whole milliseconds: a token that is whole within these counts as one. */
const ROUNDING_MS = 2;

/**
 * How many callers may be served as far as there are tokens. Who comes anew waits behind those who were told to come back.
 * Who comes early is served when there are more tokens than those need who are due: a lane that lends now did not before.
 */
function servedOf({ returning, early, fresh, spare }: Demand, hasQueue: boolean, surplus: number): number {
  return hasQueue
    ? returning + Math.max(0, Math.min(early, Math.floor(surplus) - returning))
    : returning + early + fresh + spare;
}

/** Those who are due may be this late. */
const EARLY_MS = 5000;

/** Tokens that come in so many milliseconds. */
function tokensIn(ms: number, { ratePerSecond }: Pick<Limit, 'ratePerSecond'>): number {
  return (ms * ratePerSecond) / 1000;
}

/** Tokens that the lane may use now: its reserve, and what the whole has beyond the reserves of the others. */
function tokensFor(bucket: LaneBucket, limits: LaneLimits, lane: Lane, now: Instant, holdMs: number): number {
  // Slots that are kept for a while count as used at the end of it.
  const whole = tokensAt(Math.max(bucket.tat, now + holdMs), limits.whole, now);
  const own = Math.min(whole, reserveOf(bucket, limits, lane, now));
  if (!mayBorrow(bucket, limits, lane, now)) return own;
  const others = othersOf(limits, lane).reduce((sum, other) => sum + reserveOf(bucket, limits, other, now), 0);
  return Math.max(own, whole - others);
}

/** The rate at which the lane gets tokens while the others go on as they are: the shares of idle ones are lent. */
function paceOf(bucket: LaneBucket, limits: LaneLimits, lane: Lane, now: Instant): Pick<Limit, 'ratePerSecond'> {
  const { ratePerSecond } = limitOf(limits, lane);
  if (!mayBorrow(bucket, limits, lane, now)) return { ratePerSecond };
  // A reserve that is full stays full: what would fill it goes to the whole.
  const idle = othersOf(limits, lane).filter((other) => laneIn(bucket, other, now).tat <= now);
  return {
    ratePerSecond: idle.reduce((sum, other) => sum + limitOf(limits, other).ratePerSecond, ratePerSecond),
  };
}

function mayBorrow(bucket: LaneBucket, limits: LaneLimits, lane: Lane, now: Instant): boolean {
  return limitOf(limits, lane).borrows && laneIn(bucket, lane, now).ownOnlyUntil <= now;
}

/** Tokens in the reserve of a lane. */
function reserveOf(bucket: LaneBucket, limits: LaneLimits, lane: Lane, now: Instant): number {
  return Math.max(0, tokensAt(laneIn(bucket, lane, now).tat, limitOf(limits, lane), now));
}

/** The bucket after the lane has used so many tokens, of its reserve first. */
function used(
  bucket: LaneBucket,
  limits: LaneLimits,
  lane: Lane,
  now: Instant,
  { slots, holdMs }: { readonly slots: number; readonly holdMs: number },
): LaneBucket {
  if (slots === 0) return bucket;
  const own = Math.min(slots, reserveOf(bucket, limits, lane, now));
  const state = laneIn(bucket, lane, now);
  const whole = { ...bucket, tat: Math.ceil(using(bucket.tat, limits.whole, now + holdMs, slots)) };
  return withLane(whole, lane, { ...state, tat: Math.ceil(using(state.tat, limitOf(limits, lane), now, own)) });
}

interface Queue {
  /** When the lane has its next token. */
  readonly tokenAt: Instant;
  readonly nextTurnAt: Instant;
  readonly spacingMs: number;
  readonly now: Instant;
}

/** Turns for `unserved` callers, of whom the first `returning` have had one already. */
function turnsOf(unserved: number, returning: number, { tokenAt, nextTurnAt, spacingMs, now }: Queue) {
  const turns: Instant[] = [];
  let next = Math.max(nextTurnAt, tokenAt);
  for (let i = 0; i < unserved; i += 1) {
    const again = tokenAt + i * spacingMs;
    if (i < returning && again - now <= NEAR_MS) {
      turns.push(Math.ceil(again));
    } else {
      turns.push(Math.ceil(next));
      next += spacingMs;
    }
  }
  return { turns, nextTurnAt: unserved === 0 ? nextTurnAt : Math.ceil(next) };
}

/** The service made this lane wait: one call at `until`, and from then on its own rate, without a burst. */
export function block(before: LaneBucket, limits: LaneLimits, lane: Lane, until: Instant, now: Instant): LaneBucket {
  const state = laneIn(before, lane, now);
  const limit = limitOf(limits, lane);
  const tat = Math.ceil(atMost(state.tat, limit, until, 1));
  return withLane(before, lane, {
    tat,
    nextTurnAt: Math.max(state.nextTurnAt, until),
    blockedUntil: Math.max(state.blockedUntil, until),
    ownOnlyUntil: Math.max(state.ownOnlyUntil, tat),
  });
}

/** The service says that `remaining` calls were left at `at`. It can only tighten: the configured limit stays. */
export function correct(before: LaneBucket, limits: LaneLimits, at: Instant, remaining: number): LaneBucket {
  const { whole, lanes } = limits;
  const left = Math.min(Math.max(remaining, 0), whole.burst);
  const corrected: LaneBucket = { ...before, tat: Math.ceil(atMost(before.tat, whole, at, left)) };
  return lanesIn(lanes).reduce((bucket, lane) => {
    const limit = limitOf(limits, lane);
    const share = Math.min(limit.burst, (left * limit.ratePerSecond) / whole.ratePerSecond);
    const state = laneIn(bucket, lane, at);
    return withLane(bucket, lane, { ...state, tat: Math.ceil(atMost(state.tat, limit, at, share)) });
  }, corrected);
}

function limitOf({ lanes }: LaneLimits, lane: Lane): LaneLimit {
  const limit = lanes[lane];
  if (limit === undefined) throw new Failure('bug', 'NoShare', `The lane ${lane} has no share of these calls.`);
  return limit;
}

function lanesIn(lanes: LaneLimits['lanes']): Lane[] {
  return LANES.filter((lane) => lanes[lane] !== undefined);
}

function othersOf({ lanes }: LaneLimits, lane: Lane): Lane[] {
  return lanesIn(lanes).filter((other) => other !== lane);
}

function withLane(bucket: LaneBucket, lane: Lane, state: LaneState): LaneBucket {
  return { ...bucket, lanes: { ...bucket.lanes, [lane]: state } };
}
