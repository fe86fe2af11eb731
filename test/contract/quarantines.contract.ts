/** What every store of quarantines does. */
import { describe, expect, it } from 'vitest';
import { decided, obsoleted, pendingQuarantine, type Quarantine } from '../../src/lib/access/quarantine/quarantine.ts';
import type { Quarantines } from '../../src/lib/access/quarantine/quarantines.ts';
import { minutes } from '../../src/lib/time.ts';

export const NOW = Date.UTC(2026, 10, 22, 12);

let made = 0;

/** A quarantine that was made so many minutes after noon. */
export function aQuarantine(minute = 0, parts: Partial<Pick<Quarantine, 'binding' | 'why'>> = {}): Quarantine {
  const hash = (++made).toString(16).padStart(10, '0').padEnd(64, 'a');
  const about = { binding: 'staff', kind: 'additions' as const, hash, why: 'Too many.', count: 6, ...parts };
  return pendingQuarantine(about, NOW + minutes(minute));
}

const approve = (quarantine: Quarantine, by: string): Quarantine => {
  const outcome = decided(quarantine, { what: 'approve', hash: quarantine.hash, by, reason: 'Agreed.' }, NOW);
  if (!outcome.ok) throw new Error(outcome.because);
  return outcome.quarantine;
};

/** Holds the stores that `fresh` makes, each empty, to the contract of `Quarantines`. */
export function quarantinesContract(name: string, fresh: () => Quarantines): void {
  const filled = async (list: readonly number[]): Promise<Quarantines> => {
    const quarantines = fresh();
    for (const minute of list) await quarantines.create(aQuarantine(minute));
    return quarantines;
  };

  describe(`${name} as quarantines`, () => {
    it('has none at first', async () => {
      const quarantines = fresh();

      expect(await quarantines.list(10)).toStrictEqual({ items: [] });
      expect(await quarantines.read(aQuarantine().id)).toBeUndefined();
      expect(await quarantines.prune(NOW, 10, async () => undefined)).toBe(0);
    });

    it.each<{ what: string; quarantine: Quarantine }>([
      { what: 'pending', quarantine: aQuarantine() },
      { what: 'decided', quarantine: approve(aQuarantine(), 'ada «é😀»') },
      { what: 'obsolete', quarantine: obsoleted(aQuarantine(0, { binding: null })) },
      {
        what: 'with more to say than a column holds',
        quarantine: aQuarantine(0, { why: 'Too many. '.repeat(10_000) }),
      },
    ])('reads one that is $what as it was written', async ({ quarantine }) => {
      const quarantines = fresh();

      await quarantines.create(quarantine);

      expect((await quarantines.read(quarantine.id))?.quarantine).toStrictEqual(quarantine);
      expect(await quarantines.list(10)).toStrictEqual({ items: [quarantine] });
    });

    it('leaves one alone that is there already', async () => {
      const quarantines = fresh();
      const first = aQuarantine();
      await quarantines.create(approve(first, 'ada'));

      await quarantines.create(first);

      expect((await quarantines.read(first.id))?.quarantine.status).toBe('approved');
    });

    it.each(['', 'plan', "' or RowKey ne '", '../runs', 'a/b'])('knows none by what is no id: %j', async (id) => {
      expect(await (await filled([0])).read(id)).toBeUndefined();
    });

    it('replaces one by its mark, and never by one that is used up', async () => {
      const quarantines = fresh();
      const first = aQuarantine();
      await quarantines.create(first);
      const etag = (await quarantines.read(first.id))?.etag ?? '';

      expect(await quarantines.update(approve(first, 'ada'), etag)).toBe('ok');
      expect(await quarantines.update(obsoleted(first), etag)).toBe('conflict');
      expect((await quarantines.read(first.id))?.quarantine).toStrictEqual(approve(first, 'ada'));
    });

    it('lets exactly one of many approvers win', async () => {
      const quarantines = fresh();
      const first = aQuarantine();
      await quarantines.create(first);
      const etag = (await quarantines.read(first.id))?.etag ?? '';

      const outcomes = await Promise.all(
        ['ada', 'ben', 'cem', 'dora'].map((by) => quarantines.update(approve(first, by), etag)),
      );

      expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
    });

    it('refuses a mark where there is none any more', async () => {
      const quarantines = fresh();
      const first = aQuarantine();
      await quarantines.create(first);
      const etag = (await quarantines.read(first.id))?.etag ?? '';
      await quarantines.prune(NOW + 1, 10, async () => undefined);

      expect(await quarantines.update(approve(first, 'ada'), etag)).toBe('conflict');
    });

    it('gives every one once, the newest first, page by page', async () => {
      const quarantines = await filled([3, 1, 5, 2, 4]);
      const first = await quarantines.list(2);
      const second = await quarantines.list(2, first.next);
      const third = await quarantines.list(2, second.next);

      expect([first, second, third].map(({ items }) => minutesOf(items))).toEqual([[5, 4], [3, 2], [1]]);
      expect(third.next).toBeUndefined();
      expect(minutesOf((await quarantines.list(10, "' or RowKey ne '")).items)).toEqual([5, 4, 3, 2, 1]);
    });

    it('forgets what was made before then, so many at most, and what belongs to each before it', async () => {
      const quarantines = await filled([1, 2, 3, 4]);
      const there: boolean[] = [];
      const forget = async (id: string): Promise<void> => {
        there.push((await quarantines.read(id)) !== undefined);
      };

      expect(await quarantines.prune(NOW + minutes(4), 2, forget)).toBe(2);
      expect(await quarantines.prune(NOW + minutes(4), 2, forget)).toBe(1);
      expect(await quarantines.prune(NOW + minutes(4), 2, forget)).toBe(0);
      expect(there).toEqual([true, true, true]);
      expect(minutesOf((await quarantines.list(10)).items)).toEqual([4]);
    });

    it('forgets nothing whose belongings cannot be taken away', async () => {
      const quarantines = await filled([1]);

      await expect(quarantines.prune(NOW + minutes(4), 2, () => Promise.reject(new Error('No.')))).rejects.toThrow(
        'No.',
      );

      expect((await quarantines.list(10)).items).toHaveLength(1);
    });
  });
}

function minutesOf(items: readonly Quarantine[]): number[] {
  return items.map(({ createdAt }) => (createdAt - NOW) / minutes(1));
}
