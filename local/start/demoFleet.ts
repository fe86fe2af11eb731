/** The demo's machines: each shows one thing that happens to real ones. */
import { armId, type MachineId } from '../../src/lib/onboarding/machineId.ts';

export interface DemoMachine {
  readonly id: MachineId;
  /** What it shows, for the table. */
  readonly shows: string;
  /** Body of the PUT that registers it, as azcmagent sends it. */
  readonly body: Readonly<Record<string, unknown>>;
  /** How its agent behaves (control route). */
  readonly agent?: Readonly<Record<string, unknown>>;
  /** Extensions that are there before we come, by name. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

const LOCATION = 'chinanorth3';

const SERVER_2022 = { osSku: 'Windows Server 2022 Datacenter', osVersion: '10.0.20348.2700' };

const BY_POLICY = {
  location: LOCATION,
  properties: {
    publisher: 'Microsoft.Azure.ActiveDirectory',
    type: 'AADLoginForWindows',
    typeHandlerVersion: '2.1.0.0',
    autoUpgradeMinorVersion: true,
    settings: { mdmId: '' },
  },
};

/** Six machines in one subscription. */
export function demoFleet(subscriptionId: string): readonly DemoMachine[] {
  const machine = (
    name: string,
    resourceGroup: string,
    shows: string,
    rest: Omit<Partial<DemoMachine>, 'id' | 'shows'> = {},
  ): DemoMachine => ({
    id: { subscriptionId, resourceGroup, name },
    shows,
    ...rest,
    body: { location: LOCATION, ...rest.body },
  });
  return [
    machine('web-01', 'rg-web', 'the usual case'),
    machine('web-02', 'rg-web', 'has no identity yet', { body: { identity: { type: 'None' } } }),
    machine('sql-01', 'rg-data', 'has the extension already, from a policy', {
      extensions: { 'policy-aadlogin': BY_POLICY },
      agent: { installSeconds: 1 },
    }),
    machine('sql-02', 'rg-data', 'its agent reports late', { agent: { reportAfterSeconds: 12 } }),
    machine('old-01', 'rg-legacy', 'runs Windows Server 2022', { body: { properties: SERVER_2022 } }),
    machine('net-01', 'rg-branch', 'cannot reach device registration', {
      agent: { outcome: { exitCode: -2145648607 } },
    }),
  ];
}

/** What the control route wants to know about the machine's agent. */
export function agentOf({ id, agent }: DemoMachine): Readonly<Record<string, unknown>> | undefined {
  return agent === undefined ? undefined : { machineId: armId(id), ...agent };
}
