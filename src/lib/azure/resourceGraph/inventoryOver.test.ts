import type { QueryRequest } from '@azure/arm-resourcegraph';
import { describe, expect, it } from 'vitest';
import type { InventoryPage, InventoryScope } from '../../onboarding/inventory.ts';
import { virtualTime } from '../rate/virtualTime.fixture.ts';
import { inventoryOver } from './inventoryOver.ts';
import type { Ask } from './rowPages.ts';

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
const DEMO: InventoryScope = { kind: 'subscriptions', subscriptionIds: [SUBSCRIPTION] };

interface Reply {
  readonly rows: readonly unknown[];
  readonly total?: number;
  readonly skipToken?: string | null;
  readonly headers?: Record<string, string>;
}

function machineRow(name: string, more: object = {}) {
  const id = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.HybridCompute/machines/${name}`;
  return { id, location: 'westeurope', extensionName: '', extensionProperties: null, ...more };
}

/** An inventory over a service that gives these answers in turn. */
function over(...replies: Reply[]) {
  const asked: QueryRequest[] = [];
  const time = virtualTime();
  const ask: Ask = async (query) => {
    const { rows, total, skipToken, headers = {} } = replies[asked.length] ?? { rows: [] };
    asked.push(query);
    const answer = { data: rows, totalRecords: total ?? rows.length, skipToken };
    return { answer, headers };
  };
  return { asked, time, inventory: inventoryOver({ ask, ...time }) };
}

async function all(pages: AsyncIterable<InventoryPage>): Promise<InventoryPage[]> {
  const got: InventoryPage[] = [];
  for await (const page of pages) got.push(page);
  return got;
}

const namesOf = (pages: readonly InventoryPage[]) => pages.map(({ machines }) => machines.map(({ id }) => id.name));

describe('the pages of the inventory', () => {
  it('follows the skip token until there is none, with the same query', async () => {
    const { asked, inventory } = over(
      { rows: [machineRow('a')], total: 2, skipToken: 'next' },
      { rows: [machineRow('b')], total: 2, skipToken: null },
    );

    const pages = await all(inventory.machines(DEMO));

    expect(namesOf(pages)).toEqual([['a'], ['b']]);
    expect(asked.map(({ options }) => options?.skipToken)).toEqual([undefined, 'next']);
    expect(asked[1]).toEqual({ ...asked[0], options: { ...asked[0]?.options, skipToken: 'next' } });
  });

  it.each([
    ['without a token', { rows: [machineRow('a')], total: 2 }],
    ['with a token that leads nowhere', { rows: [], total: 2, skipToken: 'next' }],
  ])('throws when the rows end early, %s', async (_how, reply) => {
    const { inventory } = over(reply);

    await expect(all(inventory.machines(DEMO))).rejects.toMatchObject({ kind: 'transient', code: 'TruncatedAnswer' });
  });

  it('shows a machine once, however often it is in the rows', async () => {
    const { inventory } = over(
      { rows: [machineRow('a'), machineRow('A')], total: 4, skipToken: 'next' },
      { rows: [machineRow('a'), machineRow('b')], total: 4 },
    );

    expect(namesOf(await all(inventory.machines(DEMO)))).toEqual([['a'], ['b']]);
  });

  it('shows all extensions of a machine that has two of the type', async () => {
    const row = (extensionName: string, provisioningState: string) =>
      machineRow('a', {
        extensionName,
        extensionProperties: {
          publisher: 'Microsoft.Azure.ActiveDirectory',
          type: 'AADLoginForWindows',
          provisioningState,
        },
      });
    const { inventory } = over({ rows: [row('First', 'Failed'), row('Second', 'Succeeded'), machineRow('b')] });

    const [page] = await all(inventory.machines(DEMO));

    expect(page?.machines.map(({ extensions }) => extensions.map(({ name }) => name))).toEqual([
      ['First', 'Second'],
      [],
    ]);
  });

  it.each([
    ['an id of something else', { id: `/subscriptions/${SUBSCRIPTION}` }],
    ['no region', { location: undefined }],
    ['an extension that cannot be read', { extensionName: 'AADLogin' }],
  ])('counts a row with %s as unreadable', async (_what, odd) => {
    const { inventory } = over({ rows: [machineRow('a', odd), machineRow('b')] });

    expect(await all(inventory.machines(DEMO))).toMatchObject([
      { machines: [{ id: { name: 'b' } }], total: 2, unreadable: 1 },
    ]);
  });

  it('takes a property that is null for one that is not said', async () => {
    const said = { status: 'Connected', agentConfiguration: null, osType: null, osName: 'windows' };
    const { inventory } = over({ rows: [machineRow('a', said)] });

    const [page] = await all(inventory.machines(DEMO));

    expect(page?.machines).toMatchObject([{ status: 'Connected', os: { type: 'windows' } }]);
  });
});

describe('the scopes of the queries', () => {
  it('names at most a thousand subscriptions in a query, each once and in order', async () => {
    const ids = Array.from(
      { length: 1001 },
      (_, index) => `AAAAAAAA-0000-4000-8000-${String(index).padStart(12, '0')}`,
    );
    const { asked, inventory } = over({ rows: [machineRow('a')] }, { rows: [machineRow('b')] });

    const pages = await all(
      inventory.machines({ kind: 'subscriptions', subscriptionIds: [...ids.toReversed(), ...ids] }),
    );

    expect(asked.map(({ subscriptions }) => subscriptions?.length)).toEqual([1000, 1]);
    expect(asked[0]?.subscriptions?.slice(0, 2)).toEqual([
      'aaaaaaaa-0000-4000-8000-000000000000',
      'aaaaaaaa-0000-4000-8000-000000000001',
    ]);
    expect(asked[1]?.subscriptions).toEqual(['aaaaaaaa-0000-4000-8000-000000001000']);
    expect(pages.map(({ total }) => total)).toEqual([1, 2]);
  });

  it('names the management group', async () => {
    const { asked, inventory } = over({ rows: [] });

    await all(inventory.machines({ kind: 'managementGroup', id: 'demo' }));

    expect(asked).toMatchObject([{ managementGroups: ['demo'] }]);
    expect(asked[0]).not.toHaveProperty('subscriptions');
  });
});

describe('the subscriptions below a management group', () => {
  it('are told in lower case, each once', async () => {
    const subscriptionId = SUBSCRIPTION.replaceAll('1', 'A');
    const rows = [
      { id: '/x', subscriptionId },
      { id: '/x', subscriptionId },
    ];

    expect(await over({ rows }).inventory.subscriptionsBelow('demo')).toEqual([subscriptionId.toLowerCase()]);
  });

  it('are none at all where one of them cannot be read', async () => {
    const { inventory } = over({ rows: [{ subscriptionId: SUBSCRIPTION }, { subscriptionId: 'x' }] });

    await expect(inventory.subscriptionsBelow('demo')).rejects.toMatchObject({
      kind: 'transient',
      code: 'MalformedAnswer',
    });
  });
});

describe('the quota between pages', () => {
  it('holds the next page back until it is open again', async () => {
    const headers = { 'x-ms-user-quota-remaining': '0', 'x-ms-user-quota-resets-after': '00:00:03' };
    const { asked, inventory, time } = over(
      { rows: [machineRow('a')], total: 2, skipToken: 'next', headers },
      { rows: [machineRow('b')], total: 2 },
    );

    const pages = all(inventory.machines(DEMO));
    await time.advance(2999);
    const before = asked.length;
    await time.advance(1);

    expect(namesOf(await pages)).toEqual([['a'], ['b']]);
    expect([before, asked.length]).toEqual([1, 2]);
  });
});
