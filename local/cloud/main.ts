/**
 * The simulated cloud as a process of its own: `node local/cloud/main.ts CONFIG.json`, or the path (or the JSON itself)
 * in LOCAL_CLOUD_CONFIG. Says `{"ready":true, …}` in one line on stdout when everything is up; SIGTERM and SIGINT end it.
 */

import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { startCloud } from './cloud.ts';
import { CLOUD_NAMES } from './rules/clouds.ts';

const port = z.number().int().min(0).max(65_535);

const configSchema = z.strictObject({
  dataDir: z.string().min(1),
  cloud: z.enum(CLOUD_NAMES).default('public'),
  subscriptions: z.array(z.guid()).min(1),
  tenantId: z.guid(),
  managementGroup: z.string().min(1).optional(),
  seed: z.number().int().min(0).optional(),
  ports: z.strictObject({ arm: port.optional(), graph: port.optional(), identity: port.optional() }).optional(),
  principalId: z.guid().optional(),
});

function readConfig(): z.infer<typeof configSchema> {
  const source = process.argv[2] ?? process.env['LOCAL_CLOUD_CONFIG'] ?? '';
  const text = source.trimStart().startsWith('{') ? source : readFileSync(source, 'utf8');
  return configSchema.parse(JSON.parse(text));
}

async function main(): Promise<void> {
  const { rules: _inside, stop, ...urls } = await startCloud(readConfig());
  console.log(JSON.stringify({ ready: true, ...urls }));
  const end = () => {
    void stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

try {
  await main();
} catch (error) {
  const problem = error instanceof z.ZodError ? z.prettifyError(error) : error;
  console.error('The simulated cloud did not start:', problem);
  process.exit(1);
}
