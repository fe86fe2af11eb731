import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostedFunction, QueueTrigger } from '../bindings.ts';
import { parseHostJson } from '../hostJson.ts';
import { pollDelay } from './pollDelay.ts';
import { startPoller } from './poller.ts';
import type { Queues } from './queues.ts';

const trigger: QueueTrigger = { kind: 'queue', queueName: 'work', connectionString: '' };
const fn: HostedFunction<QueueTrigger> = {
  name: 'worker',
  registered: { metadata: { name: 'worker', bindings: {} }, callback: () => undefined },
  trigger,
  queueOutputs: new Map(),
  disabled: false,
};

/** Queues that are always empty; counts the looks. */
function emptyQueues(): Queues & { looks: number; write: () => void } {
  const queues = {
    looks: 0,
    write: (): void => undefined,
    queue: () => ({
      take: async () => {
        queues.looks += 1;
        if (queues.looks === 3) throw new Error('storage away');
        return [];
      },
      hide: async () => '',
      remove: async () => undefined,
    }),
    onWrite: (_: unknown, callback: () => void) => {
      queues.write = callback;
    },
    send: async () => undefined,
  };
  return queues;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the poller of a queue', () => {
  it('looks less and less often while there is nothing, and no more when stopped', async () => {
    const { poller, queues, lines } = started('work');

    await vi.advanceTimersByTimeAsync(10 * 60_000);
    const looksInTenMinutes = queues.looks;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looksInTenMinutes).toBeLessThan(20);

    await poller.stop();
    expect(vi.getTimerCount()).toBe(0);
    expect(lines).toEqual(['error worker Queue work cannot be read: Error: storage away']);
  });

  it.each([
    { queueName: 'work', looks: 0, what: 'does not notice a write of this host before its next poll' },
    { queueName: 'work-poison', looks: 1, what: 'is woken by a write of this host' },
  ])('of $queueName $what', async ({ queueName, looks }) => {
    const { poller, queues } = started(queueName);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    const before = queues.looks;

    queues.write();
    await vi.advanceTimersByTimeAsync(0);

    expect(queues.looks - before).toBe(looks);
    await poller.stop();
  });
});

/** A poller of a queue that stays empty; it waits for up to an hour between two looks. */
function started(queueName: string) {
  const queues = emptyQueues();
  const lines: string[] = [];
  const poller = startPoller(
    { ...fn, trigger: { ...trigger, queueName } },
    {
      queues,
      runner: { run: async () => ({ ok: true, response: {} }) },
      settings: parseHostJson('{"version":"2.0","extensions":{"queues":{"maxPollingInterval":"01:00:00"}}}').queues,
      queueLockMs: 600_000,
      log: (level, source, message) => void lines.push(`${level} ${source} ${message}`),
    },
  );
  return { poller, queues, lines };
}

describe('the wait between two looks at an empty queue', () => {
  it.each([
    [1, 0, 100],
    [1, 1, 100],
    [2, 0, 180],
    [2, 1, 220],
    [3, 0.5, 300],
    [4, 0.5, 500],
    [8, 0.5, 2000],
    [1000, 0.5, 2000],
  ])('after %i empty looks and the draw %f is %i ms', (looks, random, ms) => {
    expect(pollDelay(looks, 2000, random)).toBeCloseTo(ms, 6);
  });
});
