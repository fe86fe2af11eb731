import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryControl, type MemoryControl } from '../../../../local/memory/control.ts';
import { aClock, type HandClock } from '../../../../test/builders/clock.ts';
import { tries } from '../../../../test/simulation/hold.ts';
import type { ControlStore } from '../../onboarding/control.ts';
import { hours, type Instant, minutes } from '../../time.ts';
import { bindingRow, DENIALS_ROW, floorRow, REMOVALS_ROW } from './budgetKeys.ts';
import { createBudgets } from './budgetRows.ts';
import type { Budgets, Reservation, Reserved } from './budgets.ts';

const SCOPE = '/subscriptions/11111111-1111-4111-8111-111111111111';

const instanceOver = (store: ControlStore, clock: HandClock): Budgets =>
  createBudgets({ store, clock, sleep: async () => undefined, random: () => 0.5 });

/** Two instances over one store. */
function aWorld(): { store: MemoryControl; clock: HandClock; one: Budgets; other: Budgets } {
  const store = createMemoryControl();
  const clock = aClock();
  return { store, clock, one: instanceOver(store, clock), other: instanceOver(store, clock) };
}

const removal = (principalId: string, rest: Partial<Reservation> = {}): Reservation => ({
  binding: 'staff',
  kind: 'removals',
  people: [principalId],
  limit: 2,
  limitInAll: 3,
  ...rest,
});

const all = async (attempts: readonly Promise<Reserved>[]): Promise<number> =>
  (await Promise.all(attempts)).filter((answer) => answer === 'reserved').length;

describe('budgets', () => {
  it('are unspent at first', async () => {
    const spent = await aWorld().one.spent(['staff', null]);

    for (const people of [
      spent.removals,
      spent.denials,
      spent.of('staff', 'removals'),
      spent.of('staff', 'additions'),
      spent.of(null, 'removals'),
    ])
      expect([...people]).toEqual([]);
  });

  it('tell what was reserved, by binding and kind, until 24 hours later', async () => {
    const { one, other, clock } = aWorld();
    await one.reserve(removal('ann'));
    await one.reserve(removal('bob', { binding: null }));
    await one.reserve(removal('cem', { kind: 'additions' }));
    await one.reserve(removal('dan', { kind: 'denials' }));
    const spent = await other.spent(['staff', null, 'staff']);
    clock.advance(hours(24));
    const later = await other.spent(['staff', null]);

    expect([...spent.of('staff', 'removals')]).toEqual(['ann']);
    expect([...spent.of(null, 'removals')]).toEqual(['bob']);
    expect([...spent.of('staff', 'additions')]).toEqual(['cem']);
    expect([...spent.removals]).toEqual(['ann', 'bob']);
    expect([...spent.denials]).toEqual(['dan']);
    expect([later.removals.size, later.denials.size, later.of('staff', 'removals').size]).toEqual([0, 0, 0]);
  });

  it('tell nothing of a binding that was not asked for', async () => {
    const spent = await aWorld().one.spent(['staff']);

    expect(() => spent.of('web', 'removals')).toThrow(expect.objectContaining({ kind: 'bug', code: 'BudgetNotRead' }));
  });

  it('hold removals to the limit of their binding', async () => {
    const { one } = aWorld();
    const mine = await all(['ann', 'bob', 'cem'].map((id) => one.reserve(removal(id, { limitInAll: 9 }))));

    expect(mine).toBe(2);
    expect(await one.reserve(removal('cem', { binding: 'web', limitInAll: 9 }))).toBe('reserved');
  });

  it('hold removals to the limit of all bindings together', async () => {
    const { one } = aWorld();
    await one.reserve(removal('ann'));
    await one.reserve(removal('bob'));
    await one.reserve(removal('cem', { binding: 'web' }));

    expect(await one.reserve(removal('dan', { binding: 'web' }))).toBe('spent');
    expect(await one.reserve(removal('ann', { binding: 'web' }))).toBe('reserved');
    expect([...(await one.spent(['web'])).of('web', 'removals')]).toEqual(['cem', 'ann']);
  });

  it('hold removals to the limit of their binding over all, where nothing is said of it', async () => {
    const { one } = aWorld();
    const { limitInAll: _none, ...unsaid } = removal('cem', { binding: 'web' });
    await one.reserve(removal('ann'));
    await one.reserve(removal('bob'));

    expect(await one.reserve(unsaid)).toBe('spent');
  });

  it('leave what was reserved in all when the binding has no room: that only makes it stricter', async () => {
    const { one } = aWorld();

    expect(await one.reserve(removal('ann', { limit: 0 }))).toBe('spent');
    expect([...(await one.spent([])).removals]).toEqual(['ann']);
  });

  it('count additions and denials apart from removals', async () => {
    const { one } = aWorld();
    for (const id of ['ann', 'bob', 'cem']) await one.reserve(removal(id));

    expect(await one.reserve(removal('dan', { kind: 'additions', limit: 1 }))).toBe('reserved');
    expect(await one.reserve(removal('eve', { kind: 'additions', limit: 1 }))).toBe('spent');
    expect(await one.reserve(removal('dan', { kind: 'denials', limit: 1 }))).toBe('reserved');
    expect(await one.reserve(removal('eve', { kind: 'denials', limit: 1, binding: 'web' }))).toBe('spent');
  });

  it.each([
    ['all bindings', REMOVALS_ROW, removal('ann')],
    ['the binding', bindingRow('staff', 'removals'), removal('ann')],
    ['additions', bindingRow('staff', 'additions'), removal('ann', { kind: 'additions' })],
    ['denials', DENIALS_ROW, removal('ann', { kind: 'denials' })],
  ])('count as spent while the row of %s cannot be read, and nobody plans', async (_what, key, reservation) => {
    const { one, store } = aWorld();
    await store.write(key, { version: 2 }, undefined);

    expect(await one.reserve(reservation)).toBe('spent');
    expect((await store.read(key))?.value).toEqual({ version: 2 });
    await expect(one.spent(['staff'])).rejects.toMatchObject({
      kind: 'transient',
      code: 'BudgetUnreadable',
      message: expect.stringContaining(key),
    });
  });

  it('throw what the store throws', async () => {
    const broken = instanceOver({ ...createMemoryControl(), read: () => Promise.reject(new Error('No.')) }, aClock());

    await expect(broken.reserve(removal('ann'))).rejects.toThrow('No.');
    await expect(broken.spent([])).rejects.toThrow('No.');
  });
});

