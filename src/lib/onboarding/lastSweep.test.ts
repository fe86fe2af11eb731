import { describe, expect, it } from 'vitest';
import { createMemoryControl } from '../../../local/memory/control.ts';
import { aClock } from '../../../test/builders/clock.ts';
import { NOON } from '../../../test/builders/evidence.ts';
import { Failure } from '../errors.ts';
import { createLastSweep, sweepOnRecord } from './lastSweep.ts';
import type { SweepReport } from './sweep.ts';

const REPORT: SweepReport = { machines: 3, records: 2, looks: { new: 1, changed: 0, due: 0, missing: 0 } };

function somewhere() {
  const store = createMemoryControl();
  const clock = aClock(NOON);
  return {
    store,
    clock,
    lastSweep: createLastSweep({ store, clock, sleep: async () => undefined, random: () => 0.5 }),
  };
}

describe('of a sweep is on record', () => {
  it('that there was none', async () => {
    expect(await somewhere().lastSweep.read()).toBeUndefined();
  });

  it.each([
    ['how many machines it compared', REPORT, { at: NOON, machines: 3 }],
    [
      'that it was incomplete',
      { ...REPORT, incomplete: 'it broke' },
      { at: NOON, machines: 3, incomplete: 'it broke' },
    ],
  ])('%s', async (_what, report, expected) => {
    const { lastSweep, clock } = somewhere();

    expect(await sweepOnRecord(async () => report, { lastSweep, clock })).toEqual(report);
    expect(await lastSweep.read()).toEqual(expected);
  });

  it.each([
    ['by its code', new Failure('transient', 'ServerError', 'Azure is ill.'), 'ServerError'],
    ['without its words, which nobody has looked through', new Error('a secret'), 'Unexpected'],
  ])('what broke it off, %s', async (_how, error, brokeOff) => {
    const { lastSweep, clock } = somewhere();

    await expect(sweepOnRecord(() => Promise.reject(error), { lastSweep, clock })).rejects.toBe(error);
    expect(await lastSweep.read()).toEqual({ at: NOON, brokeOff });
  });

  it('the newest, though a clock five hours ahead has told of another', async () => {
    const { lastSweep, clock } = somewhere();
    await lastSweep.ended({ at: NOON + 5 * 3_600_000, machines: 1 });

    await sweepOnRecord(async () => REPORT, { lastSweep, clock });

    expect(await lastSweep.read()).toEqual({ at: NOON, machines: 3 });
  });

  it('the one that began last, whichever ended last', async () => {
    const { lastSweep } = somewhere();

    await lastSweep.ended({ at: NOON, machines: 2 });
    await lastSweep.ended({ at: NOON - 1, machines: 1 });

    expect(await lastSweep.read()).toEqual({ at: NOON, machines: 2 });
  });

  it('nothing that cannot be read, until the next one', async () => {
    const { lastSweep, store } = somewhere();
    await store.write('sweep', { version: 2 }, undefined);

    expect(await lastSweep.read()).toBeUndefined();

    await lastSweep.ended({ at: NOON });
    expect(await lastSweep.read()).toEqual({ at: NOON });
  });

  it('nothing when that cannot be written, and the sweep stands', async () => {
    const lastSweep = { ended: () => Promise.reject(new Error('storage is away')) };

    expect(await sweepOnRecord(async () => REPORT, { lastSweep, clock: aClock(NOON) })).toEqual(REPORT);
  });
});
