/** Since when somebody is not found: one 404 may be an accident of replication, two an hour apart are not. */
import * as z from 'zod';
import { instant } from '../../instant.ts';
import { type ControlDeps, createControlRow } from '../../onboarding/controlRow.ts';
import { hours, type Instant, isRecent } from '../../time.ts';

export interface Missing {
  /**
   * Notes that somebody was not found; `settled` when that was so an hour ago or more, and within the last day. What was noted
   * before `absentSince` does not count: a reading has had them since.
   */
  noted(principalId: string, absentSince?: Instant): Promise<{ readonly firstAt: Instant; readonly settled: boolean }>;
  /** Forgets what was noted of somebody, who is there. */
  found(principalId: string): Promise<void>;
}

const row = z.object({ version: z.literal(1), people: z.record(z.string(), z.object({ first: instant })) });

type Row = z.output<typeof row>;

const SETTLED_MS = hours(1);
/** Whoever was not found so long ago may have been back meanwhile, and begins anew. */
const FORGOTTEN_MS = hours(24);
/** More people at once are hardly deleted; whoever does not fit is noted later. */
const MOST = 2000;

/** Who is missing, in a row that all instances share. What cannot be read begins anew. */
export function createMissing(deps: ControlDeps): Missing {
  const shared = createControlRow<Row>(
    {
      key: 'access-missing',
      empty: { version: 1, people: {} },
      parse: (value) => row.safeParse(value).data,
    },
    deps,
  );
  return {
    noted: (principalId, absentSince = 0) =>
      shared.change((before, now) => {
        const known = before === 'unreadable' ? {} : before.people;
        const fresh = Object.entries(known).filter(([, { first }]) => isRecent(first, FORGOTTEN_MS, now));
        const noted = new Map(fresh).get(principalId)?.first ?? now;
        // A reading of the future is of a clock that runs ahead.
        const first = noted < absentSince && absentSince <= now ? now : noted;
        const people = Object.fromEntries([...fresh.slice(-MOST), [principalId, { first }]]);
        return { save: { version: 1, people }, answer: { firstAt: first, settled: now - first >= SETTLED_MS } };
      }),
    async found(principalId) {
      // Hardly anybody is noted: to read is cheaper than to change.
      if (!isNoted(await shared.read(), principalId)) return;
      await shared.change((row) => {
        if (row === 'unreadable' || !isNoted(row, principalId)) return { answer: undefined };
        const { [principalId]: _found, ...people } = row.people;
        return { save: { version: 1, people }, answer: undefined };
      });
    },
  };
}

function isNoted(row: Row | 'unreadable', principalId: string): boolean {
  return row !== 'unreadable' && Object.hasOwn(row.people, principalId);
}
