/**
 * The shared rate in Azure Table storage: one entity per key, one partition per subscription. Instants are ISO text, so
 * that a person can read them and no number type of the service gets in the way.
 */
import type { TableClient } from '@azure/data-tables';
import * as z from 'zod';
import { fromIso, toIso } from '../../time.ts';
import { readRow, writeRow } from '../storage/tableRow.ts';
import { type RateKey, type RateRow, type RateStore, UNUSED_ROW } from './rateStore.ts';

const instantText = z.string().transform((text, context) => {
  const instant = fromIso(text);
  if (instant !== undefined) return instant;
  context.addIssue('not an instant');
  return z.NEVER;
});

const rateRow = z.object({ version: z.literal(1), tat: instantText, blockedUntil: instantText });

const entityKey = ({ subscriptionId, kind, lane }: RateKey) => ({
  partitionKey: subscriptionId,
  rowKey: `${kind}-${lane}`,
});

const entityOf = (key: RateKey, row: RateRow) => ({
  ...entityKey(key),
  version: row.version,
  tat: toIso(row.tat),
  blockedUntil: toIso(row.blockedUntil),
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
      return { row: parsed.success ? parsed.data : UNUSED_ROW, etag: row.etag };
    },

    async write(key, row, etag) {
      return (await writeRow(table, entityOf(key, row), etag)) === 'conflict' ? 'conflict' : 'ok';
    },
  };
}
