/**
 * The shared rate in Azure Table storage: one entity per kind of operation, one partition per subscription. Instants
 * are ISO text, so that a person can read them and no number type of the service gets in the way; the lanes are one JSON text.
 */
import type { TableClient } from '@azure/data-tables';
import * as z from 'zod';
import { fromIso, toIso } from '../../time.ts';
import { readRow, writeRow } from '../storage/tableRow.ts';
import { UNUSED_BUCKET } from './laneBucket.ts';
import { LANES } from './limits.ts';
import type { BucketKey, RateRow, RateStore } from './rateStore.ts';

const instantText = z.string().transform((text, context) => {
  const instant = fromIso(text);
  if (instant !== undefined) return instant;
  context.addIssue('not an instant');
  return z.NEVER;
});

const lane = z.object({
  tat: instantText,
  nextTurnAt: instantText,
  blockedUntil: instantText,
  ownOnlyUntil: instantText,
});

const lanes = z.partialRecord(z.enum(LANES), lane);

const rateRow = z.object({
  version: z.literal(2),
  at: instantText,
  tat: instantText,
  lanes: z.string().transform((text, context) => {
    const parsed = lanes.safeParse(parsedJson(text));
    if (parsed.success) return parsed.data;
    context.addIssue('not the lanes of a bucket');
    return z.NEVER;
  }),
});

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const entityKey = ({ subscriptionId, kind }: BucketKey) => ({ partitionKey: subscriptionId, rowKey: kind });

const entityOf = (key: BucketKey, { version, at, tat, lanes }: RateRow) => ({
  ...entityKey(key),
  version,
  at: toIso(at),
  tat: toIso(tat),
  lanes: JSON.stringify(lanes, (_name, value: unknown) => (typeof value === 'number' ? toIso(value) : value)),
});

/** A rate store in this table, which is created when missing. Errors of the service are thrown as they come. */
export function createTableRateStore(table: TableClient): RateStore {
  return {
    async read(key) {
      const { partitionKey, rowKey } = entityKey(key);
      const row = await readRow(table, partitionKey, rowKey);
      if (row === undefined) return undefined;
      const parsed = rateRow.safeParse(row.entity);
      // A row of another version is replaced: the worst is one burst too many, which the service itself refuses.
      return { row: parsed.success ? parsed.data : { version: 2, ...UNUSED_BUCKET }, etag: row.etag };
    },

    async write(key, row, etag) {
      return (await writeRow(table, entityOf(key, row), etag)) === 'conflict' ? 'conflict' : 'ok';
    },
  };
}
