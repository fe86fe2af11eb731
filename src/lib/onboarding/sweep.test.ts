import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../../local/memory/ledger.ts';
import { createMemoryLookQueue } from '../../../local/memory/lookQueue.ts';
import { createMemoryTotals } from '../../../local/memory/totals.ts';
import { aClock } from '../../../test/builders/clock.ts';
import { evidence, NOON, someSettings } from '../../../test/builders/evidence.ts';
import { aMachine, aMachineId, anExtension, SUBSCRIPTION } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { Failure, Throttled } from '../errors.ts';
import type { InventoryPage } from './inventory.ts';
import type { ObservedMachine } from './machine.ts';
import type { LookMessage } from './ports.ts';
import { percentile } from './readyTimes.ts';
import { damagedRecord } from './record.ts';
import { reflect } from './reflect.ts';
import { sweep } from './sweep.ts';

const READY = { extensions: [anExtension()] };
const named = (name: string, parts: Partial<ObservedMachine> = READY) => aMachine({ id: aMachineId(name), ...parts });
const names = (count: number) => Array.from({ length: count }, (_, n) => `srv-${n}`);

/** An inventory that shows these machines, a page each array, and may break off. */
function aFleet(
  pages: readonly (readonly ObservedMachine[])[],
  {
    unreadable = 0,
    breaks,
    unsent,
  }: { unreadable?: number; breaks?: Error; unsent?: { name: string; failure: Error } } = {},
) {
  const clock = aClock();
  const ledger = createMemoryLedger();
  const queue = createMemoryLookQueue(clock);
  const total = pages.flat().length;
  const totals = createMemoryTotals(clock);
  let tokens = 0;
  async function* machines(): AsyncIterable<InventoryPage> {
    for (const page of pages) yield { machines: page, total, unreadable };
    if (breaks !== undefined) throw breaks;
  }
  const progress: string[] = [];
  const deps = {
    inventory: { machines, subscriptionsBelow: async () => [SUBSCRIPTION] },
    reader: { tenantOf: async () => undefined, offersExtension: async () => true },
    ledger,
    queue: {
      ...queue,
      async send(message: LookMessage, delayMs: number) {
        if (unsent !== undefined && message.machineId.endsWith(`/${unsent.name}`)) throw unsent.failure;
        await queue.send(message, delayMs);
      },
    },
    totals,
    clock,
    newToken: () => `sweep-${++tokens}`,
    settings: someSettings(),
    scope: { kind: 'subscriptions', subscriptionIds: [SUBSCRIPTION] } as const,
    subscriptions: new Set([SUBSCRIPTION]),
    progress: (line: string) => progress.push(line),
  };
  return {
    run: () => sweep(deps),
    totals,
    progress,
    /** The ledger already knows these machines, as a look left them. */
    async known(list: readonly ObservedMachine[], parts = {}) {
      for (const machine of list) {
        await ledger.write({ ...reflect(aRecord({ id: machine.id }), evidence({ machine })), ...parts }, undefined);
      }
    },
    looks: () => {
      const found: string[] = [];
      for (let message = queue.take(); message !== undefined; message = queue.take()) {
        found.push(message.machineId.split('/').at(-1) ?? '');
      }
      return found.toSorted();
    },
  };
}

