import { describe, expect, it } from 'vitest';
import { aGroup } from '../../../../test/builders/accessWorld.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { minutes } from '../../time.ts';
import { type News, withAwaited } from './awaitedChange.ts';
import { type GroupReading, unread } from './groupReading.ts';

type Row = readonly [minute: number, members: readonly string[] | 'failed', news?: News];

/** Reads the group at these minutes, one reading after the other. */
function readings(rows: readonly Row[], first?: GroupReading): readonly GroupReading[] {
  const all: GroupReading[] = first === undefined ? [] : [first];
  for (const [minute, members, news] of rows) {
    const now = NOON + minutes(minute);
    const previous = all.at(-1);
    const gap = { reason: 'PageFailed', detail: '' } as const;
    const fresh =
      members === 'failed' ? unread('staff', previous, gap, now) : aGroup('staff', members, { readAt: now });
    all.push(withAwaited(fresh, { previous, news, now }));
  }
  return all;
}

const last = (rows: readonly Row[], first?: GroupReading) => readings(rows, first).at(-1);

const KNOWN = aGroup('staff', ['ann', 'bob']);
const SAME = ['ann', 'bob'];

describe('a group whose news the lists may not show yet', () => {
  it.each<[string, readonly Row[], GroupReading | undefined, boolean]>([
    ['nothing was announced and nothing is new', [[0, SAME]], KNOWN, false],
    ['it is read for the first time', [[0, SAME]], undefined, true],
    ['its first reading is empty', [[0, []]], undefined, true],
    ['a change was announced', [[0, SAME, 'announced']], KNOWN, true],
    ['a change was announced and shows, for it may not be the only one', [[0, ['ann'], 'announced']], KNOWN, true],
    ['something is new that nobody announced', [[0, ['ann']]], KNOWN, true],
    ['the feed began anew', [[0, SAME, 'unknown']], KNOWN, true],
    [
      'two readings agree, less than 15 minutes apart',
      [
        [0, SAME, 'announced'],
        [14, SAME],
      ],
      KNOWN,
      true,
    ],
    [
      'two readings agree, 15 minutes apart',
      [
        [0, SAME, 'announced'],
        [15, SAME],
      ],
      KNOWN,
      false,
    ],
    [
      'they do so since a change showed',
      [
        [0, SAME, 'announced'],
        [10, ['ann']],
        [20, ['ann']],
        [25, ['ann']],
      ],
      KNOWN,
      false,
    ],
    [
      'the second of them differs',
      [
        [0, SAME, 'announced'],
        [15, ['ann']],
      ],
      KNOWN,
      true,
    ],
    [
      'something else was announced meanwhile',
      [
        [0, SAME, 'announced'],
        [10, SAME, 'announced'],
        [20, SAME],
      ],
      KNOWN,
      true,
    ],
    [
      'one of the two failed',
      [
        [0, SAME, 'announced'],
        [10, 'failed'],
        [20, SAME],
      ],
      KNOWN,
      true,
    ],
    [
      'it could not be read when the change was announced',
      [
        [0, 'failed', 'announced'],
        [10, SAME],
      ],
      KNOWN,
      true,
    ],
  ])('when %s', (_when, rows, first, awaited) => {
    expect(last(rows, first)?.awaited !== undefined).toBe(awaited);
  });
});

describe('an announced change that does not show', () => {
  const reasonsOf = (rows: readonly Row[], first: GroupReading | undefined = KNOWN) =>
    readings(rows, first)
      .slice(1)
      .map(({ gap }) => gap?.reason);

  it('keeps the reading from being the whole truth for 15 minutes, and not longer', () => {
    const announced = 'announced' as const;

    expect(
      reasonsOf([
        [0, SAME, announced],
        [10, SAME],
        [15, SAME],
      ]),
    ).toEqual(['ChangeUnseen', 'ChangeUnseen', undefined]);
    expect(reasonsOf([0, 5, 10, 15, 20, 25].map((minute) => [minute, SAME, announced]))).toEqual([
      ...Array.from({ length: 3 }, () => 'ChangeUnseen'),
      ...Array.from({ length: 3 }, () => undefined),
    ]);
  });

  it('does so no more once something shows, nor when something has shown a moment ago', () => {
    expect(
      reasonsOf([
        [0, SAME, 'announced'],
        [5, ['ann']],
        [10, ['ann'], 'announced'],
      ]),
    ).toEqual(['ChangeUnseen', undefined, undefined]);
  });

  it('does not where nobody announced one', () => {
    expect(
      reasonsOf([
        [0, SAME, 'unknown'],
        [5, SAME],
      ]),
    ).toEqual([undefined, undefined]);
    expect(last([[0, []]])?.gap).toBeUndefined();
  });

  it('is no other doubt than the one that there is', () => {
    expect(last([[0, 'failed', 'announced']], KNOWN)?.gap?.reason).toBe('PageFailed');
  });

  it('shows in the name of the group, too', () => {
    const renamed = aGroup('staff', SAME, { displayName: 'Staff', readAt: NOON });

    expect(withAwaited(renamed, { previous: KNOWN, news: 'announced', now: NOON }).gap).toBeUndefined();
  });
});
