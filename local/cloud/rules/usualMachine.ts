import type { Fields } from './exchange.ts';
import type { Machine } from './machineState.ts';
import { azureTimestamp } from './timestamp.ts';

const WORKGROUP = 'WORKGROUP';

/**
 * What the agent reports of a supported machine: Windows Server 2025 Datacenter with Desktop Experience in a workgroup.
 * Names, cases and strings that look like booleans are those of a recorded GET (Azure/azure-cli-extensions,
 * test_machine_and_extension.yaml, March 2025). The agent's host name is the resource's name.
 */
export function usualProperties(machine: Machine): Fields {
  const { name, given, vmUuid, registeredAt, lastStatusChange } = machine;
  const domain = typeof given['domainName'] === 'string' ? given['domainName'] : WORKGROUP;
  const fqdn = domain.toUpperCase() === WORKGROUP ? name : `${name}.${domain}`;
  return {
    agentVersion: '1.53.03079.2530',
    status: 'Connected',
    lastStatusChange: azureTimestamp(lastStatusChange),
    errorDetails: [],
    displayName: name,
    machineFqdn: fqdn,
    osName: 'windows',
    osVersion: '10.0.26100.4061',
    osType: 'windows',
    osProfile: { computerName: name },
    vmUuid,
    osSku: 'Windows Server 2025 Datacenter',
    osEdition: 'serverdatacenter',
    osInstallDate: new Date(registeredAt - 86_400_000).toISOString().replace(/\.\d+Z$/, '+00:00'),
    domainName: domain,
    adFqdn: fqdn,
    dnsFqdn: fqdn,
    mssqlDiscovered: 'false',
    cloudMetadata: { provider: 'N/A' },
    detectedProperties: detectedProperties(vmUuid),
    agentConfiguration: {
      proxyUrl: '',
      incomingConnectionsPorts: [],
      extensionsAllowList: [],
      extensionsBlockList: [],
      proxyBypass: [],
      extensionsEnabled: 'true',
      guestConfigurationEnabled: 'true',
      configMode: 'full',
    },
    serviceStatuses: {
      extensionService: { status: 'running', startupType: 'automatic' },
      guestConfigurationService: { status: 'running', startupType: 'automatic' },
    },
    agentUpgrade: { enableAutomaticUpgrade: false },
    networkProfile: {
      networkInterfaces: [
        {
          ipAddresses: [
            { address: '192.168.1.20', ipAddressVersion: 'IPv4', subnet: { addressPrefix: '192.168.1.0/24' } },
          ],
        },
      ],
    },
    licenseProfile: {
      licenseStatus: 'Licensed',
      licenseChannel: 'Retail',
      esuProfile: {
        licenseAssignmentState: 'NotAssigned',
        serverType: 'Datacenter',
        esuEligibility: 'Ineligible',
        esuKeyState: 'Inactive',
        esuKeys: [],
      },
    },
  };
}

function detectedProperties(vmUuid: string): Fields {
  return {
    architecture: 'amd64',
    cloudprovider: 'N/A',
    coreCount: '4',
    logicalCoreCount: '8',
    manufacturer: 'Contoso',
    model: 'PowerServer 2025',
    mssqldiscovered: 'false',
    processorCount: '1',
    productType: '8',
    totalPhysicalMemoryInBytes: '34359738368',
    totalPhysicalMemoryInGigabytes: '32',
    vmuuidEsu2012: vmUuid,
  };
}

/** All that a machine shows before its agent has reported (live list entries right after registration). */
export function unreportedProperties(): Fields {
  return {
    osProfile: {},
    agentConfiguration: {},
    licenseProfile: {
      esuProfile: {
        licenseAssignmentState: 'NotAssigned',
        serverType: 'Unknown',
        esuEligibility: 'Unknown',
        esuKeyState: 'Unknown',
      },
    },
  };
}