describe('the floor of a scope', () => {
  it('does not count whose removal was reserved by another instance, whatever the listing shows', async () => {
    const { one, other, clock } = aWorld();
    const first = await one.reserveFloor(SCOPE, 'ann', ['bob'], 1);
    const second = await other.reserveFloor(SCOPE.toUpperCase(), 'bob', ['ann'], 1);
    const elsewhere = await other.reserveFloor(`${SCOPE}/resourceGroups/web`, 'bob', ['ann'], 1);
    clock.advance(minutes(30));
    const later = await other.reserveFloor(SCOPE, 'bob', ['ann'], 1);

    expect([first, second, elsewhere, later]).toEqual(['reserved', 'spent', 'reserved', 'reserved']);
  });

  it('lets nobody go while its row cannot be read', async () => {
    const { one, store } = aWorld();
    await store.write(floorRow(SCOPE), { version: 2 }, undefined);

    expect(await one.reserveFloor(SCOPE, 'ann', ['bob'], 1)).toBe('spent');
  });

  it('is kept when two instances remove the last two at once', async () => {
    const { one, other } = aWorld();
    const listed = ['ann', 'bob'];

    expect(await all([one.reserveFloor(SCOPE, 'ann', listed, 1), other.reserveFloor(SCOPE, 'bob', listed, 1)])).toBe(1);
  });
});

describe('two instances over one store, whatever they reserve at once', () => {
  const attempt = fc.record({
    instance: fc.constantFrom<'one' | 'other'>('one', 'other'),
    who: fc.constantFrom('ann', 'bob', 'cem', 'dan', 'eve'),
    binding: fc.constantFrom('staff', 'web'),
  });
  const rounds = fc.array(fc.record({ at: fc.nat(hours(20)), attempts: fc.array(attempt, { maxLength: 6 }) }), {
    maxLength: 8,
  });

  it('never spend more than the limits within 24 hours', () =>
    fc.assert(
      fc.asyncProperty(rounds, fc.nat(3), fc.nat(4), async (story, limit, limitInAll) => {
        const { clock, ...instances } = aWorld();
        const done: { readonly who: string; readonly binding: string; readonly at: Instant }[] = [];
        for (const { at, attempts } of story) {
          clock.advance(at);
          const answers = await Promise.all(
            attempts.map(({ instance, who, binding }) =>
              instances[instance].reserve(removal(who, { binding, limit, limitInAll })),
            ),
          );
          for (const [index, { who, binding }] of attempts.entries())
            if (answers[index] === 'reserved') done.push({ who, binding, at: clock.now() });
        }
        for (const { at: from } of done) {
          const within = done.filter(({ at }) => at >= from && at - from < hours(24));
          const people = (of: typeof done) => new Set(of.map(({ who }) => who)).size;
          expect(people(within)).toBeLessThanOrEqual(limitInAll);
          for (const name of ['staff', 'web'])
            expect(people(within.filter(({ binding }) => binding === name))).toBeLessThanOrEqual(limit);
        }
      }),
      tries(300),
    ));
});
