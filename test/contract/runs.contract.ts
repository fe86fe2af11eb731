/** What every memory of runs does. */
import { describe, expect, it } from 'vitest';
import { type RunRecord, type Runs, runIdOf } from '../../src/lib/access/runRecord.ts';
import { minutes } from '../../src/lib/time.ts';

export const NOW = Date.UTC(2026, 10, 22, 12);

/** A run that began so many minutes after noon. */
export function aRun(minute = 0, overrides: Partial<RunRecord> = {}): RunRecord {
  const startedAt = NOW + minutes(minute);
  return { id: runIdOf(startedAt, Math.random), cause: 'schedule', startedAt, ...overrides };
}

/** Holds the memories that `fresh` makes, each empty, to the contract of `Runs`. */
export function runsContract(name: string, fresh: () => Runs): void {
  const filled = (minutes: readonly number[]) => fill(fresh(), minutes);

  describe(`${name} as runs`, () => {
    it('has none at first', async () => {
      const runs = fresh();

      expect(await runs.list(10)).toStrictEqual({ items: [] });
      expect(await runs.read(aRun().id)).toBeUndefined();
      expect(await runs.prune(NOW, 10)).toBe(0);
    });

    it.each<{ what: string; run: RunRecord }>([
      { what: 'under way', run: aRun() },
      { what: 'over', run: fullRun() },
      { what: 'that failed', run: aRun(0, { cause: 'person', failure: { code: 'Bug', message: '«é😀»\n' } }) },
      { what: 'that could read nothing', run: aRun(0, { cause: 'events', complete: false, incomplete: [] }) },
    ])('reads a run $what as it was saved', async ({ run }) => {
      const runs = fresh();

      await runs.save(run);

      expect(await runs.read(run.id)).toStrictEqual(run);
      expect(await runs.list(10)).toStrictEqual({ items: [run] });
    });

    it('keeps a run as it was, whatever becomes of the objects', async () => {
      const runs = fresh();
      const reasons = [{ binding: 'a', reason: 'x' }];
      const run = aRun(0, { incomplete: reasons });
      await runs.save(run);

      reasons.push({ binding: 'b', reason: 'y' });

      expect((await runs.read(run.id))?.incomplete).toEqual([{ binding: 'a', reason: 'x' }]);
    });

    it('replaces a run, and keeps nothing of what was said before', async () => {
      const runs = fresh();
      const run = fullRun();
      await runs.save(run);
      const again = { id: run.id, cause: run.cause, startedAt: run.startedAt };

      await runs.save(again);

      expect(await runs.read(run.id)).toStrictEqual(again);
      expect((await runs.list(10)).items).toHaveLength(1);
    });

    it.each(['', 'run', "' or RowKey ne '", '../machines', 'a/b', 'zd387ofzz-HZZZZZZZZZ'])(
      'knows no run by what is no id: %j',
      async (id) => {
        const runs = await filled([0]);

        expect(await runs.read(id)).toBeUndefined();
        await expect(runs.save({ ...aRun(), id })).rejects.toMatchObject({ kind: 'bug', code: 'RunId' });
      },
    );

    it('lists the newest first, in whatever order they came', async () => {
      const runs = await filled([3, 1, 5, 2, 4]);

      expect(minutesOf((await runs.list(10)).items)).toEqual([5, 4, 3, 2, 1]);
    });

    it.each([
      { limit: 1, pages: [[5], [4], [3], [2]] },
      {
        limit: 2,
        pages: [
          [5, 4],
          [3, 2],
        ],
      },
      { limit: 3, pages: [[5, 4, 3], [2]] },
      { limit: 4, pages: [[5, 4, 3, 2]] },
      { limit: 5, pages: [[5, 4, 3, 2]] },
    ])('gives every run once, in pages of $limit', async ({ limit, pages }) => {
      const runs = await filled([3, 5, 2, 4]);
      const found: number[][] = [];
      let from: string | undefined;
      do {
        const page = await runs.list(limit, from);
        found.push(minutesOf(page.items));
        from = page.next;
      } while (from !== undefined);

      expect(found).toEqual(pages);
    });

    it('goes on after the last run given, though runs come and go between pages', async () => {
      const runs = await filled([1, 2, 3, 4]);
      const first = await runs.list(2);

      await fill(runs, [5, 6]);
      await runs.prune(NOW + minutes(2), 10);
      const second = await runs.list(2, first.next);

      expect(minutesOf(first.items)).toEqual([4, 3]);
      expect(minutesOf(second.items)).toEqual([2]);
      expect(second.next).toBeUndefined();
    });

    it('takes quotes in the place to go on from for text', async () => {
      const runs = await filled([1, 2]);

      expect(minutesOf((await runs.list(10, "' or RowKey ne '")).items)).toEqual([2, 1]);
    });

    it('loses nothing of what is saved at once, though nothing was there before', async () => {
      const runs = fresh();
      const all = Array.from({ length: 20 }, (_, i) => aRun(i % 2));

      await Promise.all(all.map((run) => runs.save(run)));

      const { items } = await runs.list(100);
      expect(new Set(items.map(({ id }) => id))).toEqual(new Set(all.map(({ id }) => id)));
      expect(minutesOf(items)).toEqual([...Array(10).fill(1), ...Array(10).fill(0)]);
    });

    it('forgets what began before then, and says how many those were', async () => {
      const runs = await filled([1, 2, 3, 4]);

      const forgotten = await runs.prune(NOW + minutes(3), 10);

      expect(forgotten).toBe(2);
      expect(minutesOf((await runs.list(10)).items)).toEqual([4, 3]);
      expect(await runs.prune(NOW + minutes(3), 10)).toBe(0);
    });

    it('forgets to the millisecond', async () => {
      const runs = await filled([0]);

      expect(await runs.prune(NOW, 10)).toBe(0);
      expect(await runs.prune(NOW + 1, 10)).toBe(1);
    });

    it('forgets so many at most, and the rest another time', async () => {
      const runs = await filled([1, 2, 3, 4, 5]);
      const forgotten: number[] = [];
      for (let i = 0; i < 4; i += 1) forgotten.push(await runs.prune(NOW + minutes(9), 2));

      expect(forgotten).toEqual([2, 2, 1, 0]);
      expect(await runs.list(10)).toStrictEqual({ items: [] });
    });

    it('forgets at once with others who do', async () => {
      const runs = await filled([1, 2, 3, 4, 5, 6]);

      await Promise.all([1, 2, 3].map(() => runs.prune(NOW + minutes(6), 10)));

      expect(minutesOf((await runs.list(10)).items)).toEqual([6]);
    });
  });
}

/** A run with everything that can be said of one, and more of it than a column holds. */
function fullRun(): RunRecord {
  return aRun(7, {
    finishedAt: NOW + minutes(9),
    complete: false,
    planHash: '4c2764911aee976d',
    counts: { adds: 1, removes: 0, withheld: 2, kept: 30_000 },
    incomplete: Array.from({ length: 1000 }, (_, i) => ({ binding: `bénding-${i}`, reason: 'GroupMembersHidden' })),
    policyProblems: { count: 2, first: 'Line 1, column 2: the policy is "broken".' },
    failure: { code: 'TimedOut', message: 'It took "too long".' },
  });
}

async function fill(runs: Runs, minutes: readonly number[]): Promise<Runs> {
  for (const minute of minutes) await runs.save(aRun(minute));
  return runs;
}

function minutesOf(items: readonly RunRecord[]): number[] {
  return items.map(({ startedAt }) => (startedAt - NOW) / minutes(1));
}
