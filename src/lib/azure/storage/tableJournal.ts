/**
 * The journal in Azure Table storage. Each process keeps its own row of counts a day, so that no two ever contend for one;
 * reading adds them up.
 */

import type { TableClient } from '@azure/data-tables';
import { z } from 'zod';
import { defined } from '../../defined.ts';
import { odataString } from '../../escape/odata.ts';
import type { Journal, Malformed } from '../../onboarding/ports.ts';
import { type Clock, hours, type Instant, toIso } from '../../time.ts';
import { isMissing, madeWhenMissing } from './tableRow.ts';

const DAYS_SHOWN = 7;
const MALFORMED_SHOWN = 20;
/** Rows of a partition come in the order of their keys; counting down from here, the newest comes first. */
const FAR_FUTURE = 9_999_999_999_999;

const countsRow = z.object({
  counts: z.string().transform((text) => z.record(z.string(), z.number()).parse(JSON.parse(text))),
});
const malformedRow = z.object({
  at: z.number(),
  source: z.enum(['event', 'message']),
  why: z.string(),
  eventId: z.string().optional(),
});

/** A journal in this table, created when missing. `instance` names this process, for example by a new GUID. */
export function createTableJournal(table: TableClient, clock: Clock, instance: string): Journal {
  const mine = new Map<string, Map<string, number>>();
  let writing: Promise<void> = Promise.resolve();
  let pending: Promise<void> | undefined;

  const flush = (day: string): Promise<void> => {
    // Whoever counts while a write is on its way shares the next one.
    pending ??= writing.then(() => {
      pending = undefined;
      writing = save(table, day, instance, mine.get(day));
      return writing;
    });
    return pending;
  };

  return {
    count(what) {
      const day = dayOf(clock.now());
      if (!mine.has(day)) mine.clear();
      const counts = mine.get(day) ?? new Map<string, number>();
      mine.set(day, counts.set(what, (counts.get(what) ?? 0) + 1));
      return flush(day);
    },
    async malformed(entry) {
      const rowKey = `${FAR_FUTURE - entry.at}-${instance}-${entry.eventId ?? ''}`
        .replace(/[^\w-]/g, '_')
        .slice(0, 200);
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

async function save(
  table: TableClient,
  day: string,
  instance: string,
  counts = new Map<string, number>(),
): Promise<void> {
  const entity = { partitionKey: day, rowKey: instance, counts: JSON.stringify(Object.fromEntries(counts)) };
  await madeWhenMissing(table, () => table.upsertEntity(entity, 'Replace'));
}

async function read(table: TableClient, now: Instant): Promise<Awaited<ReturnType<Journal['read']>>> {
  const counts: Record<string, number> = {};
  const malformed: Malformed[] = [];
  const since = odataString(dayOf(now - hours(24 * (DAYS_SHOWN - 1))));
  try {
    for await (const entity of table.listEntities({
      queryOptions: { filter: `PartitionKey ge ${since} and PartitionKey lt 'd'` },
    })) {
      for (const [what, n] of Object.entries(countsRow.parse(entity).counts)) counts[what] = (counts[what] ?? 0) + n;
    }
    for await (const entity of table.listEntities({ queryOptions: { filter: `PartitionKey eq 'malformed'` } })) {
      malformed.push(defined(malformedRow.parse(entity)));
      if (malformed.length === MALFORMED_SHOWN) break;
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return { counts, malformed };
}
