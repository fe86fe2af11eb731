/** Quarantines in Azure Table storage: a row each, in one partition, whose keys sort the newest first. */
import type { TableClient } from '@azure/data-tables';
import { isQuarantineId, type Quarantine, readQuarantine } from '../../access/quarantine/quarantine.ts';
import type { Quarantines } from '../../access/quarantine/quarantines.ts';
import { runIdsFrom } from '../../access/runRecord.ts';
import { parseJson } from '../../http/parseJson.ts';
import { columnsOf, textIn } from './longText.ts';
import { newestFirst } from './newestFirst.ts';
import { readRow, writeRow } from './tableRow.ts';
import type { Row } from './tableRows.ts';

const PARTITION = 'quarantine';

/** The quarantines in this table, which is created when missing. Errors of the service are thrown as they come. */
export function createTableQuarantines(table: TableClient): Quarantines {
  const rows = newestFirst(table, PARTITION);
  return {
    async create(quarantine) {
      await writeRow(table, rowOf(quarantine), undefined);
    },
    async read(id) {
      if (!isQuarantineId(id)) return undefined;
      const row = await readRow(table, PARTITION, id);
      const quarantine = row && quarantineOf(row.entity);
      return row === undefined || quarantine === undefined ? undefined : { quarantine, etag: row.etag };
    },
    async update(quarantine, etag) {
      return (await writeRow(table, rowOf(quarantine), etag)) === 'conflict' ? 'conflict' : 'ok';
    },
    list: (limit, from) => rows.list(quarantineOf, limit, from),
    prune: (before, most, forget) => rows.prune(runIdsFrom(before - 1), most, forget),
  };
}

function rowOf({ id, ...rest }: Quarantine) {
  return { partitionKey: PARTITION, rowKey: id, ...columnsOf('quarantine', JSON.stringify(rest)) };
}

function quarantineOf(row: Row): Quarantine | undefined {
  return readQuarantine(String(row['rowKey']), parseJson(textIn(row, 'quarantine') ?? ''));
}
