/** What every store of change records does. */
import { describe, expect, it } from 'vitest';
import { CHANGE_STATUSES, type ChangeRecord, type ChangeRecords } from '../../src/lib/access/apply/changeRecord.ts';
import { runIdOf } from '../../src/lib/access/runRecord.ts';
import { minutes } from '../../src/lib/time.ts';
import { SUB } from '../builders/accessWorld.ts';

export const NOW = Date.UTC(2026, 10, 22, 12);

/** The id of a run that began so many minutes after noon: one a minute. */
export const runAt = (minute = 0): string => runIdOf(NOW + minutes(minute), () => 0.5);

/** The id of a change: the greater the number, the later in a list. */
export const changeAt = (n: number): string => n.toString(16).padStart(12, '0');

/** A change of the run of noon that is done, unless said otherwise. */
export function aChange(n = 0, parts: Partial<ChangeRecord> = {}): ChangeRecord {
  return {
    runId: runAt(),
    id: changeAt(n),
    action: 'add',
    scope: SUB,
    role: 'user',
    principalId: '0b4c6a3e-7d8f-4f6a-9a55-0d4e2f6f1a01',
    principalType: 'User',
    binding: 'staff',
    reason: 'member',
    status: 'done',
    at: NOW,
    code: 'Done',
    message: 'Azure has taken it.',
    evidence: [],
    tries: 1,
    ...parts,
  };
}

