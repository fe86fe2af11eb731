/** What became of changes, in Azure Table storage: a partition a run, a row a change. Partitions sort the newest first. */
import type { TableClient } from '@azure/data-tables';
import {
  type ChangeRecord,
  type ChangeRecords,
  changeRecordId,
  isChangeId,
  isEnded,
  readChangeRecord,
} from '../../access/apply/changeRecord.ts';
import { isRunId, runId as runIdIn, runIdsFrom } from '../../access/runRecord.ts';
import { odataString } from '../../escape/odata.ts';
import { parseJson } from '../../http/parseJson.ts';
import { columnsOf, textIn } from './longText.ts';
import { madeWhenMissing, readRow } from './tableRow.ts';
import { pageOf, type Row, removeRows, rowsWhere } from './tableRows.ts';

/** The columns to ask for where it matters only which rows there are. */
const KEYS = ['PartitionKey', 'RowKey'];

/** The records in this table, which is created when missing. Errors of the service are thrown as they come. */
export function createTableChanges(table: TableClient): ChangeRecords {
  return {
    async read(runId, id) {
      if (!isRunId(runId) || !isChangeId(id)) return undefined;
      const row = await readRow(table, runId, id);
      return row === undefined ? undefined : changeOf(row.entity);
    },
    async save(record) {
      const row = rowOf(record);
      await madeWhenMissing(table, () => table.upsertEntity(row, 'Replace'));
    },
    list(runId, limit, from = '') {
      const filter = `${ofRun(runId)} and RowKey gt ${odataString(from)}`;
      return pageOf(rowsWhere(table, filter, { wanted: limit + 1 }), changeOf, limit);
    },
    async ended(runId) {
      const ended = new Set<string | undefined>();
      const rows = rowsWhere(table, `${ofRun(runId)} and ended eq true`, { columns: KEYS });
      for await (const { rowKey } of rows) ended.add(rowKey);
      return ended.size;
    },
    prune(before, most) {
      const filter = `PartitionKey gt ${odataString(runIdsFrom(before - 1))}`;
      return removeRows(table, rowsWhere(table, filter, { columns: KEYS, wanted: most }), most);
    },
  };
}

function ofRun(runId: string): string {
  return `PartitionKey eq ${odataString(runId)}`;
}

function rowOf({ runId, id, ...rest }: ChangeRecord) {
  return {
    partitionKey: runIdIn(runId),
    rowKey: changeRecordId(id),
    // A column of its own, so that it can be asked for.
    ended: isEnded(rest),
    ...columnsOf('change', JSON.stringify(rest)),
  };
}

function changeOf(row: Row): ChangeRecord | undefined {
  return readChangeRecord(String(row['partitionKey']), String(row['rowKey']), parseJson(textIn(row, 'change') ?? ''));
}
