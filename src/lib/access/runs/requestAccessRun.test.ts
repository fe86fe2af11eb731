import { describe, expect, it } from 'vitest';
import { createMemoryControl } from '../../../../local/memory/control.ts';
import { createMemoryRunQueue } from '../../../../local/memory/runQueue.ts';
import { createMemoryRuns } from '../../../../local/memory/runs.ts';
import { aClock } from '../../../../test/builders/clock.ts';
import { runIdOf } from '../runRecord.ts';
import { requestAccessRun } from './requestAccessRun.ts';
import { createRunLock } from './runLock.ts';

function aWorld() {
  const clock = aClock();
  const runQueue = createMemoryRunQueue(clock);
  const lock = createRunLock({ store: createMemoryControl(), clock, sleep: async () => undefined, random: () => 0.5 });
  let made = 0;
  const newRunId = () => runIdOf(clock.now(), () => ++made / 1_000_000);
  return { clock, lock, runQueue, newRunId, runs: createMemoryRuns() };
}

describe('asking for a run', () => {
  it('sends its message at once', async () => {
    const world = aWorld();

    const runId = await requestAccessRun('person', world);

    expect([world.runQueue.take(), world.runQueue.take()]).toEqual([runId, undefined]);
  });

  it('puts it on record before its first step', async () => {
    const world = aWorld();

    const runId = await requestAccessRun('person', world);

    expect(await world.runs.read(runId)).toEqual({ id: runId, cause: 'person', startedAt: world.clock.now() });
  });

  it('sends its message also when it cannot be put on record', async () => {
    const world = aWorld();
    const runs = { ...world.runs, save: () => Promise.reject(new Error('storage is away')) };

    await expect(requestAccessRun('person', { ...world, runs })).rejects.toThrow('storage is away');

    expect(world.runQueue.take()).toBeDefined();
  });

  it('sends nothing while one is under way, and tells which one will do it', async () => {
    const world = aWorld();
    const first = await requestAccessRun('schedule', world);
    world.runQueue.take();

    const asked = [
      await requestAccessRun('schedule', world),
      await requestAccessRun('person', world),
      await requestAccessRun('person', world),
    ];

    expect(asked).toEqual([first, asked[1], asked[1]]);
    expect(asked[1]).not.toBe(first);
    expect((await world.runs.list(10)).items).toHaveLength(2);
    expect(world.runQueue.nextDue()).toBeUndefined();
  });
});
