/**
 * The whole product on one machine: Azurite, the simulated cloud and the Functions host, each a process of its own, wired up
 * as in Azure. The app runs unchanged; only endpoints and settings differ.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { startAzurite } from '../azurite.ts';
import { type CloudClient, createCloudClient } from './caClient.ts';
import { type Child, startChild } from './childProcess.ts';
import { watchChildren } from './childWatch.ts';
import { type Endpoints, keysIn } from './endpoints.ts';
import { laptopSettings } from './laptopSettings.ts';
import { NO_BINDINGS, policyBlobIn } from './policyBlob.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const DEMO_TENANT = '5ca1ab1e-0000-4000-8000-00000000cafe';
export const DEMO_SUBSCRIPTION = 'ac710000-0000-4000-8000-000000000001';
export const DEMO_MANAGEMENT_GROUP = 'demo';

export interface LaptopOptions {
  /** Folder for state, certificates and endpoints.json. */
  readonly dataDir: string;
  /** Of the Functions host; 0 takes any free one. */
  readonly port: number;
  readonly cloud: 'public' | 'china' | 'usgov';
  readonly auth: 'key' | 'entra';
  /** How long the host keeps a taken message; the real host has ten minutes, tests want seconds. */
  readonly queueLockMs?: number;
  /** The access policy that the app finds at its start; one without bindings when absent. */
  readonly policy?: string | Buffer;
  /** For `TRUSTED_TAGS`. */
  readonly trustedTags?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Takes the log of the parts, a line at a time. */
  readonly log: (part: string, line: string) => void;
}

export interface Laptop {
  readonly endpoints: Endpoints;
  readonly cloud: CloudClient;
  /** What the app only shows, as its settings say. */
  readonly observes: { readonly onboarding: boolean; readonly access: boolean };
  /** Rejects when a part ends by itself. */
  readonly broken: Promise<never>;
  /** Puts another access policy into the blob that the app reads. */
  readonly uploadPolicy: (content: string | Buffer) => Promise<void>;
  /** Kills the Functions host as a crash would (SIGKILL) and starts it again. */
  restartHost(): Promise<void>;
  /** Stops everything, the host first, and removes endpoints.json. */
  stop(): Promise<void>;
}

const cloudReady = z.object({
  arm: z.string(),
  graph: z.string(),
  control: z.string(),
  identity: z.string(),
  identityHeader: z.string(),
  caFile: z.string(),
});

/** Starts everything and resolves when events reach the app. */
export async function startLaptop(options: LaptopOptions): Promise<Laptop> {
  const dataDir = resolve(options.dataDir);
  const endpointsFile = join(dataDir, 'endpoints.json');
  // The simulated fleet lives in memory and begins empty, so what is stored about it begins empty too.
  const storageDir = join(dataDir, 'azurite');
  await rm(storageDir, { recursive: true, force: true });
  await mkdir(storageDir, { recursive: true });

  const keys = await keysIn(dataDir);
  const [azurite, cloud] = await Promise.all([
    startAzurite({ dir: storageDir }),
    startChild({
      name: 'The simulated cloud',
      script: join(ROOT, 'local/cloud/main.ts'),
      configKey: 'LOCAL_CLOUD_CONFIG',
      config: {
        dataDir,
        cloud: options.cloud,
        subscriptions: [DEMO_SUBSCRIPTION],
        managementGroup: DEMO_MANAGEMENT_GROUP,
        tenantId: DEMO_TENANT,
      },
      log: (line) => options.log('cloud', line),
    }),
  ]);
  const said = cloudReady.parse(cloud.ready);
  const policy = policyBlobIn(azurite.connectionString);
  await policy.upload(options.policy ?? NO_BINDINGS);
  const { INSTALLATION_ID: installationId = randomUUID(), ACCESS_POLICY_URL: policyUrl = policy.url } =
    options.environment;
  const env = laptopSettings(
    {
      ...options,
      installationId,
      subscriptionId: DEMO_SUBSCRIPTION,
      storageConnectionString: azurite.connectionString,
      policyUrl,
      endpoints: said,
    },
    options.environment,
  );
  const startHost = (port: number) =>
    startChild({
      name: 'The Functions host',
      script: join(ROOT, 'local/host/main.ts'),
      configKey: 'LOCAL_HOST_CONFIG',
      config: {
        appDir: ROOT,
        port,
        storageConnectionString: azurite.connectionString,
        keys,
        env,
        ...(options.queueLockMs !== undefined && { queueLockMs: options.queueLockMs }),
      },
      // Read once, when the process starts: the app itself knows nothing of our CA.
      env: { NODE_EXTRA_CA_CERTS: said.caFile },
      log: (line) => options.log('host', line),
    });
  const watch = watchChildren();
  watch.add('The simulated cloud', cloud);
  let host: Child = watch.add('The Functions host', await startHost(options.port));
  const functions = z.string().parse(host.ready['url']);
  const client = createCloudClient(await readFile(said.caFile, 'utf8'));

  const webhook = `${functions}/runtime/webhooks/EventGrid?functionName=machineEvents&code=${keys.eventGrid}`;
  const subscribed = await client('POST', `${said.control}/subscribe`, { endpoint: webhook });
  if (subscribed.status >= 300) throw new Error(`Event Grid could not subscribe: ${JSON.stringify(subscribed.body)}`);

  const endpoints: Endpoints = {
    functions,
    ...said,
    storageConnectionString: azurite.connectionString,
    policyUrl,
    subscriptions: [DEMO_SUBSCRIPTION],
    managementGroup: DEMO_MANAGEMENT_GROUP,
    installationId,
    tenantId: DEMO_TENANT,
    keys: { function: keys.function, master: keys.master, eventGrid: keys.eventGrid },
    pids: { functionsHost: host.pid, azurite: azurite.pid, cloud: cloud.pid },
  };
  const announce = () => writeFile(endpointsFile, `${JSON.stringify(endpoints, undefined, 2)}\n`, { mode: 0o600 });
  await announce();

  return {
    endpoints,
    cloud: client,
    observes: { onboarding: env['ONBOARDING_MODE'] === 'observe', access: env['ACCESS_MODE'] === 'observe' },
    broken: watch.broken,
    uploadPolicy: (content) => policy.upload(content),
    async restartHost() {
      watch.expectEnd(host);
      await host.stop('SIGKILL');
      host = watch.add('The Functions host', await startHost(Number(new URL(functions).port)));
      endpoints.pids.functionsHost = host.pid;
      await announce();
    },
    async stop() {
      watch.expectEnd(host, cloud);
      await rm(endpointsFile, { force: true });
      await host.stop();
      await cloud.stop();
      await azurite.stop();
    },
  };
}
