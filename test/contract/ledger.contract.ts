/** What every ledger does with one row; `ledgerList.contract.ts` says what it does with many. */
import { describe, expect, it } from 'vitest';
import type { MachineId } from '../../src/lib/onboarding/machineId.ts';
import type { Ledger } from '../../src/lib/onboarding/ports.ts';
import type { MachineRecord } from '../../src/lib/onboarding/record.ts';
import { aMachineId, SUBSCRIPTION } from '../builders/machine.ts';
import { ledgerListContract } from './ledgerList.contract.ts';
import { aRecord, fullRecord, NOW } from './records.ts';

const ID = aMachineId();
const OTHER_SUBSCRIPTION = '22222222-2222-4222-8222-222222222222';

/** Holds the ledgers that `fresh` makes, each empty, to the contract of `Ledger`. */
export function ledgerContract(name: string, fresh: () => Ledger): void {
  describe(`${name} as a ledger`, () => {
    it('has no row at first', async () => {
      expect(await fresh().read(ID)).toBeUndefined();
    });

    it('has no row of a machine next to others', async () => {
      const ledger = fresh();
      await ledger.write(aRecord(ID), undefined);

      expect(await ledger.read(aMachineId('srv-2'))).toBeUndefined();
      expect(await ledger.read(aMachineId('srv-1', 'rg-other'))).toBeUndefined();
      expect(await ledger.read({ ...ID, subscriptionId: OTHER_SUBSCRIPTION })).toBeUndefined();
    });

    it.each<{ what: string; id: MachineId }>([
      { what: 'a plain id', id: ID },
      { what: 'the longest id', id: aMachineId('n'.repeat(54), 'g'.repeat(90)) },
      { what: 'parentheses and dots', id: aMachineId('srv-1.contoso.com', 'rg_(Web).1') },
      { what: 'letters beyond ASCII', id: aMachineId('srv-1', 'Gruppe-Süd-ÅÉÑ') },
      { what: 'Chinese letters', id: aMachineId('srv-1', '生产环境') },
      { what: 'letters beyond 16 bits', id: aMachineId('srv-1', '𠮷野家') },
    ])('reads what was written, with $what', async ({ id }) => {
      const ledger = fresh();

      const written = await ledger.write(fullRecord(id), undefined);

      const held = await ledger.read(id);
      expect(held?.record).toStrictEqual(fullRecord(id));
      expect(written).toEqual({ etag: held?.etag });
    });

    it('keeps a record apart from the objects that were written and read', async () => {
      const ledger = fresh();
      const record = aRecord(ID);
      const timeline = [...record.timeline];
      await ledger.write({ ...record, timeline }, undefined);
      timeline.push({ at: NOW, event: 'Later', message: 'Not written.' });

      const read = await ledger.read(ID);
      Object.assign(read?.record ?? {}, { message: 'Not written.' });

      const again = await ledger.read(ID);
      expect(again?.record.timeline).toHaveLength(1);
      expect(again?.record.message).toBe('No look at this machine has succeeded yet.');
    });

    it('forgets optional fields that a later write leaves out', async () => {
      const ledger = fresh();
      const etag = await written(ledger, fullRecord(ID));

      await ledger.write(aRecord(ID), etag);

      expect((await ledger.read(ID))?.record).toStrictEqual(aRecord(ID));
    });

    it('finds a machine whatever the case of its id, and keeps the case it was written in', async () => {
      const ledger = fresh();
      await ledger.write(aRecord(aMachineId('Srv-E', 'RG-Web')), undefined);

      const held = await ledger.read(aMachineId('sRV-e', 'rg-WEB'));

      expect(held?.record.id).toEqual({ subscriptionId: SUBSCRIPTION, resourceGroup: 'RG-Web', name: 'Srv-E' });
    });

    it('refuses a second row for an id that differs only in case', async () => {
      const ledger = fresh();
      await ledger.write(aRecord(aMachineId('srv-1', 'rg-web')), undefined);

      expect(await ledger.write(aRecord(aMachineId('SRV-1', 'RG-WEB')), undefined)).toBe('conflict');
    });

    it('refuses to make a row twice, and keeps the first', async () => {
      const ledger = fresh();
      await ledger.write(aRecord(ID, { waited: 1 }), undefined);

      const outcome = await ledger.write(aRecord(ID, { waited: 2 }), undefined);

      expect(outcome).toBe('conflict');
      expect((await ledger.read(ID))?.record.waited).toBe(1);
    });

    it('replaces a row by its ETag, under a new one', async () => {
      const ledger = fresh();
      const first = await written(ledger, aRecord(ID));

      const second = await ledger.write(aRecord(ID, { waited: 2 }), first);

      const held = await ledger.read(ID);
      expect(second).toEqual({ etag: held?.etag });
      expect(second).not.toEqual({ etag: first });
      expect(held?.record.waited).toBe(2);
    });

    it('gives a new ETag to a write that changes nothing', async () => {
      const ledger = fresh();
      const first = await written(ledger, aRecord(ID));

      const second = await ledger.write(aRecord(ID), first);

      expect(second).not.toEqual({ etag: first });
      expect(await ledger.write(aRecord(ID), first)).toBe('conflict');
    });

    it('refuses an ETag that another write has used up', async () => {
      const ledger = fresh();
      const stale = await written(ledger, aRecord(ID));
      await ledger.write(aRecord(ID, { waited: 2 }), stale);

      const outcome = await ledger.write(aRecord(ID, { waited: 3 }), stale);

      expect(outcome).toBe('conflict');
      expect((await ledger.read(ID))?.record.waited).toBe(2);
    });

    it('removes a row by its ETag', async () => {
      const ledger = fresh();
      const etag = await written(ledger, aRecord(ID));

      const outcome = await ledger.remove(ID, etag);

      expect(outcome).toBe('removed');
      expect(await ledger.read(ID)).toBeUndefined();
    });

    it('does not remove a row that has changed', async () => {
      const ledger = fresh();
      const stale = await written(ledger, aRecord(ID));
      await ledger.write(aRecord(ID, { waited: 2 }), stale);

      const outcome = await ledger.remove(ID, stale);

      expect(outcome).toBe('conflict');
      expect((await ledger.read(ID))?.record.waited).toBe(2);
    });

    it('calls a row removed that is gone already', async () => {
      const ledger = fresh();
      const etag = await written(ledger, aRecord(ID));
      await ledger.remove(ID, etag);

      expect(await ledger.remove(ID, etag)).toBe('removed');
      expect(await fresh().remove(ID, etag)).toBe('removed');
    });

    it('does not bring a removed row back by its ETag', async () => {
      const ledger = fresh();
      const etag = await written(ledger, aRecord(ID));
      await ledger.remove(ID, etag);

      expect(await ledger.write(aRecord(ID), etag)).toBe('conflict');
      expect(await ledger.read(ID)).toBeUndefined();
      expect(await fresh().write(aRecord(ID), etag)).toBe('conflict');
    });

    it('makes a removed row anew, under an ETag of its own', async () => {
      const ledger = fresh();
      const before = await written(ledger, aRecord(ID));
      await ledger.remove(ID, before);

      await ledger.write(aRecord(ID, { waited: 2 }), undefined);

      expect(await ledger.write(aRecord(ID), before)).toBe('conflict');
      expect(await ledger.remove(ID, before)).toBe('conflict');
      expect((await ledger.read(ID))?.record.waited).toBe(2);
    });

    it.each([{ row: 'that exists' }, { row: 'that does not exist yet' }])(
      'lets exactly one of several writers win a row $row',
      async ({ row }) => {
        for (const round of ['1', '2', '3', '4', '5']) {
          const ledger = fresh();
          const id = aMachineId(`srv-${round}`);
          const etag = row === 'that exists' ? await written(ledger, aRecord(id)) : undefined;

          const outcomes = await Promise.all([1, 2, 3, 4].map((waited) => ledger.write(aRecord(id, { waited }), etag)));

          const winner = outcomes.findIndex((outcome) => outcome !== 'conflict');
          const held = await ledger.read(id);
          expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(3);
          expect(held?.record.waited).toBe([1, 2, 3, 4][winner]);
          expect(outcomes[winner]).toEqual({ etag: held?.etag });
        }
      },
    );

    it('lets a writer or a remover win a row, never both', async () => {
      for (const round of ['1', '2', '3', '4', '5']) {
        const ledger = fresh();
        const id = aMachineId(`srv-${round}`);
        const etag = await written(ledger, aRecord(id));

        const [kept, removed] = await Promise.all([
          ledger.write(aRecord(id, { waited: 2 }), etag),
          ledger.remove(id, etag),
        ]);

        const waited = (await ledger.read(id))?.record.waited;
        expect([kept === 'conflict', removed, waited]).toEqual(
          removed === 'removed' ? [true, 'removed', undefined] : [false, 'conflict', 2],
        );
      }
    });

    ledgerListContract(fresh);
  });
}

async function written(ledger: Ledger, record: MachineRecord): Promise<string> {
  const outcome = await ledger.write(record, undefined);
  if (outcome === 'conflict') throw new Error('The row was there already.');
  return outcome.etag;
}
