/** What every journal does. */
import { describe, expect, it } from 'vitest';
import type { Journal, Malformed } from '../../src/lib/onboarding/ports.ts';
import { type Clock, hours } from '../../src/lib/time.ts';

/** Shortly before midnight. */
const EVENING = Date.UTC(2026, 10, 22, 23, 59);
const DAY_MS = hours(24);

/** Makes the journal of one more instance of the app; all of them share what they write. */
export type OpenJournal = () => Journal;

/** Time that a test moves by hand. */
export interface HandClock extends Clock {
  advance(ms: number): void;
}

export function handClock(): HandClock {
  let now = EVENING;
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}

/** Holds the journals that `fresh` makes, each empty, to the contract of `Journal`. */
export function journalContract(name: string, fresh: (clock: Clock) => OpenJournal): void {
  const start = () => {
    const clock = handClock();
    return { clock, open: fresh(clock) };
  };

  describe(`${name} as a journal`, () => {
    it('is empty before anything was written', async () => {
      const { open } = start();

      expect(await open().read()).toEqual({ counts: {}, malformed: [] });
    });

    it('has counts when nothing was malformed, and the other way round', async () => {
      const counted = start().open();
      const recorded = start().open();
      await counted.count('event look');
      await recorded.malformed(malformed());

      expect(await counted.read()).toEqual({ counts: { 'event look': 1 }, malformed: [] });
      expect(await recorded.read()).toEqual({ counts: {}, malformed: [malformed()] });
    });

    it('counts by name, and adds the counts of all instances up', async () => {
      const { open } = start();
      const [one, other] = [open(), open()];
      await one.count('event look');
      await one.count('event look');
      await one.count('event ignored: own-write');
      await other.count('event look');

      const { counts } = await open().read();

      expect(counts).toEqual({ 'event look': 3, 'event ignored: own-write': 1 });
    });

    it('loses nothing of what is counted at once', async () => {
      const { open } = start();
      const [one, other] = [open(), open()];

      await Promise.all(Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? other : one).count(`n${i % 2}`)));

      expect((await open().read()).counts).toEqual({ n0: 20, n1: 20 });
    });

    it('goes on counting after midnight, and keeps the day before', async () => {
      const { clock, open } = start();
      const journal = open();
      await journal.count('event look');

      clock.advance(hours(1));
      await journal.count('event look');

      expect((await journal.read()).counts).toEqual({ 'event look': 2 });
    });

    it('loses nothing that is counted around midnight', async () => {
      const { clock, open } = start();
      const journal = open();

      const evening = Promise.all([journal.count('a'), journal.count('b'), journal.count('a')]);
      clock.advance(hours(1));
      await Promise.all([evening, journal.count('a'), journal.count('c')]);

      expect((await journal.read()).counts).toEqual({ a: 3, b: 1, c: 1 });
    });

    it('shows seven days, today among them', async () => {
      const { clock, open } = start();
      const journal = open();
      for (const day of ['1', '2', '3', '4', '5', '6', '7', '8']) {
        await journal.count(`day ${day}`);
        if (day !== '8') clock.advance(DAY_MS);
      }

      const { counts } = await journal.read();

      expect(Object.keys(counts).toSorted()).toEqual(['day 2', 'day 3', 'day 4', 'day 5', 'day 6', 'day 7', 'day 8']);
    });

    it('shows nothing of a week without counts', async () => {
      const { clock, open } = start();
      const journal = open();
      await journal.count('event look');

      clock.advance(7 * DAY_MS);

      expect((await journal.read()).counts).toEqual({});
    });

    it('keeps an entry as it is, with and without the id of an event', async () => {
      const { open } = start();
      const journal = open();
      const event = malformed({ at: EVENING + 1, why: 'it has no «subject»\n/\\#?', eventId: 'a/b#c?d\\e' });
      const message = malformed({ source: 'message', why: '' });
      await journal.malformed(event);
      await journal.malformed(message);

      expect((await journal.read()).malformed).toStrictEqual([event, message]);
    });

    it('shows the newest entries first, 20 at most, in whatever order they came', async () => {
      const { open } = start();
      const [one, other] = [open(), open()];
      for (const minute of [...Array.from({ length: 25 }, (_, i) => i).filter((i) => i % 2 === 0), 23, 21, 19, 17]) {
        await (minute % 3 === 0 ? one : other).malformed(
          malformed({ at: EVENING + minute * 60_000, why: `${minute}` }),
        );
      }

      const { malformed: shown } = await one.read();

      expect(shown.map(({ why }) => Number(why))).toEqual([
        24, 23, 22, 21, 20, 19, 18, 17, 16, 14, 12, 10, 8, 6, 4, 2, 0,
      ]);
      for (const i of [30, 31, 32, 33, 34]) await one.malformed(malformed({ at: EVENING + i * 60_000, why: `${i}` }));
      expect((await one.read()).malformed.map(({ why }) => Number(why))).toEqual([
        34, 33, 32, 31, 30, 24, 23, 22, 21, 20, 19, 18, 17, 16, 14, 12, 10, 8, 6, 4,
      ]);
    });

    it('keeps every entry of the same moment, the newest first', async () => {
      const { open } = start();
      const journal = open();
      for (const why of ['first', 'second', 'third']) await journal.malformed(malformed({ source: 'message', why }));

      expect((await journal.read()).malformed.map(({ why }) => why)).toEqual(['third', 'second', 'first']);
    });

    it('shows entries of any age', async () => {
      const { clock, open } = start();
      const journal = open();
      await journal.malformed(malformed());

      clock.advance(100 * DAY_MS);

      expect((await journal.read()).malformed).toHaveLength(1);
    });
  });
}

function malformed(overrides: Partial<Malformed> = {}): Malformed {
  return { at: EVENING, source: 'event', why: 'it is not a JSON object', ...overrides };
}
