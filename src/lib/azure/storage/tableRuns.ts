/** Runs in Azure Table storage: a row each, in one partition, whose keys sort the newest first. */
import type { TableClient } from '@azure/data-tables';
import {
  isRunId,
  type RunPage,
  type RunRecord,
  type Runs,
  readRun,
  runId,
  runIdsFrom,
} from '../../access/runRecord.ts';
import { odataString } from '../../escape/odata.ts';
import { parseJson } from '../../http/parseJson.ts';
import type { Instant } from '../../time.ts';
import { columnsOf, textIn } from './longText.ts';
import { isMissing, madeWhenMissing, readRow, removeRow } from './tableRow.ts';

const PARTITION = 'run';
/** The most rows that one answer of the service holds. */
const PAGE = 1000;
/** A run that is old enough to be forgotten is written by nobody any more. */
const WHATEVER_IT_IS = '*';

/** The runs in this table, which is created when missing. Errors of the service are thrown as they come. */
export function createTableRuns(table: TableClient): Runs {
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
    list: (limit, from = '') => list(table, limit, from),
    prune: (before, most) => prune(table, before, most),
  };
}

function runOf(entity: Readonly<Record<string, unknown>>): RunRecord | undefined {
  return readRun(String(entity['rowKey']), parseJson(textIn(entity, 'run') ?? ''));
}

async function list(table: TableClient, limit: number, from: string): Promise<RunPage> {
  const items: RunRecord[] = [];
  for await (const entity of rowsAfter(table, from, limit + 1)) {
    const run = runOf(entity);
    if (run === undefined) continue;
    // One more than asked for: there is a next page, and it begins after the last one given out.
    const last = items.at(-1);
    if (items.length === limit && last !== undefined) return { items, next: last.id };
    items.push(run);
  }
  return { items };
}

async function prune(table: TableClient, before: Instant, most: number): Promise<number> {
  let removed = 0;
  for await (const { rowKey = '' } of rowsAfter(table, runIdsFrom(before - 1), most)) {
    if (removed >= most) break;
    await removeRow(table, PARTITION, rowKey, WHATEVER_IT_IS);
    removed += 1;
  }
  return removed;
}

async function* rowsAfter(table: TableClient, key: string, wanted: number) {
  const filter = `PartitionKey eq '${PARTITION}' and RowKey gt ${odataString(key)}`;
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
