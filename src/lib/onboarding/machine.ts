/**
 * A machine as Azure Resource Manager shows it, reduced to what decisions need. Everything the agent reports is optional:
 * right after registration an Arc machine has no operating system, no status and no agent version yet.
 */
import { foldCase } from '../foldCase.ts';
import type { MachineId } from './machineId.ts';

/** What one reading of ARM says about a machine. */
export interface ObservedMachine {
  readonly id: MachineId;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Changes when a machine registers anew under the same name. */
  readonly vmId?: string;
  /** `Connected`, `Disconnected`, `Error`, `Expired`; absent until the agent has reported. */
  readonly status?: string;
  readonly agentVersion?: string;
  /** What the agent says is wrong with it, a line each. */
  readonly errors?: readonly string[];
  readonly os: OperatingSystem;
  /** The computer's own name, without a domain; absent until the agent has reported. */
  readonly hostName?: string;
  /** Absent until the agent has reported. */
  readonly domain?: Domain;
  /** Absent until the agent has reported. */
  readonly agent?: AgentControls;
  /** Azure itself runs it: a virtual machine of Azure on which somebody put the Arc agent. Absent: not told. */
  readonly azureVm?: boolean;
  /** A node of an Azure Local cluster (Azure Stack HCI until 2024). */
  readonly clusterNode?: boolean;
  readonly identity: ManagedIdentity;
  /** Every extension on the machine, ours or not. */
  readonly extensions: readonly Extension[];
  /**
   * What ARM sends and this app cannot read, by its name in ARM's answer: `tags`, `resources` (the extensions), `identity`,
   * `kind`, `properties.domainName` and so on. What depends on it is not decided.
   */
  readonly unreadable?: readonly string[];
}

/** The operating system as reported; all parts missing means not reported yet. */
export interface OperatingSystem {
  /** `windows` or `linux`. */
  readonly type?: string;
  /** For example `Windows Server 2025 Datacenter`. */
  readonly sku?: string;
  /** For example `10.0.26100.4061`; the third part is the build. */
  readonly version?: string;
  /** For example `serverdatacenter`, `enterprise`. */
  readonly edition?: string;
}

/** Where the account of the computer lives, as its agent tells. */
export interface Domain {
  /** `WORKGROUP`, another workgroup, or an Active Directory domain, `corp.example.com`. */
  readonly name?: string;
  /** The full name in Active Directory, `host.corp.example.com`; outside of one the bare host name. */
  readonly adFqdn?: string;
}

/** What people let the agent do, set on the machine (azcmagent config). What is absent is not restricted. */
export interface AgentControls {
  readonly monitorMode?: boolean;
  readonly extensionsEnabled?: boolean;
  /** Only these may be installed, unless it is empty. */
  readonly allowList?: readonly ExtensionName[];
  /** These may not be installed, whatever the other list says. */
  readonly blockList?: readonly ExtensionName[];
}

/** What kind of extension it is, under whatever name it is installed. */
export interface ExtensionName {
  readonly publisher: string;
  readonly type: string;
}

export type ManagedIdentity =
  | { readonly kind: 'none' }
  | { readonly kind: 'systemAssigned'; readonly principalId?: string; readonly tenantId?: string }
  /** One that this api-version cannot write beside the system-assigned one, as Azure calls it. */
  | { readonly kind: 'otherKind'; readonly type: string };

/** An extension on a machine. */
export interface Extension extends ExtensionName {
  readonly name: string;
  readonly version?: string;
  /** `Succeeded`, `Failed`, `Canceled`; everything else is work in progress (the set is open). */
  readonly provisioningState: string;
  readonly hasMdmId: boolean;
  /** The agent's own words on how it went. */
  readonly message?: string;
}

/**
 * The extension this product exists for, exactly as the template of Microsoft's article has it. `mdmId` is required for
 * Arc and may be empty: without it newer versions of the extension fail.
 */
export const ENTRA_SIGN_IN = {
  name: 'AADLogin',
  publisher: 'Microsoft.Azure.ActiveDirectory',
  type: 'AADLoginForWindows',
  typeHandlerVersion: '2.1.0.0',
  autoUpgradeMinorVersion: true,
  settings: { mdmId: '' },
} as const;

/**
 * The Entra sign-in extension on the machine, under whatever name somebody gave it. Of several the one that says most: one
 * that works, else one that is being worked on.
 */
export function entraSignIn(machine: ObservedMachine): Extension | undefined {
  const [first] = machine.extensions.filter(isEntraSignIn).toSorted((a, b) => rankOf(a) - rankOf(b));
  return first;
}

function rankOf({ provisioningState, hasMdmId }: Extension): number {
  if (isSucceeded(provisioningState)) return hasMdmId ? 0 : 2;
  return isFailed(provisioningState) ? 3 : 1;
}

/** Whether work on an extension has ended badly. The set of states is open; these two are the bad ends. */
export function isFailed(provisioningState: string): boolean {
  return /^(failed|canceled)$/i.test(provisioningState);
}

/** Whether work on an extension has ended, well or badly. */
export function isEnded(provisioningState: string): boolean {
  return isFailed(provisioningState) || isSucceeded(provisioningState);
}

function isSucceeded(provisioningState: string): boolean {
  return provisioningState.toLowerCase() === 'succeeded';
}

/** Whether it is the Entra sign-in extension; publishers and types compare without case. */
export function isEntraSignIn({ publisher, type }: ExtensionName): boolean {
  return foldCase(publisher) === foldCase(ENTRA_SIGN_IN.publisher) && foldCase(type) === foldCase(ENTRA_SIGN_IN.type);
}

/** The Windows build, `26100` of `10.0.26100.4061`; undefined when the version does not say. */
export function windowsBuild(os: OperatingSystem): number | undefined {
  const build = /^\d+\.\d+\.(\d+)/.exec(os.version ?? '')?.[1];
  return build === undefined ? undefined : Number(build);
}
