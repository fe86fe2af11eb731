import { describe, expect, it } from 'vitest';
import { sampled } from './hold.ts';
import { ONE_MACHINE } from './oneMachine.ts';
import { run } from './run.ts';
import { MISHAPS, type Mishap, type World } from './world.ts';

/** More calls than it takes to make one machine ready, so that the last ones hit nothing. */
const CALLS = 70;

/** Each call where work takes long, or shows late. */
const SLOWER = Array.from({ length: CALLS }, (_, call) => call).flatMap((call) => [
  { call, rest: { lockSeconds: 30, pace: 'slow' } as const },
  { call, rest: { lockSeconds: 30, lagSeconds: 90 } },
]);

/** Every two calls, in order. */
const PAIRS = Array.from({ length: CALLS }, (_, first) => first).flatMap((first) =>
  Array.from({ length: CALLS - first - 1 }, (_, more) => [first, first + 1 + more] as const),
);

async function problemsWith(mishaps: readonly Mishap[], rest: Partial<World> = {}, swept = false): Promise<string[]> {
  const { problems } = await run({ ...ONE_MACHINE, ...rest, mishaps }, { swept });
  return problems.map((problem) => `${JSON.stringify(mishaps)}: ${problem}`);
}

/** All the calls there are take longer than a test usually may. */
const PATIENT = { timeout: 600_000 };

describe('a machine becomes ready by one change of each kind, without a sweep', () => {
  it('takes fewer calls than are tried here', async () => {
    const { calls } = await run(ONE_MACHINE, { swept: false });

    expect(calls.made).toBeGreaterThan(CALLS / 2);
    expect(calls.made).toBeLessThan(CALLS);
  });

  it.each(MISHAPS)('whichever single call meets with %s', PATIENT, async (how) => {
    const problems: string[] = [];
    for (let call = 0; call < CALLS; call++) problems.push(...(await problemsWith([{ call, how }])));
    for (const { call, rest } of sampled(SLOWER)) problems.push(...(await problemsWith([{ call, how }], rest)));

    expect(problems).toEqual([]);
  });

  it('whichever two calls the process dies at', PATIENT, async () => {
    const problems: string[] = [];
    for (const [first, second] of sampled(PAIRS)) {
      problems.push(
        ...(await problemsWith([
          { call: first, how: 'diesAfter' },
          { call: second, how: 'diesBefore' },
        ])),
      );
    }

    expect(problems).toEqual([]);
  });
});

describe('a machine that no event tells of becomes ready by the sweep', () => {
  const UNSEEN = { events: { ...ONE_MACHINE.events, dropRate: 1 }, sweepAt: 1 };

  it.each(MISHAPS)('whichever single call meets with %s', PATIENT, async (how) => {
    const problems: string[] = [];
    for (let call = 0; call < CALLS; call++) problems.push(...(await problemsWith([{ call, how }], UNSEEN, true)));

    expect(problems).toEqual([]);
  });
});
