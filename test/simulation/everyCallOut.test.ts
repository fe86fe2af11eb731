import { describe, expect, it } from 'vitest';
import { sampled } from './hold.ts';
import { ONE_MACHINE } from './oneMachine.ts';
import { run } from './run.ts';
import { MISHAPS, type World } from './world.ts';

/** A machine becomes ready, and is then to leave. */
const LEAVING: World = { ...ONE_MACHINE, acts: [{ at: 300, machine: 0, kind: 'offboard' }] };

/** More calls than both take, so that the last ones hit nothing. */
const CALLS = 112;

const CASES = Array.from({ length: CALLS }, (_, call) => call).flatMap((call) =>
  [{}, { lockSeconds: 30, pace: 'slow' as const }, { lockSeconds: 30, lagSeconds: 90 }].map((rest) => ({ call, rest })),
);

describe('a machine leaves by one change of each kind, without a sweep', () => {
  it('takes fewer calls than are tried here', async () => {
    const { calls } = await run(LEAVING, { swept: false });

    // The identity, the extension; the tag, the removal.
    expect(calls.writes).toBe(4);
    expect(calls.made).toBeGreaterThan(CALLS / 2);
    expect(calls.made).toBeLessThan(CALLS);
  });

  it.each(MISHAPS)('whichever single call meets with %s', async (how) => {
    const problems: string[] = [];
    for (const { call, rest } of sampled(CASES)) {
      const result = await run({ ...LEAVING, ...rest, mishaps: [{ call, how }] }, { swept: false });
      problems.push(...result.problems.map((problem) => `${how} at ${call}, ${JSON.stringify(rest)}: ${problem}`));
    }

    expect(problems).toEqual([]);
  });
});
