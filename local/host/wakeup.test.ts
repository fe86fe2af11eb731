import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWakeup } from './wakeup.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function asleep(sleep: Promise<void>): () => boolean {
  let over = false;
  void sleep.then(() => {
    over = true;
  });
  return () => !over;
}

describe('a wake-up', () => {
  it('ends a sleep after its time', async () => {
    const isAsleep = asleep(createWakeup().sleep(1000));

    await vi.advanceTimersByTimeAsync(999);
    expect(isAsleep()).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(isAsleep()).toBe(false);
  });

  it('ends a sleep at once when it rings, and leaves no timer', async () => {
    const wakeup = createWakeup();
    const isAsleep = asleep(wakeup.sleep(1000));

    wakeup.ring();
    await vi.advanceTimersByTimeAsync(0);

    expect(isAsleep()).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps one ring for the next sleep, and only for that', async () => {
    const wakeup = createWakeup();
    wakeup.ring();
    wakeup.ring();

    await wakeup.sleep(1000);
    const isAsleep = asleep(wakeup.sleep(1000));
    await vi.advanceTimersByTimeAsync(0);

    expect(isAsleep()).toBe(true);
  });
});
