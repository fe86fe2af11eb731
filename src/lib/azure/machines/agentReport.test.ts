import { describe, expect, it } from 'vitest';
import { armId } from '../../onboarding/machineId.ts';
import { readMachine } from './machineSchema.ts';

const ID = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'rg-web', name: 'srv-1' };
const MONITOR = { publisher: 'Microsoft.Azure.Monitor', type: 'AzureMonitorWindowsAgent' };

/** What is read of a machine that reports these properties and nothing else. */
function read(properties: object, kind?: unknown) {
  return readMachine(ID, { id: armId(ID), location: 'x', kind, properties });
}

describe('the domain and the name of a machine', () => {
  it('are read as a live machine in a workgroup reports them', () => {
    const properties = {
      domainName: 'WORKGROUP',
      adFqdn: 'srv-1',
      dnsFqdn: 'srv-1',
      osProfile: { computerName: 'srv-1' },
    };

    expect(read(properties)).toMatchObject({ hostName: 'srv-1', domain: { name: 'WORKGROUP', adFqdn: 'srv-1' } });
  });

  it('are read as a live machine in a domain reports them', () => {
    const full = 'srv-1.corp.example.com';

    expect(read({ domainName: 'corp.example.com', adFqdn: full, dnsFqdn: full })).toMatchObject({
      hostName: 'srv-1',
      domain: { name: 'corp.example.com', adFqdn: full },
    });
  });

  it.each([
    ['the name in DNS', { dnsFqdn: 'one.example.com', adFqdn: 'two', osProfile: { computerName: 'three' } }, 'one'],
    ['the name in the domain', { dnsFqdn: null, adFqdn: 'two.corp', osProfile: { computerName: 'three' } }, 'two'],
    ['the name that the system gives', { adFqdn: 'unknown', osProfile: { computerName: 'three' } }, 'three'],
    ['nothing', { osProfile: {} }, undefined],
  ])('have for the host name %s', (_what, properties, expected) => {
    expect(read(properties).hostName).toBe(expected);
  });

  it.each([null, '', ' ', 'unknown', 'Unknown ', 'N/A'])('are not said where the agent says %o', (nothing) => {
    const machine = read({ domainName: nothing, adFqdn: nothing, dnsFqdn: nothing, osProfile: nothing });

    expect(machine).not.toHaveProperty('domain');
    expect(machine).not.toHaveProperty('hostName');
    expect(machine).not.toHaveProperty('unreadable');
  });

  it.each([7, {}, ['corp'], true])('cannot be read where the agent says %o', (odd) => {
    const machine = read({ domainName: odd, adFqdn: odd, dnsFqdn: odd, osProfile: odd });

    expect(machine).not.toHaveProperty('domain');
    expect(machine.unreadable).toEqual(['properties.domainName', 'properties.adFqdn']);
  });
});

describe('an Azure VM', () => {
  it.each<[string, object, boolean | undefined]>([
    ['is known by its provider', { cloudMetadata: { provider: 'Azure' } }, true],
    ['is known by its provider in any case', { cloudMetadata: { provider: 'AZURE' } }, true],
    [
      'is known by its resource id, whatever the provider',
      { cloudMetadata: { provider: 'N/A' }, detectedProperties: { 'Azure-resourceId': '/subscriptions/1/vm' } },
      true,
    ],
    [
      'is no machine of another provider',
      { cloudMetadata: { provider: 'AWS' }, detectedProperties: { a: 'b' } },
      false,
    ],
    ['is no Azure Local machine', { cloudMetadata: { provider: 'AzSHCI' } }, false],
    ['is not known by an empty id', { detectedProperties: { 'Azure-resourceId': '' } }, undefined],
    ['is known by its provider with a space', { cloudMetadata: { provider: 'Azure ' } }, true],
    ['is known by its resource id in any case', { detectedProperties: { 'azure-resourceid': '/x' } }, true],
    [
      'is known by the provider that was detected',
      { cloudMetadata: { provider: 'N/A' }, detectedProperties: { CloudProvider: ' azure' } },
      true,
    ],
    ['is no machine whose detected provider is none', { detectedProperties: { cloudprovider: 'AWS' } }, false],
    ['is not known where nothing is told', { cloudMetadata: null, detectedProperties: null }, undefined],
  ])('%s', (_what, properties, expected) => {
    expect(read(properties).azureVm).toBe(expected);
  });
});

describe('who runs the machine', () => {
  it.each<[object, readonly string[]]>([
    [{ cloudMetadata: 'Azure' }, ['properties.cloudMetadata']],
    [{ cloudMetadata: { provider: ['Azure'] } }, ['properties.cloudMetadata.provider']],
    [{ detectedProperties: 'x' }, ['properties.detectedProperties']],
    [{ detectedProperties: { CLOUDPROVIDER: 7 } }, ['properties.detectedProperties.cloudprovider']],
    [{ parentClusterResourceId: {} }, ['properties.parentClusterResourceId']],
  ])('cannot be read from %o', (properties, unreadable) => {
    const machine = read(properties);

    expect(machine.unreadable).toEqual(unreadable);
    expect(machine.azureVm ?? false).toBe(false);
  });
});

