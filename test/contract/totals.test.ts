import type { TableClient } from '@azure/data-tables';
import { describe, expect, it } from 'vitest';
import { createMemoryTotals } from '../../local/memory/totals.ts';
import { createTableTotals } from '../../src/lib/azure/storage/tableTotals.ts';
import { totalsOf } from '../../src/lib/onboarding/totals.ts';
import { aClock } from '../builders/clock.ts';
import { NOON } from '../builders/evidence.ts';
import { unreachableTable, useEmulator } from './emulator.ts';
import { FAILED, READY, totalsContract, WAITING } from './totals.contract.ts';

const emulator = useEmulator();

totalsContract('memory', (clock) => {
  const totals = createMemoryTotals(clock);
  return () => totals;
});
totalsContract('table', (clock) => opener(emulator.freshTable(), clock));

describe('createTableTotals', () => {
  it('write what moved while a write failed with the next one', async () => {
    const { fails, totals, open } = flaky();
    fails.next = 1;

    const [first] = await Promise.allSettled([totals.moved(undefined, WAITING)]);
    const meanwhile = (await open().read()).totals;
    await totals.moved(WAITING, READY, 5);

    expect(first.status).toBe('rejected');
    expect(meanwhile).toEqual(totalsOf([]));
    expect((await open().read()).totals).toEqual(totalsOf([{ ...READY, readySeconds: 5 }]));
  });

  it('share one write among all that move while another is on its way', async () => {
    const { totals, puts } = flaky();
    await totals.moved(undefined, READY);

    const underWay = totals.moved(undefined, READY);
    await Promise.resolve();
    await Promise.all([underWay, ...Array.from({ length: 30 }, () => totals.moved(undefined, READY))]);

    expect(puts.length).toBeLessThanOrEqual(3);
    expect((await totals.read()).totals).toEqual(totalsOf(Array.from({ length: 32 }, () => READY)));
  });

  it('write nothing for a machine that is counted as before', async () => {
    const { totals, puts } = flaky();

    await totals.moved(READY, READY);

    expect(puts).toEqual([]);
  });

  it('delete the rows of processes that are gone with the next exact count', async () => {
    const { table, open } = flaky();
    const [gone, alive] = [open(), open()];
    await gone.moved(undefined, READY);
    await alive.moved(undefined, READY);

    await alive.rebase(totalsOf([READY, READY]), NOON);
    await alive.moved(READY, FAILED);

    expect(await keysIn(table)).toEqual(['baseline', 'delta-instance-3']);
  });

  it('leave the row of a process that counts again while rows are deleted', async () => {
    const { table, open } = flaky();
    const [one, other] = [open(), open()];
    await one.moved(undefined, READY);
    let once = true;
    table.pipeline.addPolicy({
      name: 'meanwhile',
      sendRequest: async (request, next) => {
        if (request.method === 'DELETE' && once) {
          once = false;
          await one.moved(undefined, FAILED);
        }
        return next(request);
      },
    });

    await other.rebase(totalsOf([READY]), NOON);

    expect((await other.read()).totals).toEqual(totalsOf([READY, FAILED]));
  });

  it('read past rows that they cannot read', async () => {
    const { table, totals } = flaky();
    await totals.moved(undefined, READY);
    const row = { partitionKey: 'totals', epoch: 'first', at: NOON };
    await table.createEntity({ ...row, rowKey: 'delta-broken', totals: '{' });
    await table.createEntity({ ...row, rowKey: 'delta-newer', totals: '{"version":2}' });
    await table.createEntity({ ...row, rowKey: 'delta-empty' });
    await table.createEntity({ ...row, rowKey: 'delta-late', at: 9e15, totals: JSON.stringify(totalsOf([READY])) });
    await table.createEntity({ ...row, rowKey: 'baseline', totals: '{"version":2}' });

    expect((await totals.read()).totals).toEqual(totalsOf([READY]));
    expect(await totals.oldestNotReady()).toBeUndefined();
  });

  it('go on where there is a table without rows', async () => {
    const { totals } = flaky();

    await totals.rebase(totalsOf([]), NOON);

    expect(await totals.read()).toEqual({ totals: totalsOf([]), asOf: NOON });
  });

  it('throw what the service says when it cannot be reached', async () => {
    const totals = opener(unreachableTable(), aClock())();

    await expect(totals.moved(undefined, READY)).rejects.toThrow(/ECONNREFUSED/);
    await expect(totals.read()).rejects.toThrow(/ECONNREFUSED/);
    await expect(totals.oldestNotReady()).rejects.toThrow(/ECONNREFUSED/);
    await expect(totals.rebase(totalsOf([]), NOON)).rejects.toThrow(/ECONNREFUSED/);
  });
});

function opener(table: TableClient, clock: { now(): number }) {
  let instances = 0;
  let epochs = 0;
  return () =>
    createTableTotals(table, { clock, instance: `instance-${++instances}`, newEpoch: () => `epoch-${++epochs}` });
}

async function keysIn(table: TableClient): Promise<(string | undefined)[]> {
  const keys = [];
  for await (const { rowKey } of table.listEntities()) keys.push(rowKey);
  return keys;
}

/** Totals in a table whose writes are seen and may fail. */
function flaky() {
  const table = emulator.freshTable();
  const fails = { next: 0 };
  const puts: string[] = [];
  table.pipeline.addPolicy({
    name: 'flaky',
    sendRequest: async (request, next) => {
      const row = /RowKey='([^']*)'/.exec(decodeURIComponent(request.url))?.[1];
      if (row === undefined || request.method === 'GET') return next(request);
      if (fails.next > 0) {
        fails.next -= 1;
        throw new Error('The line is dead.');
      }
      const response = await next(request);
      if (response.status !== 404) puts.push(row);
      return response;
    },
  });
  const open = opener(table, aClock());
  return { table, fails, puts, open, totals: open() };
}
