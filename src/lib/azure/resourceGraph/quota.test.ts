import { describe, expect, it } from 'vitest';
import { Throttled } from '../../errors.ts';
import { createQuota } from './quota.ts';

const NOW = 1_800_000_000_000;

/** What a wait comes to after an answer with these headers: milliseconds slept, or the slot of the failure from now. */
async function waited(remaining: string | undefined, resetsAfter: string | undefined) {
  const slept: number[] = [];
  const quota = createQuota({
    clock: { now: () => NOW },
    sleep: async (ms) => {
      slept.push(ms);
    },
  });
  const given = { 'x-ms-user-quota-remaining': remaining, 'x-ms-user-quota-resets-after': resetsAfter };
  quota.note(Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value ? [[name, value]] : []))));
  try {
    await quota.wait();
  } catch (error) {
    return error instanceof Throttled ? { throttled: error.slot - NOW } : error;
  }
  return slept;
}

describe('the quota of Resource Graph', () => {
  it.each([
    ['nothing is said', undefined, undefined, []],
    ['some is left', '1', '00:00:04', []],
    ['none is left for four seconds', '0', '00:00:04', [4000]],
    ['none is left for a fraction more', '0', '00:00:04.0251', [4026]],
    ['none is left, and the window has just ended', '0', '00:00:00', []],
    ['none is left for the whole window', '0', '00:00:05', [5000]],
    ['none is left for longer', '0', '00:00:06', { throttled: 6000 }],
    ['none is left for hours, which no window lasts', '0', '23:00:00', { throttled: 60_000 }],
    ['none is left, until when is not said', '0', undefined, [5000]],
    ['none is left, until when cannot be read', '0', 'soon', [5000]],
  ])('when %s', async (_what, remaining, resetsAfter, expected) => {
    expect(await waited(remaining, resetsAfter)).toEqual(expected);
  });

  it('stays closed as long as the longest answer said', async () => {
    const quota = createQuota({ clock: { now: () => NOW }, sleep: async () => undefined });
    quota.note({ 'x-ms-user-quota-remaining': '0', 'x-ms-user-quota-resets-after': '00:01:00' });
    quota.note({ 'x-ms-user-quota-remaining': '0', 'x-ms-user-quota-resets-after': '00:00:01' });

    await expect(quota.wait()).rejects.toMatchObject({ code: 'ResourceGraphQuota', slot: NOW + 60_000 });
  });
});
