/**
 * What may have changed in a group and not show in its lists yet. The change feed, lists and checks of membership have no order
 * between them (microsoftgraph/microsoft-graph-docs, issues 6376 and 7374): the feed can announce a change whose list is still
 * the old one, and it announces it once. Pure.
 */
import { defined } from '../../defined.ts';
import { type Instant, minutes } from '../../time.ts';
import type { GroupReading } from './groupReading.ts';

/** `announced`: the feed named the group or somebody in it. `unknown`: nobody can tell what the feed would have named. */
export type News = 'announced' | 'unknown';

/** Two complete readings so far apart that agree are taken for the truth. */
const AGREED_MS = minutes(15);

export interface ReadBefore {
  readonly previous: GroupReading | undefined;
  readonly news: News | undefined;
  readonly now: Instant;
}

/**
 * The reading with what is still awaited, for which the group is read again in each run. While an announced change shows nowhere
 * the reading is incomplete; not longer than 15 minutes, for announcements may never end and must not hold up removals for good.
 */
export function withAwaited(fresh: GroupReading, { previous, news, now }: ReadBefore): GroupReading {
  const { awaited: _before, ...reading } = fresh;
  const awaited = awaitedIn(reading, { previous, news, now });
  if (awaited === undefined) return reading;
  const unseen = awaited.unseenSince !== undefined && now - awaited.unseenSince < AGREED_MS;
  const gap = { reason: 'ChangeUnseen' as const, detail: '', since: previous?.gap?.since ?? now };
  return { ...reading, awaited, ...(unseen && reading.gap === undefined && { gap }) };
}

function awaitedIn(reading: GroupReading, { previous, news, now }: ReadBefore): GroupReading['awaited'] {
  const before = previous?.awaited;
  if (reading.gap !== undefined) return unread(before, news, now);
  if (previous === undefined) return { alikeSince: now };
  if (!isAlike(previous, reading)) return { alikeSince: now, changedAt: now };
  return before === undefined && news === undefined ? undefined : stillAwaited(before, news, now);
}

/** The reading says the same as the one before. */
function stillAwaited(before: GroupReading['awaited'], news: News | undefined, now: Instant): GroupReading['awaited'] {
  const alikeSince = news === undefined ? (before?.alikeSince ?? now) : now;
  if (now - alikeSince >= AGREED_MS) return undefined;
  return defined({ ...before, alikeSince, unseenSince: unseenSince(before, news, now) });
}

/** Nothing can be said of what was announced; the next complete reading is the first. */
function unread(before: GroupReading['awaited'], news: News | undefined, now: Instant): GroupReading['awaited'] {
  if (before === undefined && news === undefined) return undefined;
  return defined({ changedAt: before?.changedAt, unseenSince: unseenSince(before, news, now) });
}

/** What has shown a moment ago may be what is announced now: the feed may be behind, too. */
function unseenSince(before: GroupReading['awaited'], news: News | undefined, now: Instant): Instant | undefined {
  const shown = before?.changedAt !== undefined && now - before.changedAt < AGREED_MS;
  return news === 'announced' && !shown ? (before?.unseenSince ?? now) : before?.unseenSince;
}

function isAlike(one: GroupReading, other: GroupReading): boolean {
  return shownBy(one) === shownBy(other);
}

function shownBy({ displayName, roleAssignable, eligible, leftOut, nested, parents }: GroupReading): string {
  return JSON.stringify([displayName, roleAssignable, eligible, leftOut, nested, parents]);
}
