import { describe, expect, it } from 'vitest';
import { createMemoryControl } from '../../../../local/memory/control.ts';
import { aClock } from '../../../../test/builders/clock.ts';
import { ANN } from '../../../../test/builders/runWorld.ts';
import { hours } from '../../time.ts';
import { createMissing } from './missing.ts';

describe('somebody who is not found', () => {
  it('by a clock five hours ahead is missing from now on, and deleted an hour later', async () => {
    const clock = aClock();
    const missing = createMissing({
      store: createMemoryControl(),
      clock,
      sleep: async () => undefined,
      random: () => 0.5,
    });
    clock.advance(hours(5));
    await missing.noted(ANN);
    clock.advance(-hours(5));

    expect(await missing.noted(ANN)).toEqual({ firstAt: clock.now(), settled: false });
    clock.advance(hours(1));
    expect(await missing.noted(ANN)).toMatchObject({ settled: true });
  });
});
