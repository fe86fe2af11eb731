/**
 * What one process knows and holds of the rate of one subscription and kind of operation: a block of slots for each lane, who
 * waits for one, and until when the service asked a lane to wait.
 */
import type { Clock, Instant } from '../../time.ts';
import { block, caughtUp, correct, type Demand, type Granted, grant, type LaneBucket } from './laneBucket.ts';
import { LANES, type Lane, type LaneLimits } from './limits.ts';
import type { BucketKey } from './rateStore.ts';
import { type RowUpdateDeps, updateRow } from './rowUpdate.ts';
import { type SlotBlock, withoutLapsed, withoutNext } from './slotBlock.ts';

export interface ProcessRateDeps extends RowUpdateDeps {
  readonly clock: Clock;
  /** How much time's worth of slots one update of the store takes, and how long an idle one is held. */
  readonly blockMs: number;
}

/** The methods are those of `SharedRate` without the bucket. */
export interface ProcessRate {
  take(lane: Lane, turn: Instant | undefined): Promise<Instant>;
  penalise(lanes: readonly Lane[], until: Instant): Promise<void>;
  report(remaining: number): void;
}

interface Waiter {
  readonly lane: Lane;
  readonly turn: Instant | undefined;
  readonly resolve: (slot: Instant) => void;
  readonly reject: (error: unknown) => void;
}

/** What this process knows of a lane. */
interface LaneHere {
  block?: SlotBlock;
  nextTurnAt: Instant;
  /** By a penalty that this process has met; those of others are in the row. */
  blockedUntil: Instant;
}

/** The rate of one bucket in this process. */
export function createProcessRate(deps: ProcessRateDeps, key: BucketKey, limits: LaneLimits): ProcessRate {
  const { clock, blockMs } = deps;
  const mine = LANES.filter((lane) => limits.lanes[lane] !== undefined);
  const here = new Map<Lane, LaneHere>(mine.map((lane) => [lane, { nextTurnAt: 0, blockedUntil: 0 }]));
  let waiting: Waiter[] = [];
  let reported: { readonly remaining: number; readonly at: Instant } | undefined;
  let taking = false;

  const known = (lane: Lane): LaneHere => here.get(lane) ?? { nextTurnAt: 0, blockedUntil: 0 };

  /** What the row says, with what this process has learnt since it last wrote it. */
  function current(stored: LaneBucket, now: Instant): LaneBucket {
    const bucket = caughtUp(stored, now);
    const corrected = reported === undefined ? bucket : correct(bucket, limits, reported.at, reported.remaining);
    return mine
      .filter((lane) => known(lane).blockedUntil > now)
      .reduce((before, lane) => block(before, limits, lane, known(lane).blockedUntil, now), corrected);
  }

  /** One update of the store for all who wait. Who met a penalty while the store was at work waits on: the slots lapse. */
  async function serveBatch(): Promise<void> {
    const { grants, batch, blockedBefore } = await updateRow(deps, key, (stored) => {
      const now = clock.now();
      const batch = Map.groupBy(waiting, ({ lane }) => lane);
      const blockedBefore = new Map([...here].map(([lane, { blockedUntil }]) => [lane, blockedUntil]));
      const grants = new Map<Lane, Granted>();
      let bucket = current(stored, now);
      for (const [lane, waiters] of batch) {
        const granted = grant(bucket, limits, lane, now, demandOf(waiters, lane, now));
        grants.set(lane, granted);
        bucket = granted.bucket;
      }
      return { bucket: { ...bucket, at: now }, result: { grants, batch, blockedBefore } };
    });
    for (const [lane, granted] of grants) {
      if (blockedBefore.get(lane) === known(lane).blockedUntil) hand(lane, batch.get(lane) ?? [], granted);
    }
    const now = clock.now();
    waiting = waiting.filter(({ lane, turn, resolve }) => {
      const served = fromBlock(lane, turn, now);
      if (served) resolve(now);
      return !served;
    });
  }

  function demandOf(waiters: readonly Waiter[], lane: Lane, now: Instant): Demand {
    const fresh = waiters.filter(({ turn }) => turn === undefined).length;
    const returning = waiters.filter(({ turn }) => turn !== undefined && turn <= now).length;
    const blockSize = Math.max(1, Math.round(((limits.lanes[lane]?.ratePerSecond ?? 0) * blockMs) / 1000));
    const spare = Math.max(0, blockSize - waiters.length);
    return { returning, early: waiters.length - returning - fresh, fresh, spare, holdMs: blockMs };
  }

  function hand(lane: Lane, waiters: readonly Waiter[], granted: Granted): void {
    const { slots, lapsesAt, spacingMs, turns, nextTurnAt } = granted;
    const now = clock.now();
    const inOrder = waiters.toSorted((a, b) => (a.turn ?? Infinity) - (b.turn ?? Infinity));
    // Those who were here first are served even from a block that a slow store aged.
    inOrder.slice(0, slots).forEach(({ resolve }) => resolve(now));
    const turnsLeft = [...turns];
    for (const { turn, resolve } of inOrder.slice(slots)) {
      // Who came too early keeps the turn.
      resolve(turn !== undefined && turn > now ? turn : (turnsLeft.shift() ?? nextTurnAt));
    }
    const left = withoutNext({ left: slots, lapsesAt, spacingMs }, Math.min(slots, waiters.length));
    here.set(lane, { ...known(lane), block: left, nextTurnAt });
    const served = new Set(waiters);
    waiting = waiting.filter((waiter) => !served.has(waiter));
  }

  /** Takes blocks until nobody waits. */
  async function serveAll(): Promise<void> {
    taking = true;
    try {
      while (waiting.length > 0) await serveBatch();
    } catch (error) {
      for (const waiter of waiting.splice(0)) waiter.reject(error);
    } finally {
      taking = false;
    }
  }

  /** A slot of the block in hand. Who comes anew does not overtake those who were told to come back. */
  function fromBlock(lane: Lane, turn: Instant | undefined, now: Instant): boolean {
    const state = known(lane);
    if (state.block === undefined || ((turn === undefined || turn > now) && state.nextTurnAt > now)) return false;
    const left = withoutLapsed(state.block, now);
    state.block = withoutNext(left);
    return left.left > 0;
  }

  return {
    take(lane, turn) {
      const now = clock.now();
      if (fromBlock(lane, turn, now)) return Promise.resolve(now);
      return new Promise((resolve, reject) => {
        waiting.push({ lane, turn, resolve, reject });
        if (!taking) void serveAll();
      });
    },

    async penalise(lanes, until) {
      // By whole seconds, so that fifty calls refused together tell the store once, not fifty times.
      const rounded = Math.ceil(until / 1000) * 1000;
      const later = mine.filter((lane) => lanes.includes(lane) && rounded > known(lane).blockedUntil);
      if (later.length === 0) return;
      for (const lane of later) here.set(lane, { nextTurnAt: known(lane).nextTurnAt, blockedUntil: rounded });
      await updateRow(deps, key, (stored) => {
        const now = clock.now();
        return { bucket: { ...current(stored, now), at: now }, result: undefined };
      });
    },

    report(remaining) {
      // The block in hand is kept: it is a second's worth, and dropping it at every answer would waste most slots exactly
      // when they are scarce.
      reported = { remaining, at: clock.now() };
    },
  };
}
