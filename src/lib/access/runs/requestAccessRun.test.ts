import { describe, expect, it } from 'vitest';
import { createMemoryControl } from '../../../../local/memory/control.ts';
import { createMemoryRunQueue } from '../../../../local/memory/runQueue.ts';
import { aClock } from '../../../../test/builders/clock.ts';
import { requestAccessRun } from './requestAccessRun.ts';
import { createRunLock } from './runLock.ts';

function aWorld() {
  const clock = aClock();
  const runQueue = createMemoryRunQueue(clock);
  const lock = createRunLock({ store: createMemoryControl(), clock, sleep: async () => undefined, random: () => 0.5 });
  let made = 0;
  return { lock, runQueue, newRunId: () => `run-${++made}` };
}

describe('asking for a run', () => {
  it('sends its message at once', async () => {
    const world = aWorld();

    const runId = await requestAccessRun('person', world);

    expect(runId).toBe('run-1');
    expect([world.runQueue.take(), world.runQueue.take()]).toEqual(['run-1', undefined]);
  });

  it('sends nothing while one is under way, and tells which one will do it', async () => {
    const world = aWorld();
    await requestAccessRun('schedule', world);
    world.runQueue.take();

    const asked = [
      await requestAccessRun('schedule', world),
      await requestAccessRun('person', world),
      await requestAccessRun('person', world),
    ];

    expect(asked).toEqual(['run-1', 'run-3', 'run-3']);
    expect(world.runQueue.nextDue()).toBeUndefined();
  });
});
