/** What any reader and writer of machines must do; held against the real adapter and the one in memory. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_SUBSCRIPTION, DEMO_TENANT } from '../../local/start/laptop.ts';
import { armId, type MachineId } from '../../src/lib/onboarding/machineId.ts';
import type { MachineReader, MachineWriter } from '../../src/lib/onboarding/ports.ts';

/** A fresh simulated cloud with the adapter under test on it. */
export interface MachinesHarness {
  readonly machines: MachineReader & MachineWriter;
  /** Registers or changes a machine as azcmagent would, and anything else that is done to ARM from outside. */
  arm(method: string, path: string, body?: unknown): Promise<number>;
  control(method: string, path: string, body?: unknown): Promise<void>;
  /** Lets the cloud's time go on. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

const id: MachineId = { subscriptionId: DEMO_SUBSCRIPTION, resourceGroup: 'rg-web', name: 'web-01' };
const path = `${armId(id)}?api-version=2024-07-10`;
const REGISTERED = { location: 'chinanorth3' };
const EXCLUDE = { name: 'ArcEntraSignIn', value: 'exclude' };
const under = (name: string) => `${armId(id)}/extensions/${name}?api-version=2024-07-10`;
const SIGN_IN = {
  location: 'chinanorth3',
  properties: { publisher: 'Microsoft.Azure.ActiveDirectory', type: 'AADLoginForWindows', settings: { mdmId: '' } },
};

export function machinesContract(name: string, fresh: () => Promise<MachinesHarness>): void {
  describe(`machines, ${name}`, () => {
    let harness: MachinesHarness;
    beforeEach(async () => {
      harness = await fresh();
    });
    afterEach(() => harness.close());

    it('says absent for a machine that ARM does not have', async () => {
      expect(await harness.machines.get(id, {})).toEqual({ kind: 'absent' });
    });

    it('reads a registered machine with its identity and no extension', async () => {
      await harness.arm('PUT', path, { ...REGISTERED, tags: { role: 'web' } });

      const reading = await harness.machines.get(id, { unknown: true });

      expect(reading).toMatchObject({
        kind: 'machine',
        machine: {
          id,
          location: 'chinanorth3',
          tags: { role: 'web' },
          status: 'Connected',
          os: { type: 'windows', version: expect.stringMatching(/^10\.0\.26100/) },
          identity: { kind: 'systemAssigned', tenantId: DEMO_TENANT },
          extensions: [],
        },
      });
    });

    it('reads a machine whose agent has not reported as one that says nothing of itself', async () => {
      await harness.control('POST', '/agents', { machineId: armId(id), reportAfterSeconds: 60 });
      await harness.arm('PUT', path, REGISTERED);

      const reading = await harness.machines.get(id, {});

      if (reading.kind !== 'machine') throw new Error(reading.kind);
      expect(reading.machine.os).toEqual({});
      expect(reading.machine.status).toBeUndefined();
    });

    it('enables the identity of a machine that has none', async () => {
      await harness.arm('PUT', path, { ...REGISTERED, identity: { type: 'None' } });
      const before = await harness.machines.get(id, {});

      const result = await harness.machines.enableIdentity(id, {});

      const after = await harness.machines.get(id, {});
      expect(before).toMatchObject({ machine: { identity: { kind: 'none' } } });
      expect(result.kind).toBe('accepted');
      expect(after).toMatchObject({ machine: { identity: { kind: 'systemAssigned' } } });
    });

    it('has the extension installed, tells how it goes, and shows it with its settings', async () => {
      await harness.control('POST', '/agents', { machineId: '*', installSeconds: 2 });
      await harness.arm('PUT', path, REGISTERED);

      const result = await harness.machines.installExtension(id, 'chinanorth3', {});

      if (result.kind !== 'accepted' || result.operationUrl === undefined) throw new Error(result.kind);
      const during = await harness.machines.operation(result.operationUrl, {});
      const shown = await harness.machines.get(id, {});
      await harness.advance(2500);
      const after = await harness.machines.operation(during.kind === 'running' ? during.url : '', {});
      expect(result.retryAfterMs).toBeGreaterThan(0);
      expect(during.kind).toBe('running');
      expect(shown).toMatchObject({ machine: { extensions: [{ provisioningState: 'Creating' }] } });
      expect(after).toEqual({ kind: 'ended' });
      expect(await harness.machines.get(id, {})).toMatchObject({
        machine: {
          extensions: [
            {
              name: 'AADLogin',
              publisher: 'Microsoft.Azure.ActiveDirectory',
              type: 'AADLoginForWindows',
              provisioningState: 'Succeeded',
              hasMdmId: true,
            },
          ],
        },
      });
    });

    it('tells of an installation that failed, with the agent’s words', async () => {
      await harness.control('POST', '/agents', { machineId: '*', installSeconds: 0, outcome: { exitCode: 51 } });
      await harness.arm('PUT', path, REGISTERED);
      const result = await harness.machines.installExtension(id, 'chinanorth3', {});
      await harness.advance(500);

      const ended = await harness.machines.operation(result.kind === 'accepted' ? (result.operationUrl ?? '') : '', {});

      expect(ended).toMatchObject({ kind: 'ended', failure: { code: expect.any(String) } });
      expect(await harness.machines.get(id, {})).toMatchObject({
        machine: { extensions: [{ provisioningState: 'Failed', message: expect.stringContaining('51') }] },
      });
    });

    it('says busy while another installation of the same type is in progress', async () => {
      await harness.arm('PUT', path, REGISTERED);
      await harness.machines.installExtension(id, 'chinanorth3', {});

      expect(await harness.machines.installExtension(id, 'chinanorth3', {})).toEqual({ kind: 'busy' });
    });

    it('says absent when the machine went before the write', async () => {
      expect(await harness.machines.enableIdentity(id, {})).toEqual({ kind: 'absent' });
      expect(await harness.machines.installExtension(id, 'chinanorth3', {})).toEqual({ kind: 'absent' });
      expect(await harness.machines.excludeByTag(id, EXCLUDE, {})).toEqual({ kind: 'absent' });
      expect(await harness.machines.removeExtension(id, 'AADLogin', {})).toEqual({ kind: 'absent' });
    });

    it('excludes a machine by a tag, and leaves its other tags as they are', async () => {
      await harness.arm('PUT', path, { ...REGISTERED, tags: { role: 'web', ArcEntraSignIn: 'onboard' } });

      const result = await harness.machines.excludeByTag(id, EXCLUDE, {});

      expect(result).toEqual({ kind: 'accepted' });
      expect(await harness.machines.get(id, {})).toMatchObject({
        machine: { tags: { role: 'web', ArcEntraSignIn: 'exclude' } },
      });
    });

    it('has an extension removed under whatever name it has, and tells how it goes', async () => {
      await harness.control('POST', '/agents', { machineId: '*', installSeconds: 1 });
      await harness.arm('PUT', path, REGISTERED);
      await harness.arm('PUT', under('EntraLogin'), SIGN_IN);
      await harness.advance(1500);

      const result = await harness.machines.removeExtension(id, 'EntraLogin', {});

      if (result.kind !== 'accepted' || result.operationUrl === undefined) throw new Error(result.kind);
      const during = await harness.machines.operation(result.operationUrl, {});
      const shown = await harness.machines.get(id, {});
      await harness.advance(1500);
      const after = await harness.machines.operation(during.kind === 'running' ? during.url : '', {});
      expect(during.kind).toBe('running');
      expect(shown).toMatchObject({ machine: { extensions: [{ provisioningState: 'Deleting' }] } });
      expect(after).toEqual({ kind: 'ended' });
      expect(await harness.machines.get(id, {})).toMatchObject({ machine: { extensions: [] } });
    });

    it('takes the removal of an extension that is not there as done', async () => {
      await harness.arm('PUT', path, REGISTERED);

      expect(await harness.machines.removeExtension(id, 'AADLogin', {})).toEqual({ kind: 'accepted' });
    });

    it('says busy while the extension that is to be removed is worked on', async () => {
      await harness.arm('PUT', path, REGISTERED);
      await harness.machines.installExtension(id, 'chinanorth3', {});

      expect(await harness.machines.removeExtension(id, 'AADLogin', {})).toEqual({ kind: 'busy' });
    });

    it('takes a lock for a denial, not for somebody else’s work', async () => {
      await harness.arm('PUT', path, REGISTERED);
      const body = { error: { code: 'ScopeLocked', message: 'Please remove the lock and try again.' } };
      await harness.control('POST', '/faults', { service: 'arm', status: 409, body, times: 2 });

      const locked = { kind: 'denied', code: 'ScopeLocked' };
      expect(await harness.machines.excludeByTag(id, EXCLUDE, {})).toMatchObject(locked);
      expect(await harness.machines.removeExtension(id, 'AADLogin', {})).toMatchObject(locked);
    });

    it('never takes 403 for gone', async () => {
      await harness.arm('PUT', path, REGISTERED);
      const body = { error: { code: 'AuthorizationFailed', message: 'no' } };
      await harness.control('POST', '/faults', { service: 'arm', status: 403, body, times: 5 });

      const denied = { kind: 'denied', code: 'AuthorizationFailed' };
      expect(await harness.machines.get(id, {})).toMatchObject(denied);
      expect(await harness.machines.enableIdentity(id, {})).toMatchObject(denied);
      expect(await harness.machines.installExtension(id, 'chinanorth3', {})).toMatchObject(denied);
      expect(await harness.machines.excludeByTag(id, EXCLUDE, {})).toMatchObject(denied);
      expect(await harness.machines.removeExtension(id, 'AADLogin', {})).toMatchObject(denied);
    });

    it('says refused, with the code, for any other 4xx', async () => {
      await harness.arm('PUT', path, REGISTERED);
      const body = { error: { code: 'LocationNotAvailable', message: 'not there' } };
      await harness.control('POST', '/faults', { service: 'arm', method: 'PUT', status: 400, body });

      expect(await harness.machines.installExtension(id, 'chinanorth3', {})).toMatchObject({
        kind: 'refused',
        code: 'LocationNotAvailable',
      });
    });

    it('throws Throttled, with a slot to come back at, when ARM says 429', async () => {
      await harness.control('POST', '/faults', { service: 'arm', status: 429, retryAfter: 30 });

      await expect(harness.machines.get(id, {})).rejects.toMatchObject({ kind: 'throttled', slot: expect.any(Number) });
    });

    it('throws a transient failure when ARM keeps failing', async () => {
      await harness.control('POST', '/faults', { service: 'arm', status: 500, times: 10 });

      await expect(harness.machines.get(id, {})).rejects.toMatchObject({ kind: 'transient' });
    });

    it('takes an operation that ARM no longer knows as ended', async () => {
      await harness.arm('PUT', path, REGISTERED);
      const result = await harness.machines.installExtension(id, 'chinanorth3', {});
      await harness.control('POST', '/faults', { service: 'arm', path: 'operationstatus', status: 404 });

      expect(
        await harness.machines.operation(result.kind === 'accepted' ? (result.operationUrl ?? '') : '', {}),
      ).toEqual({
        kind: 'ended',
      });
    });

    it('knows where the extension is offered, and where ARM does not tell', async () => {
      const { machines } = harness;

      expect(await machines.offersExtension('chinanorth3', DEMO_SUBSCRIPTION)).toBe(true);
      expect(await machines.offersExtension('brazilsoutheast', DEMO_SUBSCRIPTION)).toBe(false);
      expect(await machines.offersExtension('atlantis', DEMO_SUBSCRIPTION)).toBeUndefined();
    });

    it('reads what a machine tells of its surroundings', async () => {
      const agentConfiguration = {
        configMode: 'monitor',
        extensionsEnabled: 'false',
        extensionsAllowList: [{ publisher: 'Microsoft.Azure.Monitor', type: 'AzureMonitorWindowsAgent' }],
      };
      await harness.arm('PUT', path, {
        ...REGISTERED,
        properties: { domainName: 'corp.example.com', cloudMetadata: { provider: 'Azure' }, agentConfiguration },
      });

      expect(await harness.machines.get(id, {})).toMatchObject({
        machine: {
          hostName: 'web-01',
          domain: { name: 'corp.example.com', adFqdn: 'web-01.corp.example.com' },
          azureVm: true,
          agent: {
            monitorMode: true,
            extensionsEnabled: false,
            allowList: [{ publisher: 'Microsoft.Azure.Monitor', type: 'AzureMonitorWindowsAgent' }],
            blockList: [],
          },
        },
      });
    });

    it('refuses an answer about another machine, and reads the next one', async () => {
      await harness.arm('PUT', path, REGISTERED);
      const other = { id: armId({ ...id, name: 'web-02' }), location: 'chinanorth3' };
      await harness.control('POST', '/faults', { service: 'arm', method: 'GET', status: 200, body: other });

      await expect(harness.machines.get(id, {})).rejects.toMatchObject({
        kind: 'transient',
        code: 'OtherMachineAnswered',
      });
      expect((await harness.machines.get(id, {})).kind).toBe('machine');
    });

    it.each<[string, object, string]>([
      ['extensions', { resources: [{ name: 'AADLogin', properties: { type: 'AADLoginForWindows' } }] }, 'resources'],
      ['tags', { tags: ['ArcEntraSignIn=exclude'] }, 'tags'],
      ['reports', { properties: { domainName: ['corp'] } }, 'properties.domainName'],
    ])('names the %s that it cannot read', async (_what, odd, named) => {
      const body = { id: armId(id), location: 'chinanorth3', ...odd };
      await harness.control('POST', '/faults', { service: 'arm', method: 'GET', status: 200, body });

      expect(await harness.machines.get(id, {})).toMatchObject({ machine: { unreadable: [named] } });
    });

    it('knows the tenant of a subscription, and whether its machines can be read', async () => {
      expect(await harness.machines.tenantOf(DEMO_SUBSCRIPTION)).toBe(DEMO_TENANT);
      expect(await harness.machines.check(DEMO_SUBSCRIPTION)).toEqual({ kind: 'readable' });
      expect(await harness.machines.check('00000000-0000-4000-8000-00000000dead')).toMatchObject({ kind: 'absent' });
    });
  });
}
