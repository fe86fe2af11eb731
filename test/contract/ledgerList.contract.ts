/** What every ledger does with many rows. */
import { describe, expect, it } from 'vitest';
import type { Ledger, MachineFilter } from '../../src/lib/onboarding/ports.ts';
import type { MachineRecord } from '../../src/lib/onboarding/record.ts';
import { MACHINE_STATES } from '../../src/lib/onboarding/state.ts';
import { aMachineId, SUBSCRIPTION } from '../builders/machine.ts';
import { aRecord } from './records.ts';

const LATER_SUBSCRIPTION = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';

const FLEET: readonly MachineRecord[] = [
  aRecord(aMachineId('web-1', 'rg-web'), { state: 'Ready', reason: 'Ready' }),
  aRecord(aMachineId('WEB-2', 'RG-Web'), { state: 'Offline', reason: 'AgentDisconnected' }),
  aRecord(aMachineId('db.1', 'rg-(Däta)'), { state: 'Offline', reason: 'AgentExpired' }),
  aRecord(
    { subscriptionId: LATER_SUBSCRIPTION, resourceGroup: 'rg-web', name: 'web-1' },
    { state: 'Ready', reason: 'Ready' },
  ),
];

/** The part of the contract that is about `list`; each ledger that `fresh` makes is empty. */
export function ledgerListContract(fresh: () => Ledger): void {
  const filled = (records: readonly MachineRecord[]) => fill(fresh(), records);

  describe('listing', () => {
    it('has nothing at first', async () => {
      expect(await fresh().list({}, 10)).toEqual({ items: [] });
    });

    it('gives whole records', async () => {
      const ledger = await filled(FLEET.slice(0, 1));

      expect((await ledger.list({}, 10)).items).toStrictEqual(FLEET.slice(0, 1));
    });

    it('orders by id: subscription, then resource group and name without case', async () => {
      const ledger = await filled([
        aRecord({ subscriptionId: LATER_SUBSCRIPTION, resourceGroup: 'a', name: 'a' }),
        ...[
          ['b', 'z'],
          ['B', '_'],
          ['a', 'srv-10'],
          ['a', 'SRV-2'],
          ['a', 'srv-1'],
          ['ä', 'a'],
          ['a-b', 'a'],
        ].map(([group = '', name = '']) => aRecord(aMachineId(name, group))),
      ]);

      const { items } = await ledger.list({}, 100);

      expect(items.map(({ id }) => `${id.subscriptionId[0]} ${id.resourceGroup} ${id.name}`)).toEqual([
        '1 a-b a',
        '1 a srv-1',
        '1 a srv-10',
        '1 a SRV-2',
        '1 B _',
        '1 b z',
        '1 ä a',
        'a a a',
      ]);
    });

    it.each<{ what: string; filter: MachineFilter; names: string[] }>([
      { what: 'nothing', filter: {}, names: ['db.1', 'web-1', 'WEB-2', 'web-1'] },
      { what: 'state', filter: { states: ['Offline'] }, names: ['db.1', 'WEB-2'] },
      { what: 'any of several states', filter: { states: ['Gone', 'Offline'] }, names: ['db.1', 'WEB-2'] },
      { what: 'every state', filter: { states: MACHINE_STATES }, names: ['db.1', 'web-1', 'WEB-2', 'web-1'] },
      { what: 'a state, however often', filter: { states: Array(20).fill('Offline') }, names: ['db.1', 'WEB-2'] },
      {
        what: 'several states of a reason',
        filter: { states: ['Ready', 'Offline'], reason: 'AgentExpired' },
        names: ['db.1'],
      },
      { what: 'reason', filter: { reason: 'AgentExpired' }, names: ['db.1'] },
      { what: 'subscription', filter: { subscriptionId: LATER_SUBSCRIPTION }, names: ['web-1'] },
      {
        what: 'subscription without case',
        filter: { subscriptionId: LATER_SUBSCRIPTION.toUpperCase() },
        names: ['web-1'],
      },
      {
        what: 'resource group without case',
        filter: { resourceGroup: 'rG-wEB' },
        names: ['web-1', 'WEB-2', 'web-1'],
      },
      { what: 'resource group beyond ASCII', filter: { resourceGroup: 'RG-(DäTA)' }, names: ['db.1'] },
      { what: 'another letter beyond ASCII', filter: { resourceGroup: 'rg-(DÄta)' }, names: [] },
      { what: 'a part of the name without case', filter: { q: 'eB-' }, names: ['web-1', 'WEB-2', 'web-1'] },
      { what: 'a part of the name that is no pattern', filter: { q: 'b.1' }, names: ['db.1'] },
      { what: 'an empty part of the name', filter: { q: '' }, names: ['db.1', 'web-1', 'WEB-2', 'web-1'] },
      {
        what: 'everything at once',
        filter: {
          states: ['Ready'],
          reason: 'Ready',
          subscriptionId: SUBSCRIPTION,
          resourceGroup: 'rg-web',
          q: 'WEB-1',
        },
        names: ['web-1'],
      },
      { what: 'what excludes each other', filter: { states: ['Ready'], reason: 'AgentExpired' }, names: [] },
      { what: 'a state that no machine has', filter: { states: ['Gone'] }, names: [] },
      { what: 'a part of the id that is not the name', filter: { q: 'rg-' }, names: [] },
    ])('filters by $what', async ({ filter, names }) => {
      const ledger = await filled(FLEET);

      const { items, next } = await ledger.list(filter, 10);

      expect(items.map(({ id }) => id.name)).toEqual(names);
      expect(next).toBeUndefined();
    });

    it.each<{ filter: MachineFilter }>([
      { filter: { reason: "' or RowKey ne '" } },
      { filter: { resourceGroup: "it's" } },
      { filter: { subscriptionId: "'" } },
      { filter: { q: "o'neill" } },
    ])('takes quotes in a filter for text: $filter', async ({ filter }) => {
      const ledger = await filled(FLEET);

      expect(await ledger.list(filter, 10)).toEqual({ items: [] });
    });

    it.each([
      { limit: 1, pages: [['a'], ['b'], ['c'], ['d']] },
      {
        limit: 2,
        pages: [
          ['a', 'b'],
          ['c', 'd'],
        ],
      },
      { limit: 3, pages: [['a', 'b', 'c'], ['d']] },
      { limit: 4, pages: [['a', 'b', 'c', 'd']] },
      { limit: 5, pages: [['a', 'b', 'c', 'd']] },
    ])('gives every row once, in pages of $limit', async ({ limit, pages }) => {
      const ledger = await filled(['c', 'a', 'd', 'b'].map((name) => aRecord(aMachineId(name))));

      expect(await namesByPage(ledger, {}, limit)).toEqual(pages);
    });

    it('goes on from one subscription to the next, and through names beyond ASCII', async () => {
      const ledger = await filled([...FLEET, aRecord(aMachineId('srv-1', '生产环境'))]);

      expect(await namesByPage(ledger, {}, 1)).toEqual([['db.1'], ['web-1'], ['WEB-2'], ['srv-1'], ['web-1']]);
    });

    it('fills a page of filtered rows, and says that there is none after the last', async () => {
      const ledger = await filled(
        ['a-x', 'b', 'c-x', 'd', 'e-x', 'f'].map((name) =>
          aRecord(aMachineId(name), { state: name === 'e-x' ? 'Ready' : 'Offline' }),
        ),
      );

      expect(await namesByPage(ledger, { q: 'X' }, 2)).toEqual([['a-x', 'c-x'], ['e-x']]);
      expect(await namesByPage(ledger, { q: 'x', states: ['Offline'] }, 2)).toEqual([['a-x', 'c-x']]);
    });

    it('goes on after the last row given, though rows come and go between pages', async () => {
      const ledger = await filled(['b', 'd', 'f', 'h'].map((name) => aRecord(aMachineId(name))));
      const first = await ledger.list({}, 2);

      await fill(
        ledger,
        ['a', 'c', 'e', 'g'].map((name) => aRecord(aMachineId(name))),
      );
      await removeRows(ledger, ['d', 'f']);
      const second = await ledger.list({}, 10, first.next);

      expect(first.items.map(({ id }) => id.name)).toEqual(['b', 'd']);
      expect(second.items.map(({ id }) => id.name)).toEqual(['e', 'g', 'h']);
    });

    it('gives an empty last page when the rest has gone', async () => {
      const ledger = await filled(['a', 'b'].map((name) => aRecord(aMachineId(name))));
      const { next } = await ledger.list({}, 1);

      await removeRows(ledger, ['b']);

      expect(await ledger.list({}, 1, next)).toEqual({ items: [] });
    });

    it('reaches beyond the thousand rows that one answer of the service holds', async () => {
      const names = Array.from({ length: 1003 }, (_, i) => `srv-${1000 + i}`);
      const ledger = await filled(names.map((name) => aRecord(aMachineId(name))));

      const all = await ledger.list({}, 2000);
      const most = await ledger.list({}, 1001);
      const last = await ledger.list({ q: 'srv-2002' }, 5);

      expect(all.items.map(({ id }) => id.name)).toEqual(names);
      expect(all.next).toBeUndefined();
      expect(most.items).toHaveLength(1001);
      expect((await ledger.list({}, 2000, most.next)).items.map(({ id }) => id.name)).toEqual(['srv-2001', 'srv-2002']);
      expect(last.items.map(({ id }) => id.name)).toEqual(['srv-2002']);
    }, 60_000);
  });
}

async function fill(ledger: Ledger, records: readonly MachineRecord[]): Promise<Ledger> {
  const rest = [...records];
  // The first makes the table; the others go side by side, to be done soon.
  const writer = async () => {
    for (let record = rest.shift(); record !== undefined; record = rest.shift()) await ledger.write(record, undefined);
  };
  const first = rest.shift();
  if (first !== undefined) await ledger.write(first, undefined);
  await Promise.all(Array.from({ length: 8 }, writer));
  return ledger;
}

async function removeRows(ledger: Ledger, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const held = await ledger.read(aMachineId(name));
    await ledger.remove(aMachineId(name), held?.etag ?? '');
  }
}

async function namesByPage(ledger: Ledger, filter: MachineFilter, limit: number): Promise<string[][]> {
  const pages: string[][] = [];
  let from: string | undefined;
  do {
    const page = await ledger.list(filter, limit, from);
    pages.push(page.items.map(({ id }) => id.name));
    from = page.next;
  } while (from !== undefined);
  return pages;
}
