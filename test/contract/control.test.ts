import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createMemoryControl } from '../../local/memory/control.ts';
import { createTableControl } from '../../src/lib/azure/storage/tableControl.ts';
import { createRolloutBrake } from '../../src/lib/onboarding/rolloutBrake.ts';
import { aClock } from '../builders/clock.ts';
import { aMachineId } from '../builders/machine.ts';
import { controlContract } from './control.contract.ts';
import { unreachableTable, useEmulator } from './emulator.ts';

const emulator = useEmulator();

controlContract('memory', createMemoryControl);
controlContract('table', () => createTableControl(emulator.freshTable()));

describe('createTableControl', () => {
  it.each<{ what: string; columns: Record<string, unknown> }>([
    { what: 'without a value', columns: {} },
    { what: 'of broken JSON', columns: { value: '{"version":' } },
    { what: 'with a number for text', columns: { value: 7 } },
  ])('reads a row $what as no value, which can be replaced', async ({ columns }) => {
    const table = emulator.freshTable();
    await table.createTable();
    await table.createEntity({ partitionKey: 'control', rowKey: 'pauses', ...columns });
    const store = createTableControl(table);

    const found = await store.read('pauses');
    const outcome = await store.write('pauses', { version: 1 }, found?.etag);

    expect(found).toEqual({ value: undefined, etag: expect.any(String) });
    expect(outcome).toBe('ok');
    expect((await store.read('pauses'))?.value).toEqual({ version: 1 });
  });

  it('throws what the service says when it cannot be reached', async () => {
    const store = createTableControl(unreachableTable());

    await expect(store.read('pauses')).rejects.toThrow(/ECONNREFUSED/);
    await expect(store.write('pauses', {}, undefined)).rejects.toThrow(/ECONNREFUSED/);
  });
});

describe('the rollout brake over a table', () => {
  it('loses nothing when many machines of several instances begin and finish at once', async () => {
    const table = emulator.freshTable();
    const open = () =>
      createRolloutBrake({ store: createTableControl(table), clock: aClock(), sleep, random: Math.random, most: 50 });
    const instances = [open(), open(), open(), open()];
    const machines = Array.from({ length: 80 }, (_, i) => aMachineId(`srv-${i}`));

    const answers = await Promise.all(
      instances.flatMap((brake, i) => machines.slice(20 * i, 20 * i + 20).map((id) => brake.reserve(id))),
    );
    const during = await open().read();
    await Promise.all(
      instances.flatMap((brake, i) => machines.filter((_, m) => m % 4 === i).map((id) => brake.conclude(id, 'ok'))),
    );

    expect(answers.filter((answer) => answer === 'reserved')).toHaveLength(50);
    expect(during.inFlight).toBe(50);
    expect(await open().read()).toEqual({ most: 50, inFlight: 0, finished: 50, failed: 0, failing: [] });
  });
});
