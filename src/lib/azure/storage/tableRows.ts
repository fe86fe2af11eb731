/** Many rows of Azure Table storage: read page by page, given out a page at a time, forgotten. */
import type { TableClient, TableEntityResult } from '@azure/data-tables';
import { isMissing, removeRow } from './tableRow.ts';

/** The most rows that one answer of the service holds. */
const PAGE = 1000;
/** What is old enough to be forgotten is written by nobody any more. */
const WHATEVER_IT_IS = '*';

export type Row = Readonly<Record<string, unknown>>;

export interface RowsOptions {
  /** Only these columns; all when not said. */
  readonly columns?: readonly string[];
  /** How many are wanted, so that the service sends no more at a time. */
  readonly wanted?: number;
}

/** The rows that a filter finds, in the order of their keys. A table that is missing has none. */
export async function* rowsWhere(table: TableClient, filter: string, options: RowsOptions = {}) {
  const { columns, wanted = PAGE } = options;
  const queryOptions = { filter, ...(columns !== undefined && { select: [...columns] }) };
  try {
    for await (const page of table.listEntities({ queryOptions }).byPage({ maxPageSize: Math.min(wanted, PAGE) })) {
      yield* page;
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** The first so many, as `read` has them: what it cannot read is left out. */
export async function pageOf<T extends { readonly id: string }>(
  rows: AsyncIterable<Row>,
  read: (row: Row) => T | undefined,
  limit: number,
): Promise<{ readonly items: readonly T[]; readonly next?: string }> {
  const items: T[] = [];
  for await (const row of rows) {
    const item = read(row);
    if (item === undefined) continue;
    // One more than asked for: there is a next page, and it begins after the last one given out.
    const last = items.at(-1);
    if (items.length === limit && last !== undefined) return { items, next: last.id };
    items.push(item);
  }
  return { items };
}

/** Removes `most` of these rows at most, whoever else removes them, too. Resolves to how many they were. */
export async function removeRows(
  table: TableClient,
  rows: AsyncIterable<TableEntityResult<object>>,
  most: number,
  before?: (key: string) => Promise<void>,
): Promise<number> {
  let removed = 0;
  for await (const { partitionKey = '', rowKey = '' } of rows) {
    if (removed >= most) break;
    await before?.(rowKey);
    await removeRow(table, partitionKey, rowKey, WHATEVER_IT_IS);
    removed += 1;
  }
  return removed;
}
