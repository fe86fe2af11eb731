/**
 * A block of slots that this process has taken from the shared rate and hands out one by one.
 */
import type { Instant } from '../../time.ts';

/** What is left of a block; `lapsesAt` is that of the next slot. */
export interface SlotBlock {
  readonly left: number;
  readonly lapsesAt: Instant;
  readonly spacingMs: number;
}

/** The block without so many of its next slots. */
export function withoutNext({ left, lapsesAt, spacingMs }: SlotBlock, slots = 1): SlotBlock {
  return { left: Math.max(0, left - slots), lapsesAt: lapsesAt + slots * spacingMs, spacingMs };
}

/** The block without the slots that lapsed before `now`: used this late they would come on top of the limit. */
export function withoutLapsed(block: SlotBlock, now: Instant): SlotBlock {
  const lapsed = Math.ceil((now - block.lapsesAt) / block.spacingMs);
  return lapsed <= 0 ? block : withoutNext(block, lapsed);
}
