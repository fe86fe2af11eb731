/** The ledger of grants in Azure Table storage: a partition a place, a row an assignment. */
import type { TableClient, TransactionAction } from '@azure/data-tables';
import { placeKey, placeOf } from '../../access/assignment.ts';
import { type GrantRecord, type Grants, grantName, readGrant } from '../../access/grants.ts';
import { odataString } from '../../escape/odata.ts';
import { parseJson } from '../../http/parseJson.ts';
import { columnsOf, textIn } from './longText.ts';
import { madeWhenMissing, removeRow } from './tableRow.ts';
import { type Row, rowsWhere } from './tableRows.ts';

const ANY = '*';

/**
 * What a transaction may hold: 100 rows of one partition, each of them once, and 4 MiB, which short rows as these never
 * reach ("Performing entity group transactions", learn.microsoft.com).
 */
const AT_ONCE = 100;

/** The grants in this table, which is created when missing. Errors of the service are thrown as they come. */
export function createTableGrants(table: TableClient): Grants {
  return {
    async list(place) {
      const found = new Map<string, GrantRecord>();
      for await (const row of rowsWhere(table, `PartitionKey eq ${odataString(placeKey(place))}`)) {
        const record = grantOf(row);
        if (record !== undefined) found.set(record.name, record);
      }
      return found;
    },
    async save(records) {
      const places = Map.groupBy(records.map(rowOf), ({ partitionKey }) => partitionKey);
      for (const rows of places.values()) {
        for (const some of inTransactions(rows)) await madeWhenMissing(table, () => table.submitTransaction(some));
      }
    },
    async remove(scope, name) {
      await removeRow(table, partitionOf(scope), grantName(name), ANY);
    },
  };
}

function* inTransactions(rows: readonly ReturnType<typeof rowOf>[]): Generator<TransactionAction[]> {
  const newest = [...new Map(rows.map((row) => [row.rowKey, row])).values()];
  for (let from = 0; from < newest.length; from += AT_ONCE) {
    yield newest.slice(from, from + AT_ONCE).map((row) => ['upsert', row, 'Replace']);
  }
}

function rowOf({ name, ...rest }: GrantRecord) {
  const columns = columnsOf('grant', JSON.stringify(rest));
  return { ...columns, partitionKey: partitionOf(rest.scope), rowKey: grantName(name) };
}

/** A row whose contents belong to another place than its key says nothing of either. */
function grantOf(row: Row): GrantRecord | undefined {
  const grant = readGrant(String(row['rowKey']), parseJson(textIn(row, 'grant') ?? ''));
  return grant !== undefined && partitionOf(grant.scope) === row['partitionKey'] ? grant : undefined;
}

/** Names of places hold none of the characters that keys may not: letters, digits, dots and hyphens. */
function partitionOf(scope: string): string {
  return placeKey(placeOf(scope));
}
