import type { TableClient } from '@azure/data-tables';
import { describe, expect, it } from 'vitest';
import { createMemoryJournal } from '../../local/memory/journal.ts';
import { createTableJournal } from '../../src/lib/azure/storage/tableJournal.ts';
import { unreachableTable, useEmulator } from './emulator.ts';
import { type HandClock, handClock, journalContract } from './journal.contract.ts';

const emulator = useEmulator();

journalContract('memory', (clock) => {
  const journal = createMemoryJournal(clock);
  return () => journal;
});
journalContract('table', (clock) => {
  const table = emulator.freshTable();
  let instances = 0;
  return () => createTableJournal(table, clock, `instance-${++instances}`);
});

describe('createTableJournal', () => {
  it('writes what was counted while a write failed with the next one', async () => {
    const { table, fails, journal } = flaky();
    fails.next = 1;

    const [first] = await Promise.allSettled([journal.count('a')]);
    await journal.count('b');

    expect(first.status).toBe('rejected');
    expect((await createTableJournal(table, handClock(), 'reader').read()).counts).toEqual({ a: 1, b: 1 });
  });

  it('tells everybody whose count was in a failed write, and nobody else', async () => {
    const { fails, journal } = flaky();
    fails.next = 1;

    const first = journal.count('a');
    const shared = journal.count('a');
    const outcomes = await Promise.allSettled([first, shared]);
    const later = await Promise.allSettled([journal.count('a')]);

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(later.map(({ status }) => status)).toEqual(['fulfilled']);
    expect((await journal.read()).counts).toEqual({ a: 3 });
  });

  it('writes the day before as well, when its write had failed', async () => {
    const { clock, fails, journal } = flaky();
    fails.next = 1;
    await Promise.allSettled([journal.count('a')]);

    clock.advance(24 * 3_600_000);
    await journal.count('b');

    expect((await journal.read()).counts).toEqual({ a: 1, b: 1 });
  });

  it('forgets days that no reading shows any more, whether or not they were written', async () => {
    const { clock, fails, journal, puts } = flaky();
    fails.next = 1;
    await Promise.allSettled([journal.count('a')]);

    clock.advance(8 * 24 * 3_600_000);
    await journal.count('b');

    expect(puts).toEqual(['counts-2026-11-22', 'counts-2026-11-30']);
  });

  it('shares one write among all that count while another is on its way', async () => {
    const { journal, puts } = flaky();
    await journal.count('a');

    const underWay = journal.count('a');
    await Promise.resolve();
    await Promise.all([underWay, ...Array.from({ length: 30 }, () => journal.count('a'))]);

    expect(puts.length).toBeLessThanOrEqual(3);
    expect((await journal.read()).counts).toEqual({ a: 32 });
  });

  it('writes a day no more once its last count is written', async () => {
    const { clock, journal, puts } = flaky();
    await journal.count('a');
    clock.advance(24 * 3_600_000);

    await journal.count('a');
    await journal.count('a');

    expect(puts).toEqual(['counts-2026-11-22', 'counts-2026-11-23', 'counts-2026-11-23']);
  });

  it('reads past rows that it cannot read', async () => {
    const table = emulator.freshTable();
    const journal = createTableJournal(table, handClock(), 'instance-1');
    await journal.count('a');
    await journal.malformed({ at: handClock().now(), source: 'message', why: 'fine' });
    const day = 'counts-2026-11-22';
    await table.createEntity({ partitionKey: day, rowKey: 'broken', counts: '{' });
    await table.createEntity({ partitionKey: day, rowKey: 'text', counts: '{"a":"many"}' });
    await table.createEntity({ partitionKey: day, rowKey: 'empty' });
    await table.createEntity({ partitionKey: 'malformed', rowKey: '0', at: 1, source: 'telegram', why: 'odd' });
    await table.createEntity({ partitionKey: 'malformed', rowKey: '1', at: 9e15, source: 'event', why: 'late' });

    const read = await journal.read();

    expect(read.counts).toEqual({ a: 1 });
    expect(read.malformed.map(({ why }) => why)).toEqual(['fine']);
  });

  it('throws what the service says when it cannot be reached', async () => {
    const journal = createTableJournal(unreachableTable(), handClock(), 'instance-1');

    await expect(journal.count('a')).rejects.toThrow(/ECONNREFUSED/);
    await expect(journal.count('a')).rejects.toThrow(/ECONNREFUSED/);
    await expect(journal.malformed({ at: 0, source: 'event', why: '' })).rejects.toThrow(/ECONNREFUSED/);
    await expect(journal.read()).rejects.toThrow(/ECONNREFUSED/);
  });
});

interface Flaky {
  readonly table: TableClient;
  readonly clock: HandClock;
  readonly journal: ReturnType<typeof createTableJournal>;
  /** How many of the next writes fail. */
  readonly fails: { next: number };
  /** The partitions that were written, failed writes included. */
  readonly puts: string[];
}

/** A journal in a table that exists, whose writes are seen and may fail. */
function flaky(): Flaky {
  const table = emulator.freshTable();
  const clock = handClock();
  const fails = { next: 0 };
  const puts: string[] = [];
  table.pipeline.addPolicy({
    name: 'flaky',
    sendRequest: async (request, next) => {
      const partition = /PartitionKey='([^']*)'/.exec(decodeURIComponent(request.url))?.[1];
      if (partition === undefined || request.method === 'GET') return next(request);
      if (fails.next === 0) {
        const response = await next(request);
        if (response.status !== 404) puts.push(partition);
        return response;
      }
      fails.next -= 1;
      puts.push(partition);
      throw new Error('The line is dead.');
    },
  });
  return { table, clock, fails, puts, journal: createTableJournal(table, clock, 'instance-1') };
}
