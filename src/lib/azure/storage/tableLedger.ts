/**
 * The ledger of machines in Azure Table storage: a row a machine, a partition a subscription. What lists filter by has its
 * own column; the rest is JSON, so that a new field needs no migration. `version` says how to read it.
 */
import type { TableClient } from '@azure/data-tables';
import * as z from 'zod';
import { odataString } from '../../escape/odata.ts';
import { machineKey } from '../../onboarding/machineId.ts';
import type { Ledger, MachineFilter, MachinePage } from '../../onboarding/ports.ts';
import { firstSight, type MachineRecord } from '../../onboarding/record.ts';
import { MACHINE_STATES } from '../../onboarding/state.ts';
import type { Clock } from '../../time.ts';
import { columnsOf, textIn } from './longText.ts';
import { isMissing, readRow, removeRow, writeRow } from './tableRow.ts';

/** The most rows that one answer of the service holds. */
const PAGE = 1000;

const json = <T>(looksRight: (value: unknown) => boolean) =>
  z.string().transform((text, context) => {
    try {
      return z.custom<T>(looksRight).parse(JSON.parse(text));
    } catch {
      context.addIssue('is not what this app wrote');
      return z.NEVER;
    }
  });
const recordJson = json<Omit<MachineRecord, 'timeline'>>(
  (value) => typeof value === 'object' && value !== null && 'id' in value && 'looks' in value && 'state' in value,
);
const timelineJson = json<MachineRecord['timeline']>(Array.isArray);
const stored = z.object({ version: z.literal(1), record: recordJson, timeline: timelineJson });

/** A ledger in this table, which is created when missing. Errors of the service are thrown as they come. */
export function createTableLedger(table: TableClient, clock: Clock): Ledger {
  return {
    async read(id) {
      const row = await readRow(table, id.subscriptionId, machineKey(id));
      if (row === undefined) return undefined;
      // A row that this version cannot read keeps its mark, and the next look writes it anew.
      return { record: recordOf(row.entity) ?? firstSight(id, clock.now()), etag: row.etag };
    },
    write: (record, etag) => writeRow(table, rowOf(record), etag),
    remove: (id, etag) => removeRow(table, id.subscriptionId, machineKey(id), etag),
    list: (filter, limit, from) => list(table, filter, limit, from),
  };
}

function rowOf(record: MachineRecord) {
  const { timeline, ...rest } = record;
  return {
    partitionKey: record.id.subscriptionId,
    rowKey: machineKey(record.id),
    version: record.version,
    resourceGroup: record.id.resourceGroup.toLowerCase(),
    state: record.state,
    reason: record.reason,
    ...columnsOf('record', JSON.stringify(rest)),
    ...columnsOf('timeline', JSON.stringify(timeline)),
  };
}

function recordOf(entity: Readonly<Record<string, unknown>>): MachineRecord | undefined {
  const { version } = entity;
  const row = stored.safeParse({ version, record: textIn(entity, 'record'), timeline: textIn(entity, 'timeline') });
  return row.success ? { ...row.data.record, timeline: row.data.timeline } : undefined;
}

async function list(table: TableClient, filter: MachineFilter, limit: number, from?: string): Promise<MachinePage> {
  const items: MachineRecord[] = [];
  for await (const record of matching(table, filter, Math.min(limit + 1, PAGE), from)) {
    // One more than asked for: there is a next page, and it begins after the last one given out.
    const last = items.at(-1);
    if (items.length === limit && last !== undefined) return { items, next: cursorOf(last) };
    items.push(record);
  }
  return { items };
}

async function* matching(table: TableClient, filter: MachineFilter, maxPageSize: number, from?: string) {
  const q = filter.q?.toLowerCase() ?? '';
  const pages = table.listEntities({ queryOptions: { filter: filterText(filter, from) } }).byPage({ maxPageSize });
  try {
    for await (const page of pages) {
      // The service has no search inside text, so that part is done here.
      yield* page.flatMap((entity) => recordOf(entity) ?? []).filter(({ id }) => id.name.toLowerCase().includes(q));
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function cursorOf({ id }: MachineRecord): string {
  return `${id.subscriptionId}/${machineKey(id)}`;
}

function filterText({ subscriptionId, resourceGroup, states, reason }: MachineFilter, from?: string): string {
  const equal = (column: string, value: string | undefined) =>
    value === undefined ? [] : [`${column} eq ${odataString(value)}`];
  return [
    ...equal('PartitionKey', subscriptionId?.toLowerCase()),
    ...equal('resourceGroup', resourceGroup?.toLowerCase()),
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
