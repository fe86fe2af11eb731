import { readFile } from 'node:fs/promises';
import * as z from 'zod';

const Config = z.strictObject({
  appDir: z.string().min(1),
  port: z.int().min(0).max(65_535).default(0),
  storageConnectionString: z.string().min(1),
  keys: z.strictObject({ master: z.string().min(1), function: z.string().min(1), eventGrid: z.string().min(1) }),
  queueLockMs: z.int().min(1).optional(),
  env: z.record(z.string(), z.string()).optional(),
});

/** What a host process is started with: the options of `startHost` without the log. */
export type CliConfig = z.infer<typeof Config>;

/**
 * Reads the configuration of a host process: the JSON file that the first argument names, or the JSON text in
 * `LOCAL_HOST_CONFIG`.
 *
 * @throws a sentence with every problem of the configuration
 */
export async function readCliConfig(file: string | undefined, text: string | undefined): Promise<CliConfig> {
  const source = file === undefined ? text : await readFile(file, 'utf8');
  if (!source) throw new Error('Name a JSON file as first argument, or set LOCAL_HOST_CONFIG to JSON text.');
  const parsed = Config.safeParse(JSON.parse(source));
  if (!parsed.success) throw new Error(`The host's configuration needs changes:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
