import { describe, expect, it } from 'vitest';
import { createMemoryControl } from '../../../local/memory/control.ts';
import { aClock } from '../../../test/builders/clock.ts';
import { watchedBelow, watchedSubscriptions } from './watched.ts';

describe('the subscriptions of the settings', () => {
  it('are watched, without case, and no others', async () => {
    const watched = watchedSubscriptions(['a']);

    expect(await watched.includes('A')).toBe(true);
    expect(await watched.includes('b')).toBe(false);
    expect([...(await watched.all())]).toEqual(['a']);
    expect([...(await watched.refresh())]).toEqual(['a']);
    expect(watched.scope).toEqual({ kind: 'subscriptions', subscriptionIds: ['a'] });
  });
});

describe('the subscriptions below a management group', () => {
  function aGroup() {
    const clock = aClock();
    const store = createMemoryControl();
    const below = { ids: ['a'], asked: 0 };
    const inventory = {
      subscriptionsBelow: async () => {
        below.asked++;
        return below.ids;
      },
    };
    return { clock, below, store, instance: () => watchedBelow('prod', { inventory, store, clock }) };
  }

  it('are asked for by the first who wants to know, and known to every instance then', async () => {
    const { below, instance } = aGroup();

    expect(await instance().includes('A')).toBe(true);
    expect(await instance().includes('b')).toBe(false);
    expect(below.asked).toBe(1);
  });

  it('are known anew a minute after a sweep has found others', async () => {
    const { clock, below, instance } = aGroup();
    const [sweeping, other] = [instance(), instance()];
    await other.all();
    below.ids = ['a', 'b'];

    await sweeping.refresh();
    const atOnce = await other.includes('b');
    clock.advance(60_000);

    expect(atOnce).toBe(false);
    expect(await other.includes('b')).toBe(true);
    expect(below.asked).toBe(2);
  });

  it('are asked for again when what is stored cannot be read', async () => {
    const { store, below, instance } = aGroup();
    await store.write('subscriptions', { version: 2 }, undefined);

    expect([...(await instance().all())]).toEqual(['a']);
    expect(below.asked).toBe(1);
    expect(instance().scope).toEqual({ kind: 'managementGroup', id: 'prod' });
  });
});