describe('a node of an Azure Local cluster', () => {
  it.each<[string, object, string | undefined]>([
    ['its kind', {}, 'HCI'],
    ['its kind in any case', {}, ' hci '],
    ['its provider', { cloudMetadata: { provider: 'AzSHCI' } }, undefined],
    ['the provider that was detected', { detectedProperties: { cloudprovider: 'azshci' } }, undefined],
    ['the old name of its system', { osSku: 'Azure Stack HCI' }, undefined],
    ['the new name of its system', { osSku: 'Azure Local 24H2' }, undefined],
    ['its cluster', { parentClusterResourceId: '/subscriptions/1/clusters/c' }, undefined],
  ])('is known by %s', (_what, properties, kind) => {
    expect(read(properties, kind).clusterNode).toBe(true);
  });

  it.each<[object, string | undefined]>([
    [{}, undefined],
    [
      { osSku: 'Windows Server 2025 Datacenter', cloudMetadata: { provider: 'N/A' }, parentClusterResourceId: '' },
      'VMware',
    ],
  ])('is no other machine: %o, %s', (properties, kind) => {
    expect(read(properties, kind)).not.toHaveProperty('clusterNode');
  });
});

describe('the configuration of the agent', () => {
  it('is read as a live machine reports it', () => {
    const agentConfiguration = {
      proxyUrl: '',
      extensionsAllowList: [],
      extensionsBlockList: [MONITOR],
      extensionsEnabled: 'true',
      guestConfigurationEnabled: 'true',
      configMode: 'full',
    };

    expect(read({ agentConfiguration }).agent).toStrictEqual({
      monitorMode: false,
      extensionsEnabled: true,
      allowList: [],
      blockList: [MONITOR],
    });
  });

  it.each<[unknown, boolean | undefined]>([
    ['true', true],
    ['False', false],
    ['false ', false],
    [false, false],
    [null, undefined],
    ['', undefined],
  ])('has extensions enabled by %o: %o', (extensionsEnabled, expected) => {
    const machine = read({ agentConfiguration: { configMode: 'full', extensionsEnabled } });

    expect(machine.agent?.extensionsEnabled).toBe(expected);
    expect(machine).not.toHaveProperty('unreadable');
  });

  it.each<[unknown, boolean | undefined]>([
    ['monitor', true],
    ['Monitor', true],
    [' monitor', true],
    ['full', false],
    [null, undefined],
  ])('is in monitor mode by %o: %o', (configMode, expected) => {
    const machine = read({ agentConfiguration: { extensionsEnabled: 'true', configMode } });

    expect(machine.agent?.monitorMode).toBe(expected);
    expect(machine).not.toHaveProperty('unreadable');
  });

  it.each<[string, unknown]>([
    ['extensionsEnabled', 0],
    ['extensionsEnabled', 'no'],
    ['configMode', 'quiet'],
    ['configMode', 7],
    ['extensionsAllowList', 'Contoso/Agent'],
    ['extensionsAllowList', {}],
    ['extensionsBlockList', 'Contoso/Agent'],
    ['extensionsBlockList', [{ publisher: 'Contoso', type: null }]],
    ['extensionsBlockList', [MONITOR, 'x']],
  ])('cannot be read where %s is %o', (name, odd) => {
    const { agent, unreadable } = read({ agentConfiguration: { proxyUrl: '', [name]: odd } });

    expect(unreadable).toEqual([`properties.agentConfiguration.${name}`]);
    expect(agent).toBeUndefined();
  });

  it('keeps the entries of a list that it cannot read, since the list restricts all the same', () => {
    const extensionsAllowList = [{ ...MONITOR, version: '1' }, { publisher: ' Contoso ', type: null }, 'x', null];

    expect(read({ agentConfiguration: { extensionsAllowList } }).agent?.allowList).toEqual([
      MONITOR,
      { publisher: 'Contoso', type: '' },
      { publisher: '', type: '' },
      { publisher: '', type: '' },
    ]);
  });

  it.each([null, '', {}, { extensionsAllowList: null, extensionsBlockList: '' }])(
    'is not said by %o',
    (agentConfiguration) => {
      const machine = read({ agentConfiguration });

      expect(machine).not.toHaveProperty('agent');
      expect(machine).not.toHaveProperty('unreadable');
    },
  );

  it.each(['x', 7, []])('cannot be read where it is %o', (agentConfiguration) => {
    expect(read({ agentConfiguration }).unreadable).toEqual(['properties.agentConfiguration']);
  });
});
