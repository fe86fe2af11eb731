/**
 * What the agent reports of itself and its surroundings (Microsoft.HybridCompute 2024-07-10): name, domain, who runs the
 * machine, and what people let the agent do. All of it may be missing, and what is odd counts as not said.
 */
import * as z from 'zod';
import { defined } from '../../defined.ts';
import type { AgentControls, Domain, ExtensionName, ObservedMachine } from '../../onboarding/machine.ts';

/** Live agents write these words where they know nothing. */
const NOTHING = ['unknown', 'n/a'];

const told = z
  .string()
  .min(1)
  .refine((text) => !NOTHING.includes(text.toLowerCase()))
  .optional()
  .catch(undefined);

/** The service sends texts, `"true"` and `"false"`. */
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

const flag = z
  .union([z.string(), z.boolean()])
  .transform((said) => FLAGS.get(String(said).toLowerCase()))
  .optional()
  .catch(undefined);

const NAMELESS: ExtensionName = { publisher: '', type: '' };

/** An entry that cannot be read stays an entry: the list it is on is not empty, and so restricts. */
const entry = z.object({ publisher: z.string().trim().catch(''), type: z.string().trim().catch('') }).catch(NAMELESS);

const list = z.array(entry).optional().catch(undefined);

/** The properties of a machine that are read here. */
export const agentReport = z.object({
  domainName: told,
  adFqdn: told,
  dnsFqdn: told,
  osProfile: z.object({ computerName: told }).optional().catch(undefined),
  cloudMetadata: z.object({ provider: told }).optional().catch(undefined),
  detectedProperties: z.object({ 'Azure-resourceId': told }).optional().catch(undefined),
  agentConfiguration: z
    .object({ configMode: told, extensionsEnabled: flag, extensionsAllowList: list, extensionsBlockList: list })
    .optional()
    .catch(undefined),
});

type AgentReport = Partial<z.output<typeof agentReport>>;

/** The part of a machine that the report makes; parts of which nothing is said are absent. */
export function readAgentReport(
  report: AgentReport,
): Pick<ObservedMachine, 'hostName' | 'domain' | 'agent' | 'azureVm'> {
  return defined({
    hostName: hostNameOf(report),
    domain: unlessEmpty<Domain>(defined({ name: report.domainName, adFqdn: report.adFqdn })),
    agent: unlessEmpty(controlsOf(report)),
    azureVm: azureVmIn(report),
  });
}

/** The name that the computer has for itself; names in the network begin with it, and may be longer than NetBIOS allows. */
function hostNameOf({ dnsFqdn, adFqdn, osProfile }: AgentReport): string | undefined {
  return (dnsFqdn ?? adFqdn ?? osProfile?.computerName)?.split('.')[0];
}

/** Both marks were seen live on Azure VMs with an Arc agent; elsewhere the provider is `N/A`, `AWS`, `GCP`. */
function azureVmIn({ cloudMetadata, detectedProperties }: AgentReport): boolean | undefined {
  if (detectedProperties?.['Azure-resourceId'] !== undefined) return true;
  const provider = cloudMetadata?.provider;
  return provider === undefined ? undefined : provider.toLowerCase() === 'azure';
}

function controlsOf({ agentConfiguration }: AgentReport): AgentControls {
  const { configMode, extensionsEnabled, extensionsAllowList, extensionsBlockList } = agentConfiguration ?? {};
  return defined({
    monitorMode: configMode === undefined ? undefined : configMode.toLowerCase() === 'monitor',
    extensionsEnabled,
    allowList: extensionsAllowList,
    blockList: extensionsBlockList,
  });
}

function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}
