import { describe, expect, it } from 'vitest';
import { createMemoryQuarantines } from '../../local/memory/quarantines.ts';
import { createTableQuarantines } from '../../src/lib/azure/storage/tableQuarantines.ts';
import { unreachableTable, useEmulator } from './emulator.ts';
import { aQuarantine, NOW, quarantinesContract } from './quarantines.contract.ts';

const emulator = useEmulator();

quarantinesContract('memory', createMemoryQuarantines);
quarantinesContract('table', () => createTableQuarantines(emulator.freshTable()));

describe('createTableQuarantines', () => {
  it('leaves out rows that it cannot read, and forgets them in their time', async () => {
    const table = emulator.freshTable();
    const quarantines = createTableQuarantines(table);
    const good = aQuarantine(1);
    const bad = aQuarantine(0).id;
    await quarantines.create(good);
    await table.createEntity({ partitionKey: 'quarantine', rowKey: bad, quarantine: '{"status":' });
    const forgotten: string[] = [];

    expect(await quarantines.list(10)).toStrictEqual({ items: [good] });
    expect(await quarantines.read(bad)).toBeUndefined();
    await quarantines.prune(NOW + 1, 10, async (id) => void forgotten.push(id));
    expect(forgotten).toEqual([bad]);
  });

  it('throws what the service says when it cannot be reached', async () => {
    const quarantines = createTableQuarantines(unreachableTable());
    const { id } = aQuarantine();

    await expect(quarantines.create(aQuarantine())).rejects.toThrow(/ECONNREFUSED/);
    await expect(quarantines.read(id)).rejects.toThrow(/ECONNREFUSED/);
    await expect(quarantines.update(aQuarantine(), '*')).rejects.toThrow(/ECONNREFUSED/);
    await expect(quarantines.list(1)).rejects.toThrow(/ECONNREFUSED/);
    await expect(quarantines.prune(NOW, 1, async () => undefined)).rejects.toThrow(/ECONNREFUSED/);
  });
});
