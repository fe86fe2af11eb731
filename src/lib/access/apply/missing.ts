/** Since when somebody is not found: one 404 may be an accident of replication, two an hour apart are not. */
import * as z from 'zod';
import { instant } from '../../instant.ts';
import { type ControlDeps, createControlRow } from '../../onboarding/controlRow.ts';
import { hours, type Instant, isRecent } from '../../time.ts';

export interface Missing {
  /** Notes that somebody was not found; `settled` when that was so an hour ago or more, and within the last day. */
  noted(principalId: string): Promise<{ readonly firstAt: Instant; readonly settled: boolean }>;
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
    noted: (principalId) =>
      shared.change((before, now) => {
        const known = before === 'unreadable' ? {} : before.people;
        const fresh = Object.entries(known).filter(([, { first }]) => isRecent(first, FORGOTTEN_MS, now));
        const first = new Map(fresh).get(principalId)?.first ?? now;
        const people = Object.fromEntries([...fresh.slice(-MOST), [principalId, { first }]]);
        return { save: { version: 1, people }, answer: { firstAt: first, settled: now - first >= SETTLED_MS } };
      }),
  };
}
