/** How far the changes of a run have come: sent, ended, and when to stop waiting for the rest. Pure. */
import * as z from 'zod';
import { instant } from '../../instant.ts';
import { type Instant, isRecent, minutes, seconds } from '../../time.ts';

export const applyingShape = z.object({
  /** Changes of the plan that this run will send. */
  total: z.int(),
  /** As many of them are sent whoever asks for another run meanwhile. */
  least: z.int().default(0),
  sent: z.int(),
  ended: z.int(),
  startedAt: instant,
  /** When the last of them was seen to be sent or to end. */
  movedAt: instant,
});

export type Applying = z.output<typeof applyingShape>;

/** More are not under way at a time: whatever is sent, a newer plan has to put up with. */
const MOST_OUTSTANDING = 500;
/** After that the next run sends the rest, by a newer plan. */
const SENDING_MS = minutes(9);
/** When nothing has ended for so long, messages are lost; the next run finds what is left. */
const STALLED_MS = minutes(10);

const SOONEST_MS = seconds(2);
const LATEST_MS = seconds(15);

/** Before the first is sent. */
export function beginApplying(total: number, least: number, now: Instant): Applying {
  return { total, least, sent: 0, ended: 0, startedAt: now, movedAt: now };
}

/**
 * With what has ended meanwhile. Nothing more is sent when it takes too long, nor beyond the least once somebody asks for
 * another run: a loop of requests must not keep plan after plan from sending anything.
 */
export function looked(before: Applying, ended: number, awaited: boolean, now: Instant): Applying {
  const { total, least, sent, startedAt } = before;
  const left = !isRecent(startedAt, SENDING_MS, now) ? sent : awaited ? Math.max(sent, Math.min(least, total)) : total;
  return { ...before, total: left, ended, movedAt: ended > before.ended ? now : before.movedAt };
}

/** How many may be sent now. */
export function roomFor({ total, sent, ended }: Applying): number {
  return Math.max(0, Math.min(total - sent, MOST_OUTSTANDING - (sent - ended)));
}

/** With so many more on their way. */
export function withSent(before: Applying, count: number, now: Instant): Applying {
  return count === 0 ? before : { ...before, sent: before.sent + count, movedAt: now };
}

/** Whether the run is over: everything has ended, or nothing has for a long while. */
export function isOver({ total, sent, ended, movedAt }: Applying, now: Instant): boolean {
  return (sent >= total && ended >= sent) || !isRecent(movedAt, STALLED_MS, now);
}

/** When to look again: soon while it is young, for most runs change little. */
export function nextLookMs({ startedAt }: Applying, now: Instant): number {
  return Math.min(LATEST_MS, Math.max(SOONEST_MS, Math.round((now - startedAt) / 4)));
}
