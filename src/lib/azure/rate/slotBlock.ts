/**
 * A block of slots that this process has taken from the shared rate and hands out one by one.
 */
import type { Instant } from '../../time.ts';
import type { TakenSlots } from './gcra.ts';

/** What is left of a block; `nextAt` and `lapsesAt` are those of the next slot. */
export interface SlotBlock {
  readonly left: number;
  readonly nextAt: Instant;
  readonly lapsesAt: Instant;
  readonly spacingMs: number;
}

/** A whole block of `size` slots. */
export function blockOf({ firstSlotAt, lapsesAt, spacingMs }: TakenSlots, size: number): SlotBlock {
  return { left: size, nextAt: firstSlotAt, lapsesAt, spacingMs };
}

/** The block without its next slot. */
export function withoutNext(block: SlotBlock): SlotBlock {
  return {
    ...block,
    left: block.left - 1,
    nextAt: block.nextAt + block.spacingMs,
    lapsesAt: block.lapsesAt + block.spacingMs,
  };
}

/** The block without the slots that lapsed before `now`: used this late they would come on top of the limit. */
export function withoutLapsed(block: SlotBlock, now: Instant): SlotBlock {
  const lapsed = Math.ceil((now - block.lapsesAt) / block.spacingMs);
  if (lapsed <= 0) return block;
  return {
    ...block,
    left: Math.max(0, block.left - lapsed),
    nextAt: block.nextAt + lapsed * block.spacingMs,
    lapsesAt: block.lapsesAt + lapsed * block.spacingMs,
  };
}
