import type { TableClient } from '@azure/data-tables';
import { describe, expect, it } from 'vitest';
import { createMemoryGrants } from '../../local/memory/grants.ts';
import { createTableGrants } from '../../src/lib/azure/storage/tableGrants.ts';
import { SUB } from '../builders/accessWorld.ts';
import { unreachableTable, useEmulator } from './emulator.ts';
import { aGrant, byName, grantsContract, HERE, someGrants } from './grants.contract.ts';

const emulator = useEmulator();

grantsContract('memory', createMemoryGrants);
grantsContract('table', () => createTableGrants(emulator.freshTable()));

describe('createTableGrants', () => {
  it('leaves out rows that it cannot read, and writes them anew', async () => {
    const table = emulator.freshTable();
    const grants = createTableGrants(table);
    const [good, spoilt] = [aGrant(), aGrant({ role: 'administrator' })];
    await grants.save([good]);
    const partitionKey = await partitionIn(table);
    await table.createEntity({ partitionKey, rowKey: spoilt.name, grant: '{"scope":' });
    await table.createEntity({ partitionKey, rowKey: aGrant({ principalId: 'x' }).name });
    await table.createEntity({ partitionKey, rowKey: 'odd', grant: JSON.stringify(good) });
    const elsewhere = aGrant({ principalId: 'elsewhere' });
    const grant = (fields: object) => JSON.stringify({ ...elsewhere, ...fields });
    await table.createEntity({
      partitionKey,
      rowKey: elsewhere.name,
      grant: grant({ scope: '/subscriptions/another' }),
    });
    await table.createEntity({ partitionKey, rowKey: aGrant({ principalId: 'y' }).name, grant: grant({ at: 9e15 }) });

    const found = await grants.list(HERE);
    await grants.save([spoilt]);

    expect(found).toStrictEqual(byName([good]));
    expect(await grants.list(HERE)).toStrictEqual(byName([good, spoilt]));
  });

  it('reaches beyond the thousand rows that one answer of the service holds', async () => {
    const grants = createTableGrants(emulator.freshTable());
    const all = someGrants(1250);

    await grants.save(all);

    expect(await grants.list(HERE)).toStrictEqual(byName(all));
  }, 60_000);

  it('throws what the service says when it cannot be reached', async () => {
    const grants = createTableGrants(unreachableTable());

    await expect(grants.list(HERE)).rejects.toThrow(/ECONNREFUSED/);
    await expect(grants.save([aGrant()])).rejects.toThrow(/ECONNREFUSED/);
    await expect(grants.remove(SUB, aGrant().name)).rejects.toThrow(/ECONNREFUSED/);
  });
});

/** The only partition there is. */
async function partitionIn(table: TableClient): Promise<string> {
  const keys = new Set<string>();
  for await (const { partitionKey = '' } of table.listEntities()) keys.add(partitionKey);
  expect(keys.size).toBe(1);
  return [...keys].join('');
}
