/**
 * What the agent reports of itself and its surroundings (Microsoft.HybridCompute 2024-07-10): name, system, domain, who
 * runs the machine, and what people let the agent do. All of it may be missing. What is there and cannot be read is named.
 */
import * as z from 'zod';
import { defined } from '../../defined.ts';
import type {
  AgentControls,
  Domain,
  ExtensionName,
  ObservedMachine,
  OperatingSystem,
} from '../../onboarding/machine.ts';
import { known, readable, readableText } from './readable.ts';

const folded = z.string().trim().toLowerCase();

/** The service sends texts, `"true"` and `"false"`. */
const flag = readable(
  z.union([z.boolean(), folded.pipe(z.enum(['true', 'false'])).transform((said) => said === 'true')]),
);

const NAMELESS: ExtensionName = { publisher: '', type: '' };

/** An entry that cannot be read stays an entry: the list it is on is not empty, and so lets nothing else through. */
const allowed = z.object({ publisher: z.string().trim().catch(''), type: z.string().trim().catch('') }).catch(NAMELESS);

/** An entry that cannot be read may be about our extension, and so spoils the list. */
const blocked = z.object({ publisher: z.string().trim().min(1), type: z.string().trim().min(1) });

const agentConfiguration = z.object({
  configMode: readable(folded.pipe(z.enum(['full', 'monitor']))),
  extensionsEnabled: flag,
  extensionsAllowList: readable(z.array(allowed)),
  extensionsBlockList: readable(z.array(blocked)),
});

/** A map of texts; live agents write the names in several cases. */
const detectedProperties = z
  .record(z.string(), z.unknown())
  .transform((found) => Object.fromEntries(Object.entries(found).map(([name, value]) => [fold(name), value])))
  .pipe(z.object({ 'azure-resourceid': readableText, cloudprovider: readableText }));

/** The names of a machine decide nothing; one that is odd counts as not said. */
const told = readableText.transform(known);

/** The properties of a machine that are read here. */
export const agentReport = z.object({
  osType: readableText,
  osName: readableText,
  osSku: readableText,
  osVersion: readableText,
  osEdition: readableText,
  domainName: readableText,
  adFqdn: readableText,
  dnsFqdn: told,
  osProfile: z.object({ computerName: told }).optional().catch(undefined),
  parentClusterResourceId: readableText,
  cloudMetadata: readable(z.object({ provider: readableText })),
  detectedProperties: readable(detectedProperties),
  agentConfiguration: readable(agentConfiguration),
});

type AgentReport = z.output<typeof agentReport>;

/** The part of a machine that the report makes; parts of which nothing is said are absent. */
export function readAgentReport(
  report: AgentReport,
  kind: string | undefined,
): Pick<ObservedMachine, 'os' | 'hostName' | 'domain' | 'agent' | 'azureVm' | 'clusterNode'> {
  return defined({
    os: osOf(report),
    hostName: hostNameOf(report),
    domain: unlessEmpty<Domain>(defined({ name: known(report.domainName), adFqdn: known(report.adFqdn) })),
    agent: unlessEmpty(controlsOf(report)),
    azureVm: azureVmIn(report),
    clusterNode: isClusterNode(report, kind) ? true : undefined,
  });
}

function osOf({ osType, osName, osSku, osVersion, osEdition }: AgentReport): OperatingSystem {
  // Older agents fill only osName, with the same word.
  const type = known(osType) ?? known(osName);
  return defined({ type, sku: known(osSku), version: known(osVersion), edition: known(osEdition) });
}

/** The name that the computer has for itself; names in the network begin with it, and may be longer than NetBIOS allows. */
function hostNameOf({ dnsFqdn, adFqdn, osProfile }: AgentReport): string | undefined {
  return (dnsFqdn ?? known(adFqdn) ?? osProfile?.computerName)?.split('.')[0];
}

/** The marks of a live Azure VM with an Arc agent; elsewhere the provider is `N/A`, `AWS`, `GCP`. */
function azureVmIn(report: AgentReport): boolean | undefined {
  const providers = providersIn(report);
  if (known(known(report.detectedProperties)?.['azure-resourceid']) !== undefined) return true;
  return providers.length === 0 ? undefined : providers.includes('azure');
}

/**
 * The marks of a node of an Azure Local cluster, of which one is enough: systems older than the name "Azure Local" (2024)
 * call themselves Azure Stack HCI.
 */
function isClusterNode(report: AgentReport, kind: string | undefined): boolean {
  return (
    fold(kind ?? '') === 'hci' ||
    providersIn(report).includes('azshci') ||
    /\bazure (?:stack hci|local)\b/i.test(known(report.osSku) ?? '') ||
    known(report.parentClusterResourceId) !== undefined
  );
}

/** Who runs the machine, as told in two places. */
function providersIn({ cloudMetadata, detectedProperties }: AgentReport): readonly string[] {
  const told = [known(known(cloudMetadata)?.provider), known(known(detectedProperties)?.cloudprovider)];
  return told.filter((provider) => provider !== undefined).map(fold);
}

function controlsOf(report: AgentReport): AgentControls {
  const { configMode, extensionsEnabled, extensionsAllowList, extensionsBlockList } =
    known(report.agentConfiguration) ?? {};
  const mode = known(configMode);
  return defined({
    monitorMode: mode && mode === 'monitor',
    extensionsEnabled: known(extensionsEnabled),
    allowList: known(extensionsAllowList),
    blockList: known(extensionsBlockList),
  });
}

function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}
