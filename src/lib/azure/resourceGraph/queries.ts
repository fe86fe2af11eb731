/**
 * The questions asked of Azure Resource Graph, in its dialect of KQL (learn.microsoft.com
 * azure/governance/resource-graph/concepts/query-language). Whom they are about is said beside the text, in the request.
 */
import { kqlString } from '../../escape/kql.ts';
import { ENTRA_SIGN_IN } from '../../onboarding/machine.ts';

/**
 * What `readMachine` reads of `properties`, and nothing more: an answer above 16 MiB is refused (ResponsePayloadTooLarge),
 * and a thousand whole machines with their network and licence profiles come near it.
 */
const MACHINE_PROPERTIES = [
  'vmId',
  'status',
  'agentVersion',
  'osType',
  'osName',
  'osSku',
  'osVersion',
  'osEdition',
  'domainName',
  'adFqdn',
  'dnsFqdn',
  'osProfile',
  'agentConfiguration',
  'detectedProperties',
  'cloudMetadata',
  'parentClusterResourceId',
  'errorDetails',
] as const;

const EXTENSIONS = [
  'resources',
  'where type =~ "microsoft.hybridcompute/machines/extensions"',
  `where tostring(properties.publisher) =~ ${kqlString(ENTRA_SIGN_IN.publisher)}`,
  `where tostring(properties.type) =~ ${kqlString(ENTRA_SIGN_IN.type)}`,
  // By the end of the id: a resource group may be called `extensions`, too.
  'extend machineKey = extract("^(.+)/extensions/[^/]+$", 1, tolower(id))',
  'project machineKey, extensionName = name, extensionProperties = properties',
].join(' | ');

/** Every machine with its Entra sign-in extension, if any. Ids differ in case, so they meet and are ordered in lower case. */
export const MACHINES_QUERY = [
  'resources',
  'where type =~ "microsoft.hybridcompute/machines"',
  'extend machineKey = tolower(id)',
  `join kind=leftouter (${EXTENSIONS}) on machineKey`,
  // Without a column of a plain type, such as the id, there is no second page (concepts/paging-results).
  `project id, machineKey, location, kind, tags, identity, extensionName, extensionProperties, ${MACHINE_PROPERTIES.map(
    (name) => `${name} = properties.${name}`,
  ).join(', ')}`,
  'order by machineKey asc',
].join(' | ');

/** Which of these machines there are: a few hundred bytes for each. */
export function machineIdsQuery(ids: readonly string[]): string {
  return [
    'resources',
    'where type =~ "microsoft.hybridcompute/machines"',
    'extend machineKey = tolower(id)',
    `where machineKey in (${ids.map((id) => kqlString(id.toLowerCase())).join(', ')})`,
    'project id, machineKey',
    'order by machineKey asc',
  ].join(' | ');
}

/** Every subscription in the scope. */
export const SUBSCRIPTIONS_QUERY = [
  'resourcecontainers',
  'where type =~ "microsoft.resources/subscriptions"',
  'project id, subscriptionId',
  'order by subscriptionId asc',
].join(' | ');
