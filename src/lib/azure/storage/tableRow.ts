/** One row of Azure Table storage: read it, write it if nobody was faster, and make the table when it is missing. */
import type { TableClient, TableEntity } from '@azure/data-tables';
import { statusOf } from './storageFailure.ts';

/** The mark of no row: who presents it learns of a conflict and reads again. `*` would overwrite whatever is there. */
const UNKNOWN = `W/"datetime'1601-01-01T00%3A00%3A00.0000000Z'"`;

/** The mark of the row after a write. */
export type Written = { readonly etag: string } | 'conflict';

/** The row with its ETag, undefined when it (or its table) does not exist. Errors of the service are thrown as they come. */
export async function readRow(
  table: TableClient,
  partitionKey: string,
  rowKey: string,
): Promise<{ readonly entity: Readonly<Record<string, unknown>>; readonly etag: string } | undefined> {
  try {
    const entity = await table.getEntity(partitionKey, rowKey);
    return { entity, etag: entity.etag };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Replaces the row that has this ETag, or creates it (undefined). `conflict`: somebody else was faster. */
export async function writeRow(table: TableClient, entity: TableEntity, etag: string | undefined): Promise<Written> {
  try {
    const answer =
      etag === undefined
        ? await madeWhenMissing(table, () => table.createEntity(entity))
        : await table.updateEntity(entity, 'Replace', { etag });
    return { etag: answer.etag ?? UNKNOWN };
  } catch (error) {
    if (isLostRace(error, etag)) return 'conflict';
    throw error;
  }
}

/** Removes the row that has this ETag. A row that is gone already is removed. */
export async function removeRow(
  table: TableClient,
  partitionKey: string,
  rowKey: string,
  etag: string,
): Promise<'removed' | 'conflict'> {
  try {
    await table.deleteEntity(partitionKey, rowKey, { etag });
    return 'removed';
  } catch (error) {
    if (isMissing(error)) return 'removed';
    if (statusOf(error) === 412) return 'conflict';
    throw error;
  }
}

/** Makes the call, and once more with a new table when the service says that there is none. */
export async function madeWhenMissing<T>(table: TableClient, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isMissing(error)) throw error;
    await table.createTable();
    return call();
  }
}

/** The row, or its whole table, does not exist. */
export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** 412: the row changed. 409: it was created meanwhile. 404 with an ETag: it is gone, and reading again shows it. */
function isLostRace(error: unknown, etag: string | undefined): boolean {
  const status = statusOf(error);
  return status === 412 || (etag === undefined ? status === 409 : status === 404);
}
