import { describe, expect, it } from 'vitest';
import { createMemoryControl } from '../../../local/memory/control.ts';
import { aClock } from '../../../test/builders/clock.ts';
import type { ControlStore } from './control.ts';
import { createControlRow } from './controlRow.ts';

interface Count {
  readonly n: number;
}

const SPEC = {
  key: 'count',
  empty: { n: 0 },
  parse: (value: unknown): Count | undefined =>
    typeof value === 'object' && value !== null && 'n' in value && typeof value.n === 'number'
      ? { n: value.n }
      : undefined,
};

const add = (row: Count | 'unreadable') => {
  const save = { n: row === 'unreadable' ? -1 : row.n + 1 };
  return { save, answer: save.n };
};

/** A row over this store, and how long it slept. */
function aRow(store: ControlStore, random = () => 0.5) {
  const slept: number[] = [];
  const sleep = async (ms: number) => void slept.push(ms);
  return { row: createControlRow<Count>(SPEC, { store, clock: aClock(), sleep, random }), slept };
}

describe('a control row', () => {
  it('is empty at first, and reads what was changed', async () => {
    const { row } = aRow(createMemoryControl());

    const before = await row.read();
    const answer = await row.change(add);

    expect(before).toEqual({ n: 0 });
    expect(answer).toBe(1);
    expect(await row.read()).toEqual({ n: 1 });
  });

  it('writes nothing when there is nothing to save', async () => {
    const { row } = aRow({ ...createMemoryControl(), write: () => Promise.reject(new Error('not to be called')) });

    expect(await row.change(() => ({ answer: 'nothing' }))).toBe('nothing');
  });

  it('tells the change when a row cannot be read', async () => {
    const store = createMemoryControl();
    await store.write('count', { n: 'many' }, undefined);
    const { row } = aRow(store);

    expect(await row.read()).toBe('unreadable');
    expect(await row.change(add)).toBe(-1);
  });

  it('loses no change of many at once, in several instances', async () => {
    const store = createMemoryControl();
    const instances = [aRow(store), aRow(store), aRow(store)];

    const answers = await Promise.all(
      instances.flatMap(({ row }) => Array.from({ length: 50 }, () => row.change(add))),
    );

    expect(answers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 150 }, (_, i) => i + 1));
  });

  it('puts all that one process wants meanwhile through with one write', async () => {
    const memory = createMemoryControl();
    let writes = 0;
    const { row } = aRow({
      ...memory,
      write: (...args) => {
        writes += 1;
        return memory.write(...args);
      },
    });

    await Promise.all(Array.from({ length: 100 }, () => row.change(add)));

    expect(writes).toBe(2);
    expect(await row.read()).toEqual({ n: 100 });
  });

  it('begins again on the newest row when somebody was faster', async () => {
    const memory = createMemoryControl();
    let others = 3;
    const { row, slept } = aRow({
      ...memory,
      write: async (key, value, etag) => {
        if (others-- > 0) await memory.write(key, { n: 100 }, (await memory.read(key))?.etag);
        return memory.write(key, value, etag);
      },
    });

    const answer = await row.change(add);

    expect(answer).toBe(101);
    expect(slept).toEqual([10, 20, 40]);
  });

  it('waits at most a second between tries, and gives up after twenty', async () => {
    const { row, slept } = aRow({ ...createMemoryControl(), write: async () => 'conflict' }, () => 1);

    const [outcome] = await Promise.allSettled([row.change(add)]);

    expect(outcome).toMatchObject({ status: 'rejected', reason: { kind: 'transient', code: 'ControlBusy' } });
    expect(slept).toHaveLength(20);
    expect(Math.max(...slept)).toBe(1000);
  });

  it('tells all whose change failed, and goes on with those who come later', async () => {
    const memory = createMemoryControl();
    let failures = 1;
    const { row } = aRow({
      ...memory,
      read: (key) => (failures-- > 0 ? Promise.reject(new Error('The line is dead.')) : memory.read(key)),
    });

    const outcomes = await Promise.allSettled([row.change(add), row.change(add)]);
    const later = await row.change(add);

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(later).toBe(2);
  });
});
