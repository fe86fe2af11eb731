import type { Time } from '../../time.ts';

/** A past in numbered revisions. */
export interface History {
  /** The newest revision. */
  newest(): number;
  /** The newest revision that was there at an instant. */
  revisionAt(instant: number): number;
}

/** A copy of the directory that runs behind: which revision it shows. */
export interface Copy {
  revision(): number;
  /** From now on it is so far behind, or stands still. What it shows already stays shown. */
  run(behindMs: number | 'frozen'): void;
}

/** A copy that shows everything at once. */
export function copyOf(history: History, time: Pick<Time, 'now'>): Copy {
  let behind: number | 'frozen' = 0;
  let shownAlready = 0;

  function revision(): number {
    if (behind === 'frozen') return shownAlready;
    if (behind === 0) return history.newest();
    return Math.max(shownAlready, history.revisionAt(time.now() - behind));
  }

  return {
    revision,
    run(next) {
      shownAlready = revision();
      behind = next;
    },
  };
}

/**
 * How long a change takes to be seen. Beyond what all readers wait for (`replicationLagMs`), three kinds of reading run behind by
 * themselves and have no order between them (microsoftgraph/microsoft-graph-docs, issues 6376 and 7374): the feed may announce what
 * the lists do not show yet, or the other way round.
 */
export interface Lags {
  readonly replicationLagMs: number;
  /** Delta queries. */
  readonly feedLagMs: number;
  /** Lists of members, owners and groups above. */
  readonly listLagMs: number;
  /** `checkMemberGroups` and `getMemberGroups`: also whether they know the object at all. */
  readonly memberCheckLagMs: number;
}

export const NO_LAGS: Lags = { replicationLagMs: 0, feedLagMs: 0, listLagMs: 0, memberCheckLagMs: 0 };

/** The revision that each kind of reading shows. */
export interface Surfaces {
  set(change: Partial<Lags>): void;
  direct(): number;
  feed(): number;
  lists(): number;
  memberChecks(): number;
}

/** What readers see of this past: nothing is ahead of what has replicated. */
export function surfacesOf(history: History, time: Pick<Time, 'now'>): Surfaces {
  const copies = {
    replicationLagMs: copyOf(history, time),
    feedLagMs: copyOf(history, time),
    listLagMs: copyOf(history, time),
    memberCheckLagMs: copyOf(history, time),
  } as const satisfies Record<keyof Lags, Copy>;
  const direct = (): number => copies.replicationLagMs.revision();
  const behind = (copy: Copy) => (): number => Math.min(copy.revision(), direct());

  return {
    set(change) {
      for (const [lag, ms] of Object.entries(change)) if (isLag(lag)) copies[lag].run(ms);
    },
    direct,
    feed: behind(copies.feedLagMs),
    lists: behind(copies.listLagMs),
    memberChecks: behind(copies.memberCheckLagMs),
  };
}

function isLag(name: string): name is keyof Lags {
  return Object.hasOwn(NO_LAGS, name);
}
