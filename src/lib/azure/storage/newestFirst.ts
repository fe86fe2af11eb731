/** Rows of one partition whose keys sort the newest first: page by page, and forgetting the old ones. */
import type { TableClient } from '@azure/data-tables';
import { odataString } from '../../escape/odata.ts';
import { isMissing, removeRow } from './tableRow.ts';

/** The most rows that one answer of the service holds. */
const PAGE = 1000;
/** What is old enough to be forgotten is written by nobody any more. */
const WHATEVER_IT_IS = '*';

export type Row = Readonly<Record<string, unknown>>;

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
  async function* rowsAfter(key: string, wanted: number) {
    const filter = `PartitionKey eq '${partition}' and RowKey gt ${odataString(key)}`;
    try {
      for await (const page of table
        .listEntities({ queryOptions: { filter } })
        .byPage({ maxPageSize: Math.min(wanted, PAGE) })) {
        yield* page;
      }
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  return {
    async list<T extends { readonly id: string }>(read: (row: Row) => T | undefined, limit: number, from = '') {
      const items: T[] = [];
      for await (const row of rowsAfter(from, limit + 1)) {
        const item = read(row);
        if (item === undefined) continue;
        // One more than asked for: there is a next page, and it begins after the last one given out.
        const last = items.at(-1);
        if (items.length === limit && last !== undefined) return { items, next: last.id };
        items.push(item);
      }
      return { items };
    },
    async prune(from, most, before) {
      let removed = 0;
      for await (const { rowKey = '' } of rowsAfter(from, most)) {
        if (removed >= most) break;
        await before?.(rowKey);
        await removeRow(table, partition, rowKey, WHATEVER_IT_IS);
        removed += 1;
      }
      return removed;
    },
  };
}
