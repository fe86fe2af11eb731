import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours, minutes } from '../../time.ts';
import { type PeopleSamples, peaksOf, peopleSamples, withSamples } from './peaks.ts';

const counts = (staff: number, more: Readonly<Record<string, number>> = {}) =>
  new Map<string | null, number>([['staff', staff], ...Object.entries(more)]);

/** What is remembered of `staff` after it had so many people, at so many hours after noon. */
const after = (...levels: readonly (readonly [hour: number, people: number])[]): PeopleSamples =>
  levels.reduce<PeopleSamples>((known, [hour, people]) => withSamples(known, counts(people), NOON + hours(hour)), []);

const peakAt = (known: PeopleSamples, hour: number, now = 0): number =>
  peaksOf(known, counts(now), NOON + hours(hour))('staff');

describe('the peak of a binding', () => {
  it.each<readonly [what: string, known: PeopleSamples, hour: number, now: number, expected: number]>([
    ['is what it has now, when nothing is remembered', [], 0, 7, 7],
    ['is what it has now, when that is more', after([0, 5]), 1, 7, 7],
    ['is what it had within 24 hours', after([0, 5]), 23.9, 3, 5],
    ['is forgotten after 24 hours', after([0, 5]), 24, 3, 3],
    ['is the most of a day of losses', after([0, 9], [8, 5], [16, 2]), 20, 1, 9],
    ['goes down as the day goes on', after([0, 9], [8, 5], [16, 2]), 25, 1, 5],
    ['is kept by each run that still sees it', after([0, 9], [20, 9]), 40, 1, 9],
    ['is the highest of ups and downs', after([0, 4], [1, 9], [2, 3], [3, 6]), 5, 0, 9],
  ])('%s', (_what, known, hour, now, expected) => {
    expect(peakAt(known, hour, now)).toBe(expected);
  });

  it('is of that binding alone', () => {
    const known = withSamples([], counts(5, { web: 9 }), NOON);
    const peak = peaksOf(known, counts(1), NOON);

    expect([peak('staff'), peak('web'), peak(null), peak('other')]).toEqual([5, 9, 0, 0]);
  });
});

describe('what is remembered of people', () => {
  it('is one sample while nothing changes, however many runs there are', () => {
    let known: PeopleSamples = [];
    for (let run = 0; run < 144; run += 1) known = withSamples(known, counts(30), NOON + minutes(10 * run));

    expect(known).toEqual([{ binding: 'staff', samples: [{ at: NOON + minutes(1430), people: 30 }] }]);
  });

  it('is nothing of a binding that has had nobody for a day', () => {
    expect(after([0, 5], [23, 0])).toHaveLength(1);
    expect(after([0, 5], [24, 0])).toEqual([]);
  });

  it('is also kept for what no binding is known for, first', () => {
    const known = withSamples(
      [],
      new Map<string | null, number>([
        ['staff', 1],
        [null, 2],
      ]),
      NOON,
    );

    expect(known.map(({ binding }) => binding)).toEqual([null, 'staff']);
    expect(peopleSamples.parse(JSON.parse(JSON.stringify(known)))).toEqual(known);
  });
});
