/** What any inventory must do; held against the real adapter and the one in memory. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { officialShapes } from '../../local/cloud/testing/officialShapes.ts';
import { DEMO_SUBSCRIPTION } from '../../local/start/laptop.ts';
import { readMachine } from '../../src/lib/azure/machines/machineSchema.ts';
import type {
  InventoryPage,
  InventoryReader,
  InventoryScope,
  MachineIndex,
} from '../../src/lib/onboarding/inventory.ts';
import type { ObservedMachine } from '../../src/lib/onboarding/machine.ts';
import { armId, type MachineId } from '../../src/lib/onboarding/machineId.ts';

/** A fresh simulated cloud of two subscriptions in the management group `demo`, with the adapter under test on it. */
export interface InventoryHarness {
  readonly inventory: InventoryReader & MachineIndex;
  /** Does to ARM what is done from outside; the body of the answer. */
  arm(method: string, path: string, body?: unknown): unknown;
  control(method: string, path: string, body?: unknown): Promise<void>;
  /** Lets the cloud's time go on. */
  advance(ms: number): Promise<void>;
  /** Bodies of the queries that the cloud got. */
  queries(): unknown[];
  close(): Promise<void>;
}

export const OTHER_SUBSCRIPTION = 'ac710000-0000-4000-8000-000000000002';

const DEMO: InventoryScope = { kind: 'subscriptions', subscriptionIds: [DEMO_SUBSCRIPTION] };
const AAD_LOGIN = { publisher: 'Microsoft.Azure.ActiveDirectory', type: 'AADLoginForWindows' };
const QUERIES = { service: 'arm', path: 'Microsoft.ResourceGraph' };

const machineId = (name: string, resourceGroup = 'rg-web', subscriptionId = DEMO_SUBSCRIPTION): MachineId => ({
  subscriptionId,
  resourceGroup,
  name,
});

async function all(pages: AsyncIterable<InventoryPage>): Promise<InventoryPage[]> {
  const got: InventoryPage[] = [];
  for await (const page of pages) got.push(page);
  return got;
}

function idsOf(pages: readonly InventoryPage[]): string[] {
  return pages.flatMap(({ machines }) => machines.map(({ id }) => armId(id).toLowerCase()));
}

