/**
 * The ledger of machines in Azure Table storage: a row a machine, a partition a subscription. What lists filter by has its
 * own column; the rest is JSON, so that a new field needs no migration. `version` says how to read it.
 */

import type { TableClient } from '@azure/data-tables';
import { odataString } from '../../escape/odata.ts';
import { foldCase } from '../../foldCase.ts';
import { parseJson } from '../../http/parseJson.ts';
import { withEarlierExclusion } from '../../onboarding/exclusionOnRecord.ts';
import { type MachineId, machineKey, machineOfKey } from '../../onboarding/machineId.ts';
import type { Ledger, MachineFilter, MachinePage } from '../../onboarding/ports.ts';
import { damagedRecord, type MachineRecord } from '../../onboarding/record.ts';
import { readRecord } from '../../onboarding/recordSchema.ts';
import { MACHINE_STATES } from '../../onboarding/state.ts';
import type { Clock, Instant } from '../../time.ts';
import { columnsOf, textIn } from './longText.ts';
import { readRow, removeRow, writeRow } from './tableRow.ts';
import { type Row, rowsWhere } from './tableRows.ts';

/** A ledger in this table, which is created when missing. Errors of the service are thrown as they come. */
export function createTableLedger(table: TableClient, clock: Clock): Ledger {
  return {
    async read(id) {
      const row = await readRow(table, id.subscriptionId, machineKey(id));
      if (row === undefined) return undefined;
      // A row that this version cannot read keeps its mark, and the next look writes it anew.
      return { record: recordOf(row.entity) ?? damagedRecord(id, clock.now()), etag: row.etag };
    },
    write: (record, etag) => writeRow(table, rowOf(record), etag),
    remove: (id, etag) => removeRow(table, id.subscriptionId, machineKey(id), etag),
    list: (filter, limit, from) => list(table, clock, filter, limit, from),
  };
}

function rowOf(record: MachineRecord) {
  const { timeline, ...rest } = record;
  return {
    partitionKey: record.id.subscriptionId,
    rowKey: machineKey(record.id),
    version: record.version,
    resourceGroup: foldCase(record.id.resourceGroup),
    state: record.state,
    reason: record.reason,
    ...columnsOf('record', JSON.stringify(rest)),
    ...columnsOf('timeline', JSON.stringify(timeline)),
  };
}

/** The record in a row, if it is whole and of the machine that the row is about. */
function recordOf(entity: Row): MachineRecord | undefined {
  const [record, timeline] = [textIn(entity, 'record'), textIn(entity, 'timeline')].map((text) =>
    parseJson(text ?? ''),
  );
  if (entity['version'] !== 1 || typeof record !== 'object') return undefined;
  const read = readRecord({ ...record, timeline });
  return read !== undefined && isKeptAt(read.id, entity) ? withEarlierExclusion(read) : undefined;
}

function isKeptAt(id: MachineId, { partitionKey, rowKey }: Row): boolean {
  return partitionKey === id.subscriptionId && rowKey === machineKey(id);
}

async function list(
  table: TableClient,
  clock: Clock,
  filter: MachineFilter,
  limit: number,
  from?: string,
): Promise<MachinePage> {
  const items: MachineRecord[] = [];
  for await (const row of rowsWhere(table, filterText(filter, from), { wanted: limit + 1 })) {
    const record = recordOf(row) ?? damagedAt(row, filter, clock.now());
    // The service has no search inside text, so that part is done here.
    if (record === undefined || !foldCase(record.id.name).includes(foldCase(filter.q ?? ''))) continue;
    // One more than asked for: there is a next page, and it begins after the last one given out.
    const last = items.at(-1);
    if (items.length === limit && last !== undefined) return { items, next: cursorOf(last) };
    items.push(record);
  }
  return { items };
}

/** What is shown of a row that cannot be read: its key tells the machine. The columns of such a row prove nothing. */
function damagedAt({ partitionKey, rowKey }: Row, { states, reason }: MachineFilter, now: Instant) {
  const id = machineOfKey(String(partitionKey), String(rowKey));
  if (id === undefined) return undefined;
  const record = damagedRecord(id, now);
  const isWanted = states?.includes(record.state) !== false && (reason ?? record.reason) === record.reason;
  return isWanted ? record : undefined;
}

function cursorOf({ id }: MachineRecord): string {
  return `${id.subscriptionId}/${machineKey(id)}`;
}

const folded = (text: string | undefined) => (text === undefined ? undefined : foldCase(text));

function filterText({ subscriptionId, resourceGroup, states, reason }: MachineFilter, from?: string): string {
  const equal = (column: string, value: string | undefined) =>
    value === undefined ? [] : [`${column} eq ${odataString(value)}`];
  return [
    ...equal('PartitionKey', folded(subscriptionId)),
    ...equal('resourceGroup', folded(resourceGroup)),
    ...anyState(states, (state) => equal('state', state)),
    ...equal('reason', reason),
    ...(from === undefined ? [] : [after(from)]),
  ].join(' and ');
}

/**
 * A filter takes 15 comparisons ("Querying tables and entities"), and up to six are for the rest: each state once, and none
 * where every state will do.
 */
function anyState(states: MachineFilter['states'], equal: (state: string) => readonly string[]): readonly string[] {
  const distinct = new Set(states);
  const isFilter = states !== undefined && distinct.size < MACHINE_STATES.length;
  return isFilter ? [`(${[...distinct].flatMap(equal).join(' or ')})`] : [];
}

function after(from: string): string {
  const slash = from.indexOf('/');
  const partition = odataString(from.slice(0, slash));
  const row = odataString(from.slice(slash + 1));
  return `(PartitionKey gt ${partition} or (PartitionKey eq ${partition} and RowKey gt ${row}))`;
}
