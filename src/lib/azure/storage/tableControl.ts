/** Small shared rows in Azure Table storage: the value is JSON, changed by the ETag of its row. */
import type { TableClient } from '@azure/data-tables';
import type { ControlStore } from '../../onboarding/control.ts';
import { columnsOf, textIn } from './longText.ts';
import { readRow, writeRow } from './tableRow.ts';

const PARTITION = 'control';

/** The store in this table, which is created when missing. Errors of the service are thrown as they come. */
export function createTableControl(table: TableClient): ControlStore {
  return {
    async read(key) {
      const row = await readRow(table, PARTITION, key);
      return row === undefined ? undefined : { value: valueOf(row.entity), etag: row.etag };
    },
    async write(key, value, etag) {
      const entity = { partitionKey: PARTITION, rowKey: key, ...columnsOf('value', JSON.stringify(value)) };
      return (await writeRow(table, entity, etag)) === 'conflict' ? 'conflict' : 'ok';
    },
  };
}

/** Whoever reads it says what an undefined value means: for a pause something else than for a brake. */
function valueOf(entity: Readonly<Record<string, unknown>>): unknown {
  try {
    return JSON.parse(textIn(entity, 'value') ?? '');
  } catch {
    return undefined;
  }
}
