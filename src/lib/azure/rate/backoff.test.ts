import { describe, expect, it } from 'vitest';
import { backoffMs, pause } from './backoff.ts';
import { virtualTime } from './virtualTime.fixture.ts';

const BACKOFF = { firstMs: 100, longestMs: 1000 };

describe('backoffMs', () => {
  it.each([
    { attempt: 0, random: 0, ms: 50 },
    { attempt: 0, random: 1, ms: 100 },
    { attempt: 2, random: 0.5, ms: 300 },
    { attempt: 30, random: 1, ms: 1000 },
  ])('waits $ms ms after attempt $attempt with chance $random', ({ attempt, random, ms }) => {
    expect(backoffMs(attempt, BACKOFF, () => random)).toBe(ms);
  });
});

describe('pause', () => {
  it('ends when the time is over', async () => {
    const time = virtualTime();
    const paused = pause(time.sleep, 500, new AbortController().signal);

    await time.advance(500);

    await expect(paused).resolves.toBeUndefined();
  });

  it.each([
    { title: 'rejects', sleep: virtualTime().sleep },
    { title: 'ends early', sleep: () => Promise.resolve() },
  ])('does not let an aborted caller go on, with a sleep that $title', async ({ sleep }) => {
    const abort = new AbortController();
    const paused = pause(sleep, 500, abort.signal);

    abort.abort(new Error('given up'));

    await expect(paused).rejects.toThrow('given up');
  });
});
