/**
 * The journal in Azure Table storage. Each process keeps its own row of counts a day, so that no two ever contend for one;
 * reading adds them up.
 */

import type { TableClient } from '@azure/data-tables';
import * as z from 'zod';
import { defined } from '../../defined.ts';
import { odataString } from '../../escape/odata.ts';
import { instant } from '../../instant.ts';
import type { Journal, Malformed } from '../../onboarding/ports.ts';
import { type Clock, hours, type Instant, toIso } from '../../time.ts';
import { coalesced } from './coalesced.ts';
import { isMissing, madeWhenMissing } from './tableRow.ts';

const DAYS_SHOWN = 7;
const MALFORMED_SHOWN = 20;
/** Rows of a partition come in the order of their keys; counting down from here, the newest comes first. */
const FAR_FUTURE = 9_999_999_999_999;

const countsRow = z.record(z.string(), z.number());
const malformedRow = z.object({
  at: instant,
  source: z.enum(['event', 'message']),
  why: z.string(),
  eventId: z.string().optional(),
  queue: z.string().optional(),
});

/** What this process has counted on one day. */
interface Day {
  readonly counts: Map<string, number>;
  written: boolean;
}

/** A journal in this table, created when missing. `instance` names this process, for example by a new GUID. */
export function createTableJournal(table: TableClient, clock: Clock, instance: string): Journal {
  const mine = new Map<string, Day>();
  let entries = 0;

  const write = async (): Promise<void> => {
    for (const [day, held] of mine) {
      if (held.written) continue;
      // Whoever counts while this is on its way takes the mark off again.
      held.written = true;
      try {
        await save(table, day, instance, held.counts);
      } catch (error) {
        held.written = false;
        throw error;
      }
    }
  };

  const flush = coalesced(write);

  return {
    count(what) {
      const now = clock.now();
      for (const day of mine.keys()) if (day < firstDay(now)) mine.delete(day);
      const today = mine.get(dayOf(now)) ?? { counts: new Map<string, number>(), written: false };
      today.counts.set(what, (today.counts.get(what) ?? 0) + 1);
      today.written = false;
      mine.set(dayOf(now), today);
      return flush();
    },
    async malformed(entry) {
      // Counting down, too: of the entries of one moment the newest comes first, and none takes another's place.
      const rowKey = `${FAR_FUTURE - entry.at}-${FAR_FUTURE - ++entries}-${instance}`;
      await madeWhenMissing(table, () =>
        table.upsertEntity({ partitionKey: 'malformed', rowKey, ...entry }, 'Replace'),
      );
    },
    read: () => read(table, clock.now()),
  };
}

function dayOf(instant: Instant): string {
  return `counts-${toIso(instant).slice(0, 10)}`;
}

/** The first day that a reading shows. */
function firstDay(now: Instant): string {
  return dayOf(now - hours(24 * (DAYS_SHOWN - 1)));
}

async function save(
  table: TableClient,
  day: string,
  instance: string,
  counts: ReadonlyMap<string, number>,
): Promise<void> {
  const entity = { partitionKey: day, rowKey: instance, counts: JSON.stringify(Object.fromEntries(counts)) };
  await madeWhenMissing(table, () => table.upsertEntity(entity, 'Replace'));
}

async function read(table: TableClient, now: Instant): Promise<Awaited<ReturnType<Journal['read']>>> {
  const counts: Record<string, number> = {};
  const malformed: Malformed[] = [];
  const since = odataString(firstDay(now));
  try {
    for await (const entity of table.listEntities({
      queryOptions: { filter: `PartitionKey ge ${since} and PartitionKey lt 'd'` },
    })) {
      for (const [what, n] of countsIn(entity)) counts[what] = (counts[what] ?? 0) + n;
    }
    for await (const entity of table.listEntities({ queryOptions: { filter: `PartitionKey eq 'malformed'` } })) {
      // A row that another version wrote is left out: what this one knows is still worth showing.
      const entry = malformedRow.safeParse(entity);
      if (entry.success) malformed.push(defined(entry.data));
      if (malformed.length === MALFORMED_SHOWN) break;
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return { counts, malformed };
}

function countsIn(entity: Readonly<Record<string, unknown>>): [string, number][] {
  try {
    return Object.entries(countsRow.parse(JSON.parse(String(entity['counts']))));
  } catch {
    return [];
  }
}
