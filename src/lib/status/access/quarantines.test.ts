import { describe, expect, it } from 'vitest';
import { OTHER_SUB } from '../../../../test/builders/accessWorld.ts';
import { crowd } from '../../../../test/builders/guarded.ts';
import { hours } from '../../time.ts';
import { anApp, wanting } from './quarantines.fixture.ts';
import { listQuarantines } from './quarantines.ts';

const DAY = hours(24);

describe('GET /access/quarantines', () => {
  it('is for readers, and empty where nothing is withheld', async () => {
    expect(listQuarantines.who).toBe('read');
    expect(await anApp().list()).toEqual({ status: 200, body: { items: [], next: null } });
  });

  it('shows what is withheld and why', async () => {
    const { list, pending } = anApp();
    const { id, hash } = await pending();

    expect((await list()).body.items).toEqual([
      {
        id,
        hash,
        binding: 'staff',
        kind: 'additions',
        changes: crowd(6).map((principalId) => ({
          action: 'add',
          scope: OTHER_SUB,
          role: 'administrator',
          principalId,
          principalType: 'User',
          binding: 'staff',
          path: ['staff'],
          reason: 'member',
        })),
        count: 6,
        why: expect.stringContaining('6 people would become administrators'),
        createdAt: '2026-11-22T12:00:00.000Z',
        expiresAt: '2026-11-29T12:00:00.000Z',
        status: 'pending',
        decision: null,
        withdrawn: null,
      },
    ]);
  });

  it('gives pages of those that stand so now, the newest first', async () => {
    const { list, plan, clock } = anApp();
    for (let people = 6; people < 13; people += 1) {
      await plan(wanting(people));
      clock.advance(1000);
    }
    const countsOf = async (query: Record<string, string>) => {
      const { body } = await list(query);
      return { counts: body.items.map(({ count }: { count: number }) => count), next: body.next };
    };
    const first = await countsOf({ limit: '4', status: 'obsolete' });
    const second = await countsOf({ limit: '4', status: 'obsolete', cursor: String(first.next) });
    const all = await countsOf({ limit: '3' });
    const rest = await countsOf({ limit: '4', cursor: String(all.next) });

    expect([first.counts, second]).toEqual([[11, 10, 9, 8], { counts: [7, 6], next: null }]);
    expect([all.counts, rest]).toEqual([[12, 11, 10], { counts: [9, 8, 7, 6], next: null }]);
    expect((await countsOf({ status: 'pending' })).counts).toEqual([12]);
    clock.advance(7 * DAY);
    expect((await countsOf({ status: 'pending' })).counts).toEqual([]);
    expect((await countsOf({ status: 'expired' })).counts).toEqual([12]);
  });

  it('shows a hundred changes of each, and how many there are', async () => {
    const { list, get, plan } = anApp();
    const [one] = (await plan(wanting(120))).quarantines;
    const [item] = (await list()).body.items;

    expect(item.changes).toHaveLength(100);
    expect(item.count).toBe(120);
    expect((await get(one?.id ?? '')).body.changes).toHaveLength(120);
  });

  it.each([{ status: 'open' }, { cursor: 'x' }, { limit: '0' }])('refuses %j', async (query) => {
    expect((await anApp().list(query)).status).toBe(400);
  });
});

describe('GET /access/quarantines/{id}', () => {
  it('shows one, also when it is over', async () => {
    const { get, plan, pending, clock } = anApp();
    const { id } = await pending();
    clock.advance(1000);
    await plan({});

    expect(await get(id)).toMatchObject({ status: 200, body: { id, status: 'obsolete', count: 6 } });
  });

  it('shows no changes when they are lost', async () => {
    const { get, pending, documents } = anApp();
    const { id } = await pending();
    await documents.remove(`quarantines/${id}`);

    expect(await get(id)).toMatchObject({ status: 200, body: { changes: [], count: 6 } });
  });

  it.each(['0000000000', 'aaaaaaaa-0000-4000-8000-00000000000a', "' or 1 eq 1"])('knows no %s', async (id) => {
    expect(await anApp().get(id)).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });
});
