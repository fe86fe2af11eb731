/** Machines as tests want them: a supported, connected Windows Server 2025 with its identity, unless said otherwise. */
import type { Extension, ObservedMachine } from '../../src/lib/onboarding/machine.ts';
import type { MachineId } from '../../src/lib/onboarding/machineId.ts';

export const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
export const TENANT = '99999999-9999-4999-8999-999999999999';

export function aMachineId(name = 'srv-1', resourceGroup = 'rg-web'): MachineId {
  return { subscriptionId: SUBSCRIPTION, resourceGroup, name };
}

export function aMachine(overrides: Partial<ObservedMachine> = {}): ObservedMachine {
  return {
    id: aMachineId(),
    location: 'chinanorth3',
    tags: {},
    vmId: 'vm-1',
    status: 'Connected',
    agentVersion: '1.48.02881.1941',
    os: {
      type: 'windows',
      sku: 'Windows Server 2025 Datacenter',
      version: '10.0.26100.4061',
      edition: 'serverdatacenter',
    },
    hostName: 'srv-1',
    domain: { name: 'WORKGROUP', adFqdn: 'srv-1' },
    agent: { monitorMode: false, extensionsEnabled: true, allowList: [], blockList: [] },
    azureVm: false,
    identity: { kind: 'systemAssigned', principalId: 'principal-1', tenantId: TENANT },
    extensions: [],
    ...overrides,
  };
}

export function anExtension(overrides: Partial<Extension> = {}): Extension {
  return {
    name: 'AADLogin',
    publisher: 'Microsoft.Azure.ActiveDirectory',
    type: 'AADLoginForWindows',
    version: '2.1.0.0',
    provisioningState: 'Succeeded',
    hasMdmId: true,
    ...overrides,
  };
}
