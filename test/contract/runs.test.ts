import type { TableClient } from '@azure/data-tables';
import { describe, expect, it } from 'vitest';
import { createMemoryRuns } from '../../local/memory/runs.ts';
import { createTableRuns } from '../../src/lib/azure/storage/tableRuns.ts';
import { minutes } from '../../src/lib/time.ts';
import { unreachableTable, useEmulator } from './emulator.ts';
import { aRun, NOW, runsContract } from './runs.contract.ts';

const emulator = useEmulator();

runsContract('memory', createMemoryRuns);
runsContract('table', () => createTableRuns(emulator.freshTable()));

describe('createTableRuns', () => {
  it('leaves out rows that it cannot read, and counts them for no page', async () => {
    const table = emulator.freshTable();
    const runs = createTableRuns(table);
    const good = [aRun(9), aRun(5), aRun(1)];
    for (const run of good) await runs.save(run);
    const bad = [aRun(10).id, aRun(7).id, aRun(6).id, aRun(0).id];
    await spoil(table, [...bad, 'zzz-not-an-id']);

    const first = await runs.list(2);
    const second = await runs.list(2, first.next);
    const all = await runs.list(3);

    expect(first.items).toEqual(good.slice(0, 2));
    expect(second).toStrictEqual({ items: good.slice(2) });
    expect(all).toStrictEqual({ items: good });
    expect(await runs.read(bad[0] ?? '')).toBeUndefined();
  });

  it('forgets rows that it cannot read as well', async () => {
    const table = emulator.freshTable();
    const runs = createTableRuns(table);
    await runs.save(aRun(5));
    await spoil(table, [aRun(1).id, aRun(9).id]);

    const forgotten = await runs.prune(NOW + minutes(6), 10);

    expect(forgotten).toBe(2);
    const left: unknown[] = [];
    for await (const { rowKey } of table.listEntities()) left.push(rowKey);
    expect(left).toHaveLength(1);
  });

  it('reaches beyond the thousand rows that one answer of the service holds', async () => {
    const table = emulator.freshTable();
    const runs = createTableRuns(table);
    await table.createTable();
    for (let batch = 0; batch < 11; batch += 1) {
      const rows = Array.from({ length: 100 }, (_, i) => aRun(100 * batch + i));
      await table.submitTransaction(
        rows.map(({ id, ...rest }) => [
          'create',
          { partitionKey: 'run', rowKey: id, run: batch === 5 ? '' : JSON.stringify(rest) },
        ]),
      );
    }

    const { items, next } = await runs.list(2000);
    const forgotten = await runs.prune(NOW + minutes(1100), 1050);

    expect(items.map(({ startedAt }) => (startedAt - NOW) / minutes(1))).toEqual([
      ...Array.from({ length: 500 }, (_, i) => 1099 - i),
      ...Array.from({ length: 500 }, (_, i) => 499 - i),
    ]);
    expect(next).toBeUndefined();
    expect(forgotten).toBe(1050);
    expect((await runs.list(2000)).items).toHaveLength(50);
  }, 60_000);

  it('throws what the service says when it cannot be reached', async () => {
    const runs = createTableRuns(unreachableTable());

    await expect(runs.save(aRun())).rejects.toThrow(/ECONNREFUSED/);
    await expect(runs.read(aRun().id)).rejects.toThrow(/ECONNREFUSED/);
    await expect(runs.list(1)).rejects.toThrow(/ECONNREFUSED/);
    await expect(runs.prune(NOW, 1)).rejects.toThrow(/ECONNREFUSED/);
  });
});

async function spoil(table: TableClient, rowKeys: readonly string[]): Promise<void> {
  for (const rowKey of rowKeys) await table.createEntity({ partitionKey: 'run', rowKey, run: '{"cause":' });
}
