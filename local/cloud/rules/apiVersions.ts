import { type CloudReply, type Fields, isFields, refuse } from './exchange.ts';

/** Versions of Microsoft.HybridCompute that this cloud answers; a preview of one of these days is known too. */
export const HYBRID_COMPUTE_VERSIONS = [
  '2025-01-13',
  '2024-07-31-preview',
  '2024-07-10',
  '2023-10-03-preview',
  '2022-12-27',
  '2022-11-10',
  '2022-03-10',
  '2021-05-20',
] as const;

type Since = Readonly<Record<string, string>>;

/** Which version first had a property (compared by script over the saved specs); the rest is older. */
const RESOURCE_SINCE: Since = { resources: '2024-07-10', kind: '2024-07-10' };
const PROPERTY_SINCE: Since = {
  osType: '2022-03-10',
  mssqlDiscovered: '2022-03-10',
  serviceStatuses: '2022-03-10',
  cloudMetadata: '2022-03-10',
  agentConfiguration: '2022-03-10',
  enableAutomaticUpgrade: '2022-03-10',
  osEdition: '2024-07-10',
  osInstallDate: '2024-07-10',
  licenseProfile: '2024-07-10',
  agentUpgrade: '2024-07-10',
  networkProfile: '2024-07-10',
};
const AGENT_SINCE: Since = { configMode: '2024-07-10' };

/** Whether the provider knows an api-version. */
export function isKnownVersion(apiVersion: string): boolean {
  return (HYBRID_COMPUTE_VERSIONS as readonly string[]).includes(apiVersion);
}

/** ARM's 400 for a version that a resource type does not have. */
export function unknownApiVersion(type: string, apiVersion: string, known: readonly string[]): CloudReply {
  const message = `No registered resource provider found for API version '${apiVersion}' for type '${type}'. The supported api-versions are '${known.join(',')}'.`;
  return refuse(400, 'NoRegisteredProviderFound', message);
}

/** The answer without what its api-version did not have yet: a client that asks too old sees too little. */
export function asOfVersion(reply: CloudReply, apiVersion: string): CloudReply {
  const { body } = reply;
  if (!isFields(body) || apiVersion >= '2024-07-10') return reply;
  if (Array.isArray(body['value'])) {
    return { ...reply, body: { ...body, value: body['value'].map((item) => trimmed(item, apiVersion)) } };
  }
  return { ...reply, body: trimmed(body, apiVersion) };
}

function trimmed(resource: unknown, apiVersion: string): unknown {
  if (!isFields(resource) || !isFields(resource['properties'])) return resource;
  const properties = without(resource['properties'], PROPERTY_SINCE, apiVersion);
  if (isFields(properties['agentConfiguration'])) {
    properties['agentConfiguration'] = without(properties['agentConfiguration'], AGENT_SINCE, apiVersion);
  }
  return { ...without(resource, RESOURCE_SINCE, apiVersion), properties };
}

function without(fields: Fields, since: Since, apiVersion: string): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => (since[name] ?? '') <= apiVersion));
}
