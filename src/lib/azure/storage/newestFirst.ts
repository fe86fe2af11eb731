/** Rows of one partition whose keys sort the newest first: page by page, and forgetting the old ones. */
import type { TableClient } from '@azure/data-tables';
import { odataString } from '../../escape/odata.ts';
import { pageOf, type Row, removeRows, rowsWhere } from './tableRows.ts';

/** Rows of this table. Errors of the service are thrown as they come; a table that is missing has none. */
export interface NewestFirst {
  /** Those after `from`, as `read` has them: what it cannot read is left out. */
  list<T extends { readonly id: string }>(
    read: (row: Row) => T | undefined,
    limit: number,
    from?: string,
  ): Promise<{ readonly items: readonly T[]; readonly next?: string }>;
  /** Removes those after `from`, `most` of them at most, readable or not. Resolves to how many they were. */
  prune(from: string, most: number, before?: (key: string) => Promise<void>): Promise<number>;
}

/** The rows of a partition, whose name is ours. */
export function newestFirst(table: TableClient, partition: string): NewestFirst {
  const rowsAfter = (key: string, wanted: number) =>
    rowsWhere(table, `PartitionKey eq '${partition}' and RowKey gt ${odataString(key)}`, { wanted });
  return {
    list: (read, limit, from = '') => pageOf(rowsAfter(from, limit + 1), read, limit),
    prune: (from, most, before) => removeRows(table, rowsAfter(from, most), most, before),
  };
}
