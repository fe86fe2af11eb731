/** Runs in Azure Table storage: a row each, in one partition, whose keys sort the newest first. */
import type { TableClient } from '@azure/data-tables';
import { isRunId, type RunRecord, type Runs, readRun, runId, runIdsFrom } from '../../access/runRecord.ts';
import { parseJson } from '../../http/parseJson.ts';
import { columnsOf, textIn } from './longText.ts';
import { newestFirst } from './newestFirst.ts';
import { madeWhenMissing, readRow } from './tableRow.ts';
import type { Row } from './tableRows.ts';

const PARTITION = 'run';

/** The runs in this table, which is created when missing. Errors of the service are thrown as they come. */
export function createTableRuns(table: TableClient): Runs {
  const rows = newestFirst(table, PARTITION);
  return {
    async save({ id, ...rest }) {
      const entity = { partitionKey: PARTITION, rowKey: runId(id), ...columnsOf('run', JSON.stringify(rest)) };
      await madeWhenMissing(table, () => table.upsertEntity(entity, 'Replace'));
    },
    async read(id) {
      if (!isRunId(id)) return undefined;
      const row = await readRow(table, PARTITION, id);
      return row === undefined ? undefined : runOf(row.entity);
    },
    list: (limit, from) => rows.list(runOf, limit, from),
    prune: (before, most) => rows.prune(runIdsFrom(before - 1), most),
  };
}

function runOf(row: Row): RunRecord | undefined {
  return readRun(String(row['rowKey']), parseJson(textIn(row, 'run') ?? ''));
}
