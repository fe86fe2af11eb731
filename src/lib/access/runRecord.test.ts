import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hours } from '../time.ts';
import { isRunId, RUN_RETENTION_MS, readRun, runId, runIdOf, runIdsFrom } from './runRecord.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const instants = fc.integer({ min: 0, max: Date.UTC(4000, 0) });
/** What Math.random gives. */
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the id of a run', () => {
  it('stays what it is: rows and links keep it', () => {
    expect(runIdOf(NOW, () => 0.5)).toBe('zd387ofzz-i000000000');
    expect(runIdOf(NOW, () => 0)).toBe('zd387ofzz-0000000000');
  });

  it('has one form, fit for a row key and a path', () => {
    fc.assert(
      fc.property(instants, randoms, (now, random) => {
        const id = runIdOf(now, () => random);

        expect(isRunId(id)).toBe(true);
        expect(encodeURIComponent(id)).toBe(id);
      }),
    );
  });

  it('sorts a later run before an earlier one, whatever the random part', () => {
    fc.assert(
      fc.property(instants, instants, randoms, randoms, (a, b, x, y) => {
        fc.pre(a !== b);

        expect(runIdOf(a, () => x) < runIdOf(b, () => y)).toBe(a > b);
      }),
    );
  });

  it('is another one for each run of the same moment', () => {
    const ids = Array.from({ length: 10_000 }, () => runIdOf(NOW, Math.random));

    expect(new Set(ids).size).toBe(ids.length);
  });

  it('tells runs of a moment and before from later ones', () => {
    fc.assert(
      fc.property(instants, fc.nat(2), randoms, (then, later, random) => {
        expect(runIdOf(then + later, () => random) > runIdsFrom(then)).toBe(later === 0);
      }),
    );
  });

  it.each(['', 'plan', '../x', 'zd387ofzz', 'zd387ofzz-HZZZZZZZZZ', 'zd387ofzz-hzzzzzzzzz0', 'zd387ofzz-hzzzzzzzzz\n'])(
    'is not any other text: %j',
    (text) => {
      expect(isRunId(text)).toBe(false);
      expect(() => runId(text)).toThrow(expect.objectContaining({ kind: 'bug', code: 'RunId' }));
    },
  );
});

describe('readRun', () => {
  const id = runIdOf(NOW, () => 0);

  it('reads what was stored, and leaves out what a later version adds', () => {
    expect(readRun(id, { cause: 'person', startedAt: NOW, mood: 'good' })).toStrictEqual({
      id,
      cause: 'person',
      startedAt: NOW,
    });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'run'],
    ['no cause', { startedAt: NOW }],
    ['an unknown cause', { cause: 'weather', startedAt: NOW }],
    ['a time that is none', { cause: 'person', startedAt: 'noon' }],
    ['half of the counts', { cause: 'person', startedAt: NOW, counts: { adds: 1 } }],
    ['a failure without a code', { cause: 'person', startedAt: NOW, failure: { message: 'no' } }],
    ['an incomplete binding without a reason', { cause: 'person', startedAt: NOW, incomplete: [{ binding: 'b' }] }],
  ])('reads nothing from %s', (_what, stored) => {
    expect(readRun(id, stored)).toBeUndefined();
  });

  it('reads nothing under what is no id', () => {
    expect(readRun('run-1', { cause: 'person', startedAt: NOW })).toBeUndefined();
  });
});

it('remembers runs and their changes for 400 days', () => {
  expect(RUN_RETENTION_MS).toBe(400 * hours(24));
});
