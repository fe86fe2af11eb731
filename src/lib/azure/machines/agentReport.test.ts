import { describe, expect, it } from 'vitest';
import { readMachine } from './machineSchema.ts';

const ID = { subscriptionId: '11111111-1111-4111-8111-111111111111', resourceGroup: 'rg-web', name: 'srv-1' };
const MONITOR = { publisher: 'Microsoft.Azure.Monitor', type: 'AzureMonitorWindowsAgent' };

/** What is read of a machine that reports these properties and nothing else. */
function read(properties: object) {
  return readMachine(ID, { location: 'x', properties });
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

  it.each([null, '', 'unknown', 'Unknown', 'N/A', 7, {}])('are not said where the agent says %o', (nothing) => {
    const machine = read({ domainName: nothing, adFqdn: nothing, dnsFqdn: nothing, osProfile: nothing });

    expect(machine).not.toHaveProperty('domain');
    expect(machine).not.toHaveProperty('hostName');
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
    ['is not known where nothing is told', { cloudMetadata: null, detectedProperties: 'x' }, undefined],
  ])('%s', (_what, properties, expected) => {
    expect(read(properties).azureVm).toBe(expected);
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
    [false, false],
    ['no', undefined],
    [null, undefined],
    [0, undefined],
  ])('has extensions enabled by %o: %o', (extensionsEnabled, expected) => {
    expect(read({ agentConfiguration: { configMode: 'full', extensionsEnabled } }).agent?.extensionsEnabled).toBe(
      expected,
    );
  });

  it.each<[unknown, boolean | undefined]>([
    ['monitor', true],
    ['Monitor', true],
    ['full', false],
    ['quiet', false],
    [null, undefined],
    [7, undefined],
  ])('is in monitor mode by %o: %o', (configMode, expected) => {
    expect(read({ agentConfiguration: { extensionsEnabled: 'true', configMode } }).agent?.monitorMode).toBe(expected);
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

  it.each([null, 'x', 7, [], {}, { extensionsAllowList: null, extensionsBlockList: 'x' }])(
    'is not said by %o',
    (agentConfiguration) => {
      expect(read({ agentConfiguration })).not.toHaveProperty('agent');
    },
  );
});
