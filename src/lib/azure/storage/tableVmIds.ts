/** Claims to vmIds in Azure Table storage: a partition a vmId, a row a machine. */
import type { TableClient } from '@azure/data-tables';
import * as z from 'zod';
import { odataString } from '../../escape/odata.ts';
import { instant } from '../../instant.ts';
import { ID_PARTS, type MachineId, machineKey } from '../../onboarding/machineId.ts';
import type { Claim, VmIds } from '../../onboarding/vmIds.ts';
import { madeWhenMissing, removeRow } from './tableRow.ts';
import { rowsWhere } from './tableRows.ts';

const ANY = '*';

const stored = z.object({
  version: z.literal(1),
  subscriptionId: z.string().regex(ID_PARTS.subscriptionId),
  resourceGroup: z.string().regex(ID_PARTS.resourceGroup),
  name: z.string().regex(ID_PARTS.name),
  since: instant,
  gone: z.boolean(),
  shows: z.string(),
});

/** The claims in this table, which is created when missing. Errors of the service are thrown as they come. */
export function createTableVmIds(table: TableClient): VmIds {
  return {
    of: (vmId) => claimsTo(table, vmId),
    async put(vmId, { id, ...claim }) {
      const entity = { partitionKey: vmId, rowKey: rowKeyOf(id), version: 1, ...id, ...claim };
      await madeWhenMissing(table, () => table.upsertEntity(entity, 'Replace'));
    },
    async remove(vmId, id) {
      await removeRow(table, vmId, rowKeyOf(id), ANY);
    },
  };
}

async function claimsTo(table: TableClient, vmId: string): Promise<readonly Claim[]> {
  const claims: Claim[] = [];
  for await (const row of rowsWhere(table, `PartitionKey eq ${odataString(vmId)}`)) {
    // A row that this version cannot read, or that names another machine than its key, is left out: the next look at that machine writes it anew.
    const { data } = stored.safeParse(row);
    const claim = data && claimOf(data);
    if (claim !== undefined && rowKeyOf(claim.id) === row.rowKey) claims.push(claim);
  }
  return claims;
}

function claimOf({ subscriptionId, resourceGroup, name, since, gone, shows }: z.output<typeof stored>): Claim {
  return { id: { subscriptionId, resourceGroup, name }, since, gone, shows };
}

function rowKeyOf(id: MachineId): string {
  return `${id.subscriptionId}|${machineKey(id)}`;
}
