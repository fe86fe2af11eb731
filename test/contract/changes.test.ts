import { describe, expect, it } from 'vitest';
import { createMemoryChanges } from '../../local/memory/changes.ts';
import { createTableChanges } from '../../src/lib/azure/storage/tableChanges.ts';
import { minutes } from '../../src/lib/time.ts';
import { aChange, changeAt, changesContract, NOW, runAt } from './changes.contract.ts';
import { unreachableTable, useEmulator } from './emulator.ts';

const emulator = useEmulator();

changesContract('memory', createMemoryChanges);
changesContract('table', () => createTableChanges(emulator.freshTable()));

describe('createTableChanges', () => {
  it('leaves out rows that it cannot read, counts them when they have ended, and forgets them in their time', async () => {
    const table = emulator.freshTable();
    const changes = createTableChanges(table);
    await changes.save(aChange(5));
    const spoilt = { partitionKey: runAt(), change: '{"status":' };
    await table.createEntity({ ...spoilt, rowKey: changeAt(1), ended: true });
    await table.createEntity({ ...spoilt, rowKey: changeAt(9), ended: false });
    await table.createEntity({ partitionKey: runAt(), rowKey: 'not-an-id', ended: true });

    const page = await changes.list(runAt(), 1);
    const read = await changes.read(runAt(), changeAt(1));
    const ended = await changes.ended(runAt());

    expect(page).toStrictEqual({ items: [aChange(5)] });
    expect(read).toBeUndefined();
    expect(ended).toBe(3);
    expect(await changes.prune(NOW + 1, 10)).toBe(4);
  });

  it('reaches beyond the thousand rows that one answer of the service holds', async () => {
    const table = emulator.freshTable();
    const changes = createTableChanges(table);
    await table.createTable();
    for (let batch = 0; batch < 11; batch += 1) {
      const { runId: partitionKey, id: _id, ...rest } = aChange();
      const rows = Array.from({ length: 100 }, (_, i) => changeAt(100 * batch + i));
      await table.submitTransaction(
        rows.map((rowKey) => [
          'create',
          { partitionKey, rowKey, ended: batch !== 5, change: batch === 5 ? '' : JSON.stringify(rest) },
        ]),
      );
    }

    const { items, next } = await changes.list(runAt(), 2000);
    const ended = await changes.ended(runAt());
    const forgotten = await changes.prune(NOW + minutes(1), 1050);

    expect(items.map(({ id }) => Number.parseInt(id, 16))).toEqual([
      ...Array.from({ length: 500 }, (_, i) => i),
      ...Array.from({ length: 500 }, (_, i) => 600 + i),
    ]);
    expect(next).toBeUndefined();
    expect(ended).toBe(1000);
    expect(forgotten).toBe(1050);
    expect((await changes.list(runAt(), 2000)).items).toHaveLength(50);
  }, 60_000);

  it('asks for no more than keys where it only counts', async () => {
    const table = emulator.freshTable();
    await createTableChanges(table).save(aChange());
    const asked: unknown[] = [];
    table.pipeline.addPolicy({
      name: 'asked',
      sendRequest: (request, next) => {
        asked.push(new URL(request.url).searchParams.get('$select'));
        return next(request);
      },
    });

    const ended = await createTableChanges(table).ended(runAt());

    expect(ended).toBe(1);
    expect(asked).toEqual(['PartitionKey,RowKey']);
  });

  it('throws what the service says when it cannot be reached', async () => {
    const changes = createTableChanges(unreachableTable());

    await expect(changes.save(aChange())).rejects.toThrow(/ECONNREFUSED/);
    await expect(changes.read(runAt(), changeAt(0))).rejects.toThrow(/ECONNREFUSED/);
    await expect(changes.list(runAt(), 1)).rejects.toThrow(/ECONNREFUSED/);
    await expect(changes.ended(runAt())).rejects.toThrow(/ECONNREFUSED/);
    await expect(changes.prune(NOW, 1)).rejects.toThrow(/ECONNREFUSED/);
  });
});