export function inventoryContract(name: string, fresh: () => Promise<InventoryHarness>): void {
  describe(`inventory, ${name}`, () => {
    let harness: InventoryHarness;
    beforeEach(async () => {
      harness = await fresh();
    });
    afterEach(() => harness.close());

    const register = (id: MachineId, more: object = {}): void => {
      harness.arm('PUT', armId(id), { location: 'chinanorth3', ...more });
    };
    const install = (id: MachineId, extensionName: string, properties: object): void => {
      harness.arm('PUT', `${armId(id)}/extensions/${extensionName}`, { location: 'chinanorth3', properties });
    };
    const shown = async (scope: InventoryScope = DEMO): Promise<ObservedMachine[]> =>
      (await all(harness.inventory.machines(scope))).flatMap(({ machines }) => machines);

    it('gives one page without machines where there are none', async () => {
      const pages = await all(harness.inventory.machines(DEMO));

      expect(pages).toEqual([{ machines: [], total: 0, unreadable: 0 }]);
    });

    it('says by one query which of these machines there are, in whatever case', async () => {
      register(machineId('Web-01'));
      register(machineId('web-02'));
      const ids = ['WEB-01', 'web-03'].map((name) => machineId(name));

      const there = await harness.inventory.shown(ids);

      expect([...there]).toEqual([armId(machineId('web-01')).toLowerCase()]);
      expect(harness.queries()).toHaveLength(1);
    });

    it('asks nothing about no subscription, which would be the whole tenant', async () => {
      register(machineId('web-01'));

      const pages = await all(harness.inventory.machines({ kind: 'subscriptions', subscriptionIds: [] }));

      expect(pages).toEqual([]);
      expect(harness.queries()).toEqual([]);
    });

    it.each<[string, (id: MachineId) => Promise<void> | void]>([
      ['with identity and tags', (id) => register(id, { tags: { role: 'web', Owner: 'Ada' } })],
      ['without identity', (id) => register(id, { identity: { type: 'None' } })],
      [
        'that is expired, in a domain',
        (id) => register(id, { properties: { status: 'Expired', domainName: 'corp', dnsFqdn: 'w1.corp' } }),
      ],
      [
        'in monitor mode with an allow list',
        (id) =>
          register(id, {
            properties: { agentConfiguration: { configMode: 'monitor', extensionsAllowList: [AAD_LOGIN] } },
          }),
      ],
      ['on an Azure VM', (id) => register(id, { properties: { cloudMetadata: { provider: 'Azure' } } })],
      [
        'that is an Azure VM by its id',
        (id) => register(id, { properties: { detectedProperties: { 'Azure-resourceId': '/subscriptions/x' } } }),
      ],
      ['of a cluster, by its kind', (id) => register(id, { kind: 'HCI' })],
      ['of a cluster, by its parent', (id) => register(id, { properties: { parentClusterResourceId: '/clusters/c' } })],
      [
        'whose agent reports an error',
        (id) => register(id, { properties: { status: 'Error', errorDetails: [{ code: 'AZCM0026', message: 'No.' }] } }),
      ],
      [
        'whose agent reports what cannot be read',
        (id) => register(id, { properties: { agentConfiguration: { extensionsEnabled: 0, configMode: ' monitor' } } }),
      ],
      [
        'whose name is known from the computer alone',
        (id) =>
          register(id, { properties: { adFqdn: null, dnsFqdn: null, osProfile: { computerName: 'WEB-01-OF-CORP' } } }),
      ],
      [
        'whose agent has not reported',
        async (id) => {
          await harness.control('POST', '/agents', { machineId: '*', reportAfterSeconds: 60 });
          register(id);
        },
      ],
      [
        'whose installation is under way',
        (id) => {
          register(id);
          install(id, 'AADLogin', { ...AAD_LOGIN, settings: { mdmId: '' } });
        },
      ],
      [
        'whose extension has another name and case',
        (id) => {
          register(id);
          install(id, 'SignIn', { publisher: AAD_LOGIN.publisher.toLowerCase(), type: AAD_LOGIN.type.toUpperCase() });
        },
      ],
      [
        'with the extension installed',
        async (id) => {
          await harness.control('POST', '/agents', { machineId: '*', installSeconds: 0 });
          register(id);
          install(id, 'AADLogin', { ...AAD_LOGIN, settings: { mdmId: '' } });
          await harness.advance(500);
        },
      ],
      [
        'whose installation failed',
        async (id) => {
          await harness.control('POST', '/agents', { machineId: '*', installSeconds: 0, outcome: { exitCode: 51 } });
          register(id);
          install(id, 'AADLogin', AAD_LOGIN);
          await harness.advance(500);
        },
      ],
    ])('shows a machine %s exactly as ARM does', async (_what, prepare) => {
      const id = machineId('Web-01', 'extensions');
      await prepare(id);

      const machines = await shown();

      expect(machines).toEqual([readMachine(id, harness.arm('GET', armId(id)))]);
    });

    it('leaves out other extensions, of the same publisher or the same type', async () => {
      const id = machineId('web-01');
      register(id);
      install(id, 'AADLogin', { ...AAD_LOGIN, type: 'AADSSHLoginForLinux' });
      install(id, 'AADLoginForWindows', { ...AAD_LOGIN, publisher: 'Contoso' });

      expect((await shown()).map(({ extensions }) => extensions)).toEqual([[]]);
    });

    it('gives more than a thousand machines over pages, in the order of their ids, none twice', async () => {
      const ids = Array.from({ length: 1050 }, (_, index) =>
        machineId(`${index % 2 === 0 ? 'WEB' : 'web'}-${(index * 11) % 1050}`, index % 3 === 0 ? 'RG-A' : 'rg-b'),
      );
      for (const id of ids) register(id);

      const pages = await all(harness.inventory.machines(DEMO));

      expect(pages.map(({ machines, total, unreadable }) => [machines.length, total, unreadable])).toEqual([
        [1000, 1050, 0],
        [50, 1050, 0],
      ]);
      expect(idsOf(pages)).toEqual(ids.map((id) => armId(id).toLowerCase()).toSorted());
    });

    it('asks for the subscriptions that it is told to, in any case, and for no other', async () => {
      register(machineId('b', 'rg', OTHER_SUBSCRIPTION));
      register(machineId('a'));
      const both = [OTHER_SUBSCRIPTION, DEMO_SUBSCRIPTION].map((id) => id.toUpperCase());

      const one = await shown({ kind: 'subscriptions', subscriptionIds: [OTHER_SUBSCRIPTION] });
      const two = await shown({ kind: 'subscriptions', subscriptionIds: both });

      expect(one.map(({ id }) => id.name)).toEqual(['b']);
      expect(two.map(({ id }) => id.name)).toEqual(['a', 'b']);
    });

    it('asks for everything below a management group, and for its subscriptions', async () => {
      register(machineId('b', 'rg', OTHER_SUBSCRIPTION));
      register(machineId('a'));

      const machines = await shown({ kind: 'managementGroup', id: 'demo' });

      expect(machines.map(({ id }) => id.name)).toEqual(['a', 'b']);
      expect(await harness.inventory.subscriptionsBelow('demo')).toEqual([DEMO_SUBSCRIPTION, OTHER_SUBSCRIPTION]);
    });

    it('throws for a management group that nobody knows', async () => {
      const refused = { kind: 'rejected', code: 'BadRequest' };

      await expect(shown({ kind: 'managementGroup', id: 'other' })).rejects.toMatchObject(refused);
      await expect(harness.inventory.subscriptionsBelow('other')).rejects.toMatchObject(refused);
    });

    it('counts the rows that it cannot read', async () => {
      const id = machineId('web-01');
      const good = { id: armId(id), location: 'chinanorth3', extensionName: '', extensionProperties: null };
      const bad = [{ ...good, id: '/subscriptions/x' }, { ...good, location: null }, 'row'];
      const body = { totalRecords: 4, count: 4, resultTruncated: 'false', data: [...bad, good] };
      await harness.control('POST', '/faults', { ...QUERIES, status: 200, body });

      const pages = await all(harness.inventory.machines(DEMO));

      expect(pages).toMatchObject([{ machines: [{ id }], total: 4, unreadable: 3 }]);
    });

    it.each([
      [
        { status: 429, retryAfter: 7 },
        { kind: 'throttled', slot: expect.any(Number) },
      ],
      [{ status: 500, times: 10 }, { kind: 'transient' }],
      [{ dropConnection: true, times: 10 }, { kind: 'transient' }],
      [{ status: 403 }, { kind: 'denied', code: 'AuthorizationFailed' }],
      [
        { status: 200, body: { value: [] } },
        { kind: 'transient', code: 'MalformedAnswer' },
      ],
    ])('throws where the service answers with %j', async (fault, failure) => {
      await harness.control('POST', '/faults', { ...QUERIES, ...fault });

      await expect(shown()).rejects.toMatchObject(failure);
    });

    it('throws where a later page cannot be had, so that nobody takes a part for the whole', async () => {
      for (let index = 0; index < 1001; index += 1) register(machineId(`web-${index}`));
      const pages = harness.inventory.machines(DEMO)[Symbol.asyncIterator]();
      await pages.next();
      await harness.control('POST', '/faults', { ...QUERIES, status: 503, times: 10 });

      await expect(pages.next()).rejects.toMatchObject({ kind: 'transient' });
    });

    it('shows the state of a while ago when the index lags', async () => {
      const [stays, leaves, comes] = [machineId('stays'), machineId('leaves'), machineId('comes')];
      register(stays);
      register(leaves);
      await harness.control('POST', '/directory', { indexLagMs: 3_600_000 });
      install(stays, 'AADLogin', AAD_LOGIN);
      harness.arm('DELETE', armId(leaves));
      register(comes);

      const lagging = await shown();
      await harness.control('POST', '/directory', { indexLagMs: 0 });
      const current = await shown();

      const brief = (machines: ObservedMachine[]) => machines.map(({ id, extensions }) => [id.name, extensions.length]);
      expect(brief(lagging)).toEqual([
        ['leaves', 0],
        ['stays', 0],
      ]);
      expect(brief(current)).toEqual([
        ['comes', 0],
        ['stays', 1],
      ]);
    });

    it('sends what the official OpenAPI describes', async () => {
      await shown();
      await shown({ kind: 'managementGroup', id: 'demo' });
      await harness.inventory.subscriptionsBelow('demo');

      const wrongWith = officialShapes('resourcegraph-2024-04-01');
      expect(harness.queries()).toHaveLength(3);
      expect(harness.queries().flatMap((query) => wrongWith('QueryRequest', query))).toEqual([]);
    });
  });
}
