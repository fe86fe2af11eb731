/**
 * The totals of the fleet in Azure Table storage: the last exact count in one row (the baseline), and a row a process with
 * what it has seen change since, so that no two ever contend for one. Reading adds them up. Each exact count begins a new
 * epoch; a row of another epoch no longer counts, and is deleted.
 */
import type { TableClient } from '@azure/data-tables';
import * as z from 'zod';
import { parseJson } from '../../http/parseJson.ts';
import { instant } from '../../instant.ts';
import type { FleetTotals, NotReady } from '../../onboarding/fleetTotals.ts';
import { MACHINE_STATES } from '../../onboarding/state.ts';
import { added, change, isNothing, NO_TOTALS, readTotals } from '../../onboarding/totals.ts';
import type { Clock } from '../../time.ts';
import { coalesced } from './coalesced.ts';
import { isMissing, madeWhenMissing, readRow, removeRow } from './tableRow.ts';

const PARTITION = 'totals';
const BASELINE = 'baseline';
/** The epoch before the first exact count. */
const FIRST_EPOCH = 'first';

const totalsJson = z.string().transform((text, context) => {
  const totals = readTotals(parseJson(text));
  if (totals !== undefined) return totals;
  context.addIssue('is not what this version wrote');
  return z.NEVER;
});
const oldestJson = z
  .string()
  .transform(parseJson)
  .pipe(
    z.object({
      id: z.object({ subscriptionId: z.string(), resourceGroup: z.string(), name: z.string() }),
      state: z.enum(MACHINE_STATES),
      since: instant,
    }),
  );
const rowSchema = z.object({ epoch: z.string(), at: instant, totals: totalsJson, oldest: oldestJson.optional() });

type Row = z.output<typeof rowSchema>;

export interface TableTotalsDeps {
  readonly clock: Clock;
  /** Names this process, for example by a new GUID. */
  readonly instance: string;
  /** An epoch never seen before. */
  readonly newEpoch: () => string;
}

/** The totals in this table, which is created when missing. Errors of the service are thrown as they come. */
export function createTableTotals(table: TableClient, { clock, instance, newEpoch }: TableTotalsDeps): FleetTotals {
  let epoch = FIRST_EPOCH;
  let saved = NO_TOTALS;
  let unsaved = NO_TOTALS;

  const save = (rowKey: string, row: Row & { oldest?: NotReady | undefined }) =>
    madeWhenMissing(table, () => table.upsertEntity({ partitionKey: PARTITION, rowKey, ...columnsOf(row) }, 'Replace'));

  const flush = coalesced(async () => {
    // Whoever counts from here on goes with the next write.
    const taken = unsaved;
    unsaved = NO_TOTALS;
    try {
      const current = (await readBaseline(table))?.epoch ?? FIRST_EPOCH;
      // What was written in the epoch before is in the exact count that ended it.
      const mine = added(current === epoch ? saved : NO_TOTALS, taken);
      await save(`delta-${instance}`, { epoch: current, at: clock.now(), totals: mine });
      epoch = current;
      saved = mine;
    } catch (error) {
      unsaved = added(taken, unsaved);
      throw error;
    }
  });

  return {
    async moved(from, to, readySeconds) {
      const moving = change(from, to, readySeconds);
      if (isNothing(moving)) return;
      unsaved = added(unsaved, moving);
      await flush();
    },
    async read() {
      const rows = await countingRows(table);
      const asOf = rows.length === 0 ? clock.now() : Math.max(...rows.map(({ at }) => at));
      return { totals: rows.reduce((sum, { totals }) => added(sum, totals), NO_TOTALS), asOf };
    },
    oldestNotReady: async () => (await readBaseline(table))?.oldest,
    async rebase(totals, asOf, oldest) {
      const epoch = newEpoch();
      await save(BASELINE, { epoch, at: asOf, totals, oldest });
      for await (const entity of rowsOf(table)) {
        const { rowKey = '', etag } = entity;
        // A process that goes on counting meanwhile has the row for itself again: its mark has changed.
        if (rowKey !== BASELINE && entity['epoch'] !== epoch) await removeRow(table, PARTITION, rowKey, etag);
      }
    },
  };
}

function columnsOf({ epoch, at, totals, oldest }: Row): Record<string, string | number> {
  return {
    epoch,
    at,
    totals: JSON.stringify(totals),
    ...(oldest !== undefined && { oldest: JSON.stringify(oldest) }),
  };
}

async function readBaseline(table: TableClient): Promise<Row | undefined> {
  return rowSchema.safeParse((await readRow(table, PARTITION, BASELINE))?.entity).data;
}

/** The baseline and the rows of its epoch. A row that this version cannot read is left out. */
async function countingRows(table: TableClient): Promise<readonly Row[]> {
  const rows = new Map<string, Row>();
  try {
    for await (const entity of rowsOf(table)) {
      const { rowKey = '' } = entity;
      const { data } = rowSchema.safeParse(entity);
      if (data !== undefined) rows.set(rowKey, data);
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const epoch = rows.get(BASELINE)?.epoch ?? FIRST_EPOCH;
  return [...rows.values()].filter((row) => row.epoch === epoch);
}

function rowsOf(table: TableClient) {
  return table.listEntities({ queryOptions: { filter: `PartitionKey eq '${PARTITION}'` } });
}
