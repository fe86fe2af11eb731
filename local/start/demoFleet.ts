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
  /** What happens to it a few seconds later: another PUT, or it is deleted and registers anew. */
  readonly later?: Readonly<Record<string, unknown>> | 'registers again';
}

/** A region of each cloud that has Azure Arc. */
export const DEMO_REGIONS = { public: 'westeurope', china: 'chinanorth3', usgov: 'usgovvirginia' } as const;

const BY_POLICY = {
  properties: {
    publisher: 'Microsoft.Azure.ActiveDirectory',
    type: 'AADLoginForWindows',
    typeHandlerVersion: '2.1.0.0',
    autoUpgradeMinorVersion: true,
    settings: { mdmId: '' },
  },
};

/** What the demo's policy selects by. */
const WEB = { body: { tags: { role: 'web' } } };

const SIGN_IN = { publisher: 'Microsoft.Azure.ActiveDirectory', type: 'AADLoginForWindows' };

/** Machines like most: enough of them that the failures among the rest do not halt the rollout. */
const ORDINARY = Array.from({ length: 16 }, (_, n) => `web-${String(n + 3).padStart(2, '0')}`);

/** A small fleet in one subscription. Those that fail come last, as in a rollout that has been going well. */
export function demoFleet(subscriptionId: string, cloud: keyof typeof DEMO_REGIONS): readonly DemoMachine[] {
  const location = DEMO_REGIONS[cloud];
  const machine = (
    name: string,
    resourceGroup: string,
    shows: string,
    { body, ...rest }: Omit<Partial<DemoMachine>, 'id' | 'shows'> = {},
  ): DemoMachine => ({
    id: { subscriptionId, resourceGroup, name },
    shows,
    ...rest,
    body: { location, ...body },
  });
  const reporting = (properties: Record<string, unknown>) => ({ body: { properties } });
  const failing = (exitCode: number, terminalErrorCode?: number) => ({
    agent: { outcome: { exitCode, ...(terminalErrorCode !== undefined && { terminalErrorCode }) } },
  });

  return [
    machine('web-01', 'rg-web', 'the usual case', WEB),
    ...ORDINARY.map((name) => machine(name, 'rg-web', 'the usual case', WEB)),
    machine('web-02', 'rg-web', 'has no identity yet', { body: { identity: { type: 'None' } } }),
    machine('reporting-server-01', 'rg-web', 'has a host name of more than 15 characters'),
    machine('sql-01', 'rg-data', 'has the extension already, under another name', {
      extensions: { 'policy-aadlogin': { location, ...BY_POLICY } },
      agent: { installSeconds: 1 },
    }),
    machine('sql-02', 'rg-data', 'its agent reports late', { agent: { reportAfterSeconds: 12 } }),
    machine('lap-01', 'rg-branch', 'is offline, then back', {
      ...reporting({ status: 'Disconnected' }),
      later: { properties: { status: 'Connected' } },
    }),
    machine('lap-02', 'rg-branch', 'its connection has expired', reporting({ status: 'Expired' })),
    machine('twin-01', 'rg-branch', 'is deleted and registers again', { later: 'registers again' }),
    machine(
      'old-01',
      'rg-legacy',
      'runs Windows Server 2022',
      reporting({ osSku: 'Windows Server 2022 Datacenter', osVersion: '10.0.20348.2700' }),
    ),
    machine(
      'pc-01',
      'rg-legacy',
      'runs Windows 10',
      reporting({ osSku: 'Windows 10 Enterprise', osVersion: '10.0.19045.5011', osEdition: 'enterprise' }),
    ),
    machine(
      'core-01',
      'rg-legacy',
      'runs Server Core',
      reporting({ osSku: 'Windows Server 2025 Datacenter Server Core' }),
    ),
    machine(
      'ad-01',
      'rg-legacy',
      'is joined to Active Directory',
      reporting({ domainName: 'corp.example.com', adFqdn: 'ad-01.corp.example.com' }),
    ),
    machine(
      'mon-01',
      'rg-locked',
      'its agent is in monitor mode',
      reporting({ agentConfiguration: { configMode: 'monitor' } }),
    ),
    machine(
      'block-01',
      'rg-locked',
      'its agent blocks the extension',
      reporting({ agentConfiguration: { extensionsBlockList: [SIGN_IN] } }),
    ),
    machine(
      'azure-01',
      'rg-locked',
      'is a virtual machine in Azure',
      reporting({ cloudMetadata: { provider: 'Azure' } }),
    ),
    machine('opt-01', 'rg-web', 'has opted out by its tag', { body: { tags: { ArcEntraSignIn: 'exclude' } } }),
    machine('app-01', 'production', 'nobody has selected it'),
    machine('net-01', 'rg-branch', 'cannot reach device registration', failing(-2145648607)),
    machine('id-01', 'rg-branch', 'cannot learn its tenant', failing(-2145648574, 1007)),
    machine('img-01', 'rg-branch', 'its image turns out not to be supported', failing(51)),
  ];
}

/** What the control route wants to know about the machine's agent. */
export function agentOf({ id, agent }: DemoMachine): Readonly<Record<string, unknown>> | undefined {
  return agent === undefined ? undefined : { machineId: armId(id), ...agent };
}