/** Holds the stores that `fresh` makes, each empty, to the contract of `ChangeRecords`. */
export function changesContract(name: string, fresh: () => ChangeRecords): void {
  const filled = async (...records: readonly ChangeRecord[]): Promise<ChangeRecords> => {
    const changes = fresh();
    for (const record of records) await changes.save(record);
    return changes;
  };

  describe(`${name} as change records`, () => {
    it('has none at first', async () => {
      const changes = fresh();

      expect(await changes.read(runAt(), changeAt(0))).toBeUndefined();
      expect(await changes.list(runAt(), 10)).toStrictEqual({ items: [] });
      expect(await changes.ended(runAt())).toBe(0);
      expect(await changes.prune(NOW, 10)).toBe(0);
    });

    it.each<{ what: string; record: ChangeRecord }>([
      { what: 'is done', record: aChange() },
      { what: 'waits', record: aChange(0, { status: 'waiting', notBefore: NOW + minutes(5), slot: NOW, tries: 0 }) },
      { what: 'says everything', record: fullChange() },
    ])('reads one that $what as it was saved', async ({ record }) => {
      const changes = await filled(record);

      expect(await changes.read(record.runId, record.id)).toStrictEqual(record);
      expect(await changes.list(record.runId, 10)).toStrictEqual({ items: [record] });
    });

    it('keeps a record as it was, whatever becomes of the objects', async () => {
      const evidence = [{ check: 'group', said: 'They are not in it.', at: NOW }];
      const changes = await filled(aChange(0, { evidence }));

      evidence.push({ check: 'directory', said: 'They are there.', at: NOW });

      expect((await changes.read(runAt(), changeAt(0)))?.evidence).toHaveLength(1);
    });

    it('replaces a record, and keeps nothing of what was said before', async () => {
      const changes = await filled(fullChange());
      const again = aChange(7, { status: 'waiting' });

      await changes.save(again);

      expect(await changes.read(runAt(), changeAt(7))).toStrictEqual(again);
      expect((await changes.list(runAt(), 10)).items).toHaveLength(1);
      expect(await changes.ended(runAt())).toBe(0);
    });

    it.each(['', 'a/b', '../runs', "' or RowKey ne '", 'ABC', 'g', 'a'.repeat(65)])(
      'knows no change by what is no id: %j',
      async (id) => {
        const changes = await filled(aChange());

        expect(await changes.read(runAt(), id)).toBeUndefined();
        await expect(changes.save(aChange(0, { id }))).rejects.toMatchObject({ kind: 'bug', code: 'ChangeId' });
      },
    );

    it.each(['', 'a/b', "' or PartitionKey ne '", runAt().toUpperCase()])(
      'knows no changes of what is no run: %j',
      async (runId) => {
        const changes = await filled(aChange());

        expect(await changes.read(runId, changeAt(0))).toBeUndefined();
        expect(await changes.list(runId, 10)).toStrictEqual({ items: [] });
        expect(await changes.ended(runId)).toBe(0);
        await expect(changes.save(aChange(0, { runId }))).rejects.toMatchObject({ kind: 'bug', code: 'RunId' });
      },
    );

    it('lists those of one run by id, in whatever order they came', async () => {
      const changes = await filled(
        ...[3, 20, 1, 16].map((n) => aChange(n)),
        aChange(2, { runId: runAt(1) }),
        aChange(4, { runId: runAt(-1) }),
      );

      expect(idsOf(await changes.list(runAt(), 10))).toEqual([1, 3, 16, 20].map(changeAt));
      expect(idsOf(await changes.list(runAt(1), 10))).toEqual([changeAt(2)]);
    });

    it.each([
      { limit: 1, pages: [[1], [2], [3], [4]] },
      { limit: 3, pages: [[1, 2, 3], [4]] },
      { limit: 4, pages: [[1, 2, 3, 4]] },
      { limit: 5, pages: [[1, 2, 3, 4]] },
    ])('gives every change once, in pages of $limit', async ({ limit, pages }) => {
      const changes = await filled(...[3, 1, 4, 2].map((n) => aChange(n)), aChange(9, { runId: runAt(1) }));
      const found: string[][] = [];
      let from: string | undefined;
      do {
        const page = await changes.list(runAt(), limit, from);
        found.push(idsOf(page));
        from = page.next;
      } while (from !== undefined);

      expect(found).toEqual(pages.map((page) => page.map(changeAt)));
    });

    it('takes quotes in the place to go on from for text', async () => {
      const changes = await filled(aChange(1), aChange(2, { runId: runAt(1) }));

      expect(idsOf(await changes.list(runAt(), 10, "' or RowKey ne '"))).toEqual([changeAt(1)]);
    });

    it('counts what has ended, of one run', async () => {
      const changes = await filled(
        ...CHANGE_STATUSES.map((status, n) => aChange(n, { status })),
        aChange(9, { runId: runAt(1) }),
      );

      const before = await changes.ended(runAt());
      await changes.save(aChange(0, { status: 'held' }));
      await changes.save(aChange(1, { status: 'failed' }));

      expect([before, await changes.ended(runAt()), await changes.ended(runAt(1))]).toEqual([3, 5, 1]);
    });

    it('loses nothing of what is saved at once, though nothing was there before', async () => {
      const changes = fresh();
      const all = Array.from({ length: 20 }, (_, n) => aChange(n, { runId: runAt(n % 2) }));

      await Promise.all(all.map((record) => changes.save(record)));

      expect([await changes.ended(runAt(0)), await changes.ended(runAt(1))]).toEqual([10, 10]);
    });

    it('forgets those of runs that began before then, and says how many those were', async () => {
      const changes = await filled(...[1, 2, 3, 4].flatMap((minute) => twoOf(runAt(minute))));

      const forgotten = await changes.prune(NOW + minutes(3), 10);

      expect(forgotten).toBe(4);
      expect(await Promise.all([1, 2, 3, 4].map((minute) => changes.ended(runAt(minute))))).toEqual([0, 0, 2, 2]);
      expect(await changes.prune(NOW + minutes(3), 10)).toBe(0);
    });

    it('forgets to the millisecond', async () => {
      const changes = await filled(aChange());

      expect(await changes.prune(NOW, 10)).toBe(0);
      expect(await changes.prune(NOW + 1, 10)).toBe(1);
    });

    it('forgets no more than it was asked to, and the rest another time', async () => {
      const changes = await filled(...[1, 2].flatMap((minute) => twoOf(runAt(minute))));

      const forgotten = [];
      for (let i = 0; i < 3; i++) forgotten.push(await changes.prune(NOW + minutes(9), 3));

      expect(forgotten).toEqual([3, 1, 0]);
    });

    it('forgets at once with others who do', async () => {
      const changes = await filled(...[1, 2, 3, 6].flatMap((minute) => twoOf(runAt(minute))));

      await Promise.all([1, 2, 3].map(() => changes.prune(NOW + minutes(6), 10)));

      expect(await Promise.all([1, 2, 3, 6].map((minute) => changes.ended(runAt(minute))))).toEqual([0, 0, 0, 2]);
    });
  });
}

function twoOf(runId: string): ChangeRecord[] {
  return [aChange(1, { runId }), aChange(2, { runId })];
}

/** A change with everything that can be said of one, and more of it than a column holds. */
function fullChange(): ChangeRecord {
  return aChange(7, {
    action: 'remove',
    principal: '«Ünïcödé» "quoted" 😀',
    binding: null,
    path: ['staff', 'night shift'],
    reason: 'leftGroup',
    uncounted: true,
    quarantine: 'zd387ofzz-a000000000',
    status: 'failed',
    code: 'AuthorizationFailed',
    message: "It isn't allowed.\n",
    evidence: Array.from({ length: 500 }, (_, i) => ({
      check: 'group',
      said: `The group was réad ${i} times, and they are not in it.`,
      at: NOW + i,
    })),
    correlationId: 'b7a098cc-b0b8-46e8-a205-62f301a62a8f',
    assignment: '0c3f9a70-0000-5000-8000-000000000001',
    approvedBy: 'bob',
    notBefore: NOW + 1,
    slot: NOW + 2,
    tries: 3,
  });
}

function idsOf({ items }: { readonly items: readonly ChangeRecord[] }): string[] {
  return items.map(({ id }) => id);
}
