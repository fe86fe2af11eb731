/** Where no cloud is configured, the one that `npm start` has started is meant. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import * as z from 'zod';

const endpoints = z.object({
  arm: z.string(),
  graph: z.string(),
  identity: z.string(),
  identityHeader: z.string(),
  installationId: z.string(),
  caFile: z.string(),
  storageConnectionString: z.string(),
  subscriptions: z.array(z.string()),
});

export type Environment = Readonly<Record<string, string | undefined>>;

/** Whether it says itself which part of Azure is meant. */
export function namesCloud(environment: Environment): boolean {
  return environment['SUBSCRIPTION_IDS'] !== undefined || environment['MANAGEMENT_GROUP_ID'] !== undefined;
}

/** The environment as it is, or completed with the laptop's cloud when it names no subscription and that one is up. */
export async function laptopEnvironment(
  environment: Environment,
  dataDir: string,
  say: (line: string) => void,
): Promise<Environment> {
  if (namesCloud(environment)) return environment;
  const file = join(dataDir, 'endpoints.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return environment;
  const { arm, graph, identity, identityHeader, installationId, caFile, storageConnectionString, subscriptions } =
    endpoints.parse(JSON.parse(text));
  say(`No subscription is configured; the laptop's cloud in ${dataDir} is meant.`);
  setDefaultCACertificates([...getCACertificates('default'), await readFile(caFile, 'utf8')]);
  const named = {
    ARM_ENDPOINT: arm,
    GRAPH_ENDPOINT: graph,
    IDENTITY_ENDPOINT: identity,
    IDENTITY_HEADER: identityHeader,
    INSTALLATION_ID: installationId,
    SUBSCRIPTION_IDS: subscriptions.join(','),
    TRUSTED_TAGS: 'role',
    ONBOARD: 'all',
    AzureWebJobsStorage: storageConnectionString,
  };
  // The SDK's credential reads these two from the process itself.
  process.env['IDENTITY_ENDPOINT'] = identity;
  process.env['IDENTITY_HEADER'] = identityHeader;
  return { ...named, ...environment };
}
