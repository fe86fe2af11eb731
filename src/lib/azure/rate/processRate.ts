/**
 * What one process knows and holds of the rate of one key: a block of slots, who waits for one, and until when the service
 * asked everybody to wait.
 */
import type { Clock, Instant } from '../../time.ts';
import { blockUntil, correct, type Limit, take } from './gcra.ts';
import { laneShare } from './limits.ts';
import type { RateKey } from './rateStore.ts';
import { type RowUpdateDeps, updateRow } from './rowUpdate.ts';
import { blockOf, type SlotBlock, withoutLapsed, withoutNext } from './slotBlock.ts';

export interface ProcessRateDeps extends RowUpdateDeps {
  readonly clock: Clock;
  /** How much time's worth of slots one update of the store takes, and how long an idle one is held. */
  readonly blockMs: number;
}

export interface ProcessRate {
  take(): Promise<Instant>;
  penalise(until: Instant): Promise<void>;
  report(remaining: number): void;
  blockedUntil(): Instant;
}

interface Waiter {
  readonly resolve: (slot: Instant) => void;
  readonly reject: (error: unknown) => void;
}

/** The rate of one key in this process. The methods are those of `SharedRate` without the key. */
export function createProcessRate(deps: ProcessRateDeps, key: RateKey, limit: Limit): ProcessRate {
  const { clock, blockMs } = deps;
  const blockSize = Math.max(1, Math.round((limit.ratePerSecond * blockMs) / 1000));
  const waiting: Waiter[] = [];
  let block: SlotBlock | undefined;
  let blockedUntil: Instant = 0;
  let reported = { tat: 0 };
  let taking = false;

  /** One update of the store. Answers nothing when a penalty came while the store was at work: the slots lapse. */
  async function takeBlock(): Promise<SlotBlock | undefined> {
    const { taken, knownBlock } = await updateRow(deps, key, (row) => {
      blockedUntil = Math.max(blockedUntil, row.blockedUntil);
      const size = Math.max(blockSize, waiting.length);
      const state = blockUntil({ tat: Math.max(row.tat, reported.tat) }, limit, blockedUntil);
      const slots = take(state, limit, clock.now(), size, blockMs);
      return {
        row: { version: 1, tat: Math.ceil(slots.state.tat), blockedUntil },
        result: { taken: blockOf(slots, size), knownBlock: blockedUntil },
      };
    });
    return knownBlock === blockedUntil ? taken : undefined;
  }

  function nextSlot(): Instant | undefined {
    if (block === undefined || block.left === 0) return undefined;
    // Whole milliseconds, upwards: a slot never falls a rounding error before the end of a penalty.
    const slot = Math.ceil(block.nextAt);
    block = withoutNext(block);
    return slot;
  }

  function serve(): void {
    for (let slot = nextSlot(); slot !== undefined; slot = nextSlot()) {
      waiting.shift()?.resolve(slot);
      if (waiting.length === 0) return;
    }
  }

  /** Takes blocks until nobody waits. Those who were here first are served even from a block that a slow store aged. */
  async function serveAll(): Promise<void> {
    taking = true;
    try {
      while (waiting.length > 0) {
        block = await takeBlock();
        serve();
      }
    } catch (error) {
      for (const waiter of waiting.splice(0)) waiter.reject(error);
    } finally {
      taking = false;
    }
  }

  return {
    take() {
      if (block !== undefined) block = withoutLapsed(block, clock.now());
      const slot = nextSlot();
      if (slot !== undefined) return Promise.resolve(slot);
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        if (!taking) void serveAll();
      });
    },

    async penalise(until) {
      // By whole seconds, so that fifty calls refused together tell the store once, not fifty times.
      const rounded = Math.ceil(until / 1000) * 1000;
      if (rounded <= blockedUntil) return;
      blockedUntil = rounded;
      block = undefined;
      await updateRow(deps, key, (row) => ({
        row: {
          version: 1,
          tat: Math.ceil(blockUntil(row, limit, rounded).tat),
          blockedUntil: Math.max(row.blockedUntil, rounded),
        },
        result: undefined,
      }));
    },

    report(remaining) {
      // The service counts both lanes together. The block in hand is kept: it is a second's worth, and dropping it at
      // every answer would waste most slots exactly when they are scarce.
      reported = correct(reported, limit, clock.now(), Math.floor(remaining * laneShare(key.kind, key.lane)));
    },

    blockedUntil: () => blockedUntil,
  };
}