describe('sweep', () => {
  it('of a fleet that is as it was asks for no look', async () => {
    const fleet = aFleet([names(5).map((name) => named(name))]);
    await fleet.known(names(5).map((name) => named(name)));

    const report = await fleet.run();

    expect(report).toEqual({ machines: 5, records: 5, looks: { new: 0, changed: 0, due: 0, missing: 0 } });
    expect(fleet.looks()).toEqual([]);
  });

  it('finds what no event told of, on every page, and says how far it is', async () => {
    const fleet = aFleet([[named('a')], [named('b'), named('c', { status: 'Disconnected' })]]);
    await fleet.known([named('a'), named('c')]);

    const report = await fleet.run();

    expect(report.looks).toEqual({ new: 1, changed: 1, due: 0, missing: 0 });
    expect(fleet.looks()).toEqual(['b', 'c']);
    expect(fleet.progress).toEqual(['1 of 3 machines compared', '3 of 3 machines compared']);
  });

  it('has a machine that the inventory does not show looked at, and declares nothing itself', async () => {
    const fleet = aFleet([[named('a'), named('b')]]);
    await fleet.known([named('a'), named('b'), named('c')]);

    expect((await fleet.run()).looks.missing).toBe(1);
    expect(fleet.looks()).toEqual(['c']);
  });

  it('asks for no look at a machine of a subscription that is not watched, and puts it on no record', async () => {
    const elsewhere = aMachine({ id: { ...aMachineId('e'), subscriptionId: '22222222-2222-4222-8222-222222222222' } });
    const fleet = aFleet([[named('a'), elsewhere]]);
    await fleet.known([named('a')]);

    expect(await fleet.run()).toEqual({ machines: 1, records: 1, looks: { new: 0, changed: 0, due: 0, missing: 0 } });
    expect(fleet.looks()).toEqual([]);
  });

  it('leaves alone what it knows to be gone, and what is no longer watched', async () => {
    const fleet = aFleet([[named('a')]]);
    const elsewhere = aMachine({ id: { ...aMachineId('e'), subscriptionId: '22222222-2222-4222-8222-222222222222' } });
    await fleet.known([named('a'), elsewhere]);
    await fleet.known([named('g')], { state: 'Gone' });

    expect((await fleet.run()).looks.missing).toBe(0);
  });

  it.each<[string, Error | undefined, number, RegExp]>([
    ['breaks off', new Failure('transient', 'Http503', 'x'), 0, /broke off after 1 machines \(Http503\)/],
    ['is throttled', new Throttled('RateExceeded', 'x', 1), 0, /broke off after 1 machines \(RateExceeded\)/],
    ['has rows that cannot be read', undefined, 2, /2 rows of the inventory could not be read/],
  ])('misses nobody in an inventory that %s, and still finds what it shows', async (_what, breaks, unreadable, why) => {
    const fleet = aFleet([[named('new')]], { unreadable, ...(breaks !== undefined && { breaks }) });
    await fleet.known([named('lost')]);

    const report = await fleet.run();

    expect(report.incomplete).toMatch(why);
    expect(fleet.looks()).toEqual(['new']);
  });

  it('misses nobody in a subscription that shows fewer than half of its machines', async () => {
    const fleet = aFleet([names(4).map((name) => named(name))]);
    await fleet.known(names(10).map((name) => named(name)));

    const report = await fleet.run();

    expect(report).toMatchObject({
      looks: { missing: 0 },
      incomplete: expect.stringContaining('shows 4 machines, and 6 are missing'),
    });
  });

  it('puts the totals right, and knows who has waited longest', async () => {
    const fleet = aFleet([[named('a'), named('b')]]);
    await fleet.known([named('a')]);
    await fleet.known([named('b', {})], { firstSeenAt: 5, state: 'Failed', reason: 'InstallFailed' });
    await fleet.known([named('d', {})], { firstSeenAt: 9, state: 'Offline', reason: 'AgentDisconnected' });
    await fleet.known([named('c')], { firstSeenAt: 1, state: 'Excluded', reason: 'ExcludedByTag' });

    await fleet.run();

    expect((await fleet.totals.read()).totals.machines).toEqual({
      'Ready/Ready': 1,
      'Failed/InstallFailed': 1,
      'Offline/AgentDisconnected': 1,
      'Excluded/ExcludedByTag': 1,
    });
    expect(await fleet.totals.oldestNotReady()).toMatchObject({ id: { name: 'b' }, state: 'Failed', since: 5 });
  });

  it.each(['NotLookedAt', 'NotReportedYet', 'Settling'] as const)(
    'sees who has waited longest also among machines that were merely discovered: %s',
    async (reason) => {
      const fleet = aFleet([[]]);
      await fleet.known([named('a', {})], { firstSeenAt: 5, state: 'Discovered', reason });
      await fleet.known([named('b', {})], { firstSeenAt: 1, state: 'Discovered', reason: 'NotSelected' });
      await fleet.known([named('c', {})], { firstSeenAt: 9, state: 'Failed', reason: 'InstallFailed' });

      await fleet.run();

      expect(await fleet.totals.oldestNotReady()).toMatchObject({ id: { name: 'a' }, state: 'Discovered' });
    },
  );

  it('reckons from when a machine was taken, not from when it was first seen', async () => {
    const fleet = aFleet([[]]);
    const taken = { firstSeenAt: NOON - 1_000_000_000, takenAt: NOON };
    await fleet.known([named('a')], { ...taken, readyAt: NOON + 64_000 });
    await fleet.known([named('b', {})], { ...taken, state: 'Failed', reason: 'InstallFailed' });
    await fleet.known([named('c', {})], { firstSeenAt: NOON - 1, state: 'Failed', reason: 'InstallFailed' });

    await fleet.run();

    expect(percentile((await fleet.totals.read()).totals.readyTimes, 0.5)).toBeCloseTo(64, -1);
    expect(await fleet.totals.oldestNotReady()).toMatchObject({ id: { name: 'c' }, since: NOON - 1 });
  });

  it('throws on what is no trouble of the inventory', async () => {
    const fleet = aFleet([[named('a')]], { breaks: new TypeError('a mistake of ours') });

    await expect(fleet.run()).rejects.toThrow('a mistake of ours');
  });

  it('asks for every other look when one cannot be asked for, and says so', async () => {
    const away = new Error('storage is away');
    const fleet = aFleet([['a', 'b', 'c'].map((name) => named(name))], { unsent: { name: 'b', failure: away } });

    await expect(fleet.run()).rejects.toBe(away);
    expect(fleet.looks()).toEqual(['a', 'c']);
  });

  it('asks for a look at a machine whose record is damaged, and counts it', async () => {
    const fleet = aFleet([[named('a'), named('b')]]);
    await fleet.known([named('a')], { ...damagedRecord(aMachineId('a'), NOON), conditions: undefined });
    await fleet.known([named('b')]);

    expect(await fleet.run()).toMatchObject({ machines: 2, records: 2, looks: { changed: 1, due: 0 } });
    expect(fleet.looks()).toEqual(['a']);
    expect((await fleet.totals.read()).totals.machines).toMatchObject({ 'Discovered/RecordDamaged': 1 });
  });

  it('asks for a look at a machine whose record nobody can judge, and goes on with the others', async () => {
    const fleet = aFleet([['a', 'b', 'c'].map((name) => named(name))]);
    await fleet.known([named('a')]);
    await fleet.known([named('b')], { conditions: JSON.parse('null') });

    expect(await fleet.run()).toMatchObject({ machines: 3, looks: { new: 1, due: 1 } });
    expect(fleet.looks()).toEqual(['b', 'c']);
  });

  it('reads a ledger of any length', async () => {
    const many = names(1100).map((name) => named(name));
    const fleet = aFleet([many.slice(0, 1000), many.slice(1000)]);
    await fleet.known(many);

    expect(await fleet.run()).toMatchObject({ machines: 1100, records: 1100, looks: { new: 0 } });
  });
});
