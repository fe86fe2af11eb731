/** What every ledger of grants does. */
import { describe, expect, it } from 'vitest';
import { type Place, placeOf } from '../../src/lib/access/assignment.ts';
import type { GrantRecord, Grants } from '../../src/lib/access/grants.ts';
import { assignmentName } from '../../src/lib/access/ownership.ts';
import { INSTALLATION, machineId, OTHER_SUB, PROD, SUB, WEB } from '../builders/accessWorld.ts';

export const NOW = Date.UTC(2026, 10, 22, 12);
export const ANN = '0b4c6a3e-7d8f-4f6a-9a55-0d4e2f6f1a01';
export const HERE = placeOf(SUB);

/** A record of what was written for Ann, unless said otherwise. Its name follows from what it gives. */
export function aGrant(parts: Partial<GrantRecord> = {}): GrantRecord {
  const grant = { scope: SUB, role: 'user', principalId: ANN, ...parts } as const;
  return { name: assignmentName(INSTALLATION, grant), binding: 'staff', at: NOW, how: 'written', ...grant };
}

/** So many of them at one scope, each for somebody else. */
export function someGrants(count: number, parts: Partial<GrantRecord> = {}): GrantRecord[] {
  return Array.from({ length: count }, (_, i) =>
    aGrant({ principalId: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`, ...parts }),
  );
}

export const byName = (records: readonly GrantRecord[]): ReadonlyMap<string, GrantRecord> =>
  new Map(records.map((record) => [record.name, record]));

/** Holds the ledgers that `fresh` makes, each empty, to the contract of `Grants`. */
export function grantsContract(name: string, fresh: () => Grants): void {
  const filled = async (...records: readonly GrantRecord[]): Promise<Grants> => {
    const grants = fresh();
    await grants.save(records);
    return grants;
  };

  describe(`${name} as a ledger of grants`, () => {
    it('has none at first, and forgets none', async () => {
      const grants = fresh();

      await grants.remove(SUB, aGrant().name);

      expect(await grants.list(HERE)).toEqual(new Map());
    });

    it('needs nothing to save nothing', async () => {
      const grants = await filled();

      expect(await grants.list(HERE)).toEqual(new Map());
    });

    it.each<{ what: string; record: GrantRecord }>([
      { what: 'was written', record: aGrant() },
      { what: 'was found, for nobody knows which binding', record: aGrant({ how: 'found', binding: null }) },
      { what: 'was approved', record: aGrant({ role: 'administrator', quarantine: 'zd387ofzz-a000000000' }) },
      {
        what: 'has texts of every kind',
        record: aGrant({ scope: `${SUB}/resourceGroups/Größe_(1)`, binding: '«é😀» \'quoted\' "and"\\' }),
      },
      {
        what: 'has the longest texts',
        record: aGrant({ scope: `${SUB}/resourceGroups/${'x'.repeat(2000)}`, binding: '😀'.repeat(20_000) }),
      },
    ])('reads one that $what as it was saved', async ({ record }) => {
      const grants = await filled(record);

      const found = await grants.list(HERE);

      expect([...found]).toStrictEqual([[record.name, record]]);
    });

    it('keeps a record as it was, whatever becomes of the objects', async () => {
      const record = { ...aGrant() };
      const grants = await filled(record);

      record.binding = 'other';

      expect((await grants.list(HERE)).get(record.name)?.binding).toBe('staff');
    });

    it('replaces a record of the same name, and keeps nothing of what was said before', async () => {
      const grants = await filled(aGrant({ quarantine: 'zd387ofzz-a000000000' }), aGrant({ role: 'administrator' }));
      const again = aGrant({ how: 'found', binding: null, at: NOW + 1 });

      await grants.save([again]);

      expect(await grants.list(HERE)).toStrictEqual(byName([again, aGrant({ role: 'administrator' })]));
    });

    it('keeps the later one of two of the same name that are saved together', async () => {
      const grants = await filled(aGrant({ binding: 'first' }), aGrant({ binding: 'second' }));

      expect(await grants.list(HERE)).toStrictEqual(byName([aGrant({ binding: 'second' })]));
    });

    it.each<{ place: Place; scopes: readonly string[] }>([
      { place: { kind: 'subscription', id: SUB.slice('/subscriptions/'.length) }, scopes: [SUB, WEB, machineId('a')] },
      { place: { kind: 'subscription', id: OTHER_SUB.slice('/subscriptions/'.length) }, scopes: [OTHER_SUB] },
      { place: { kind: 'managementGroup', name: 'prod' }, scopes: [PROD] },
      { place: { kind: 'managementGroup', name: 'prod.' }, scopes: [`${PROD}.`] },
      { place: { kind: 'managementGroup', name: 'PROD_(1)' }, scopes: [`${PROD}_(1)`] },
    ])('lists what stands at $place, and nothing else', async ({ place, scopes }) => {
      const all = [SUB, WEB, machineId('a'), OTHER_SUB, PROD, `${PROD}.`, `${PROD}_(1)`];
      const grants = await filled(...all.map((scope) => aGrant({ scope })));

      const found = await grants.list(place);

      expect(found).toStrictEqual(byName(scopes.map((scope) => aGrant({ scope }))));
    });

    it('takes spellings of a place for the same', async () => {
      const grants = await filled(aGrant({ scope: WEB.toUpperCase() }));

      const found = await grants.list(HERE);
      await grants.remove(`${WEB}/`, aGrant({ scope: WEB }).name);

      expect([...found.values()]).toEqual([aGrant({ scope: WEB.toUpperCase() })]);
      expect(await grants.list(HERE)).toEqual(new Map());
    });

    it('forgets one alone, and at its place alone', async () => {
      const [gone, other] = [aGrant(), aGrant({ role: 'administrator' })];
      const namesake = { ...gone, scope: PROD };
      const grants = await filled(gone, other, namesake);

      await grants.remove(gone.scope, gone.name);
      await grants.remove(OTHER_SUB, other.name);

      expect(await grants.list(HERE)).toStrictEqual(byName([other]));
      expect(await grants.list(placeOf(PROD))).toStrictEqual(byName([namesake]));
    });

    it('takes more at once than one call to a store may hold, at several places', async () => {
      const here = someGrants(230);
      const there = someGrants(101, { scope: PROD });
      const grants = await filled(...here, ...there, ...here.slice(0, 50));

      expect(await grants.list(HERE)).toStrictEqual(byName(here));
      expect(await grants.list(placeOf(PROD))).toStrictEqual(byName(there));
    });

    it('loses nothing of what is saved at once, though nothing was there before', async () => {
      const grants = fresh();
      const all = someGrants(20);

      await Promise.all(all.map((record) => grants.save([record])));

      expect(await grants.list(HERE)).toStrictEqual(byName(all));
    });

    it.each(['', 'a/b', "' or RowKey ne '", aGrant().name.toUpperCase()])(
      'keeps none under what is no name of an assignment: %j',
      async (bad) => {
        const grants = fresh();

        await expect(grants.save([aGrant({ name: bad })])).rejects.toMatchObject({ kind: 'bug', code: 'GrantName' });
        await expect(grants.remove(SUB, bad)).rejects.toMatchObject({ kind: 'bug', code: 'GrantName' });
        expect(await grants.list(HERE)).toEqual(new Map());
      },
    );
  });
}
