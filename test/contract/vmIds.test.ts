import { describe, expect, it } from 'vitest';
import { createMemoryVmIds } from '../../local/memory/vmIds.ts';
import { createTableVmIds } from '../../src/lib/azure/storage/tableVmIds.ts';
import { aMachineId } from '../builders/machine.ts';
import { unreachableTable, useEmulator } from './emulator.ts';
import { vmIdsContract } from './vmIds.contract.ts';

const emulator = useEmulator();

vmIdsContract('memory', createMemoryVmIds);
vmIdsContract('table', () => createTableVmIds(emulator.freshTable()));

describe('createTableVmIds', () => {
  it('reads past rows that it cannot read, and writes them anew', async () => {
    const table = emulator.freshTable();
    const vmIds = createTableVmIds(table);
    const claim = { id: aMachineId(), since: 1, gone: false, shows: '' };
    await vmIds.put('vm-1', claim);
    for await (const { partitionKey = '', rowKey = '' } of table.listEntities()) {
      await table.updateEntity({ partitionKey, rowKey, version: 2 }, 'Merge');
    }
    await table.createEntity({ partitionKey: 'vm-1', rowKey: 'odd', version: 1, name: '../..' });
    const whole = { version: 1, ...claim.id, since: 1, gone: false, shows: '' };
    await table.createEntity({ partitionKey: 'vm-1', rowKey: 'of another machine', ...whole });
    await table.createEntity({ partitionKey: 'vm-1', rowKey: 'late', ...whole, since: 9e15 });

    const found = await vmIds.of('vm-1');
    await vmIds.put('vm-1', claim);

    expect(found).toEqual([]);
    expect(await vmIds.of('vm-1')).toEqual([claim]);
  });

  it('throws what the service says when it cannot be reached', async () => {
    const vmIds = createTableVmIds(unreachableTable());

    await expect(vmIds.of('vm-1')).rejects.toThrow(/ECONNREFUSED/);
    await expect(vmIds.put('vm-1', { id: aMachineId(), since: 1, gone: false, shows: '' })).rejects.toThrow(
      /ECONNREFUSED/,
    );
    await expect(vmIds.remove('vm-1', aMachineId())).rejects.toThrow(/ECONNREFUSED/);
  });
});
