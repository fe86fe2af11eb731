/** Where everything is: `DIR/endpoints.json`, for people, other programs and tests. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const keysSchema = z.object({ function: z.string(), master: z.string(), eventGrid: z.string() });

/** Keys of the Functions host. */
export type Keys = z.output<typeof keysSchema>;

export interface Endpoints {
  readonly functions: string;
  readonly arm: string;
  readonly graph: string;
  readonly control: string;
  readonly identity: string;
  /** What the identity endpoint wants in `X-IDENTITY-HEADER`. */
  readonly identityHeader: string;
  readonly caFile: string;
  readonly storageConnectionString: string;
  /** The blob with the access policy that the app reads. */
  readonly policyUrl: string;
  readonly subscriptions: readonly string[];
  /** Name of the management group above the subscriptions. */
  readonly managementGroup: string;
  readonly tenantId: string;
  /** `INSTALLATION_ID`: by it the app's own role assignments are known. */
  readonly installationId: string;
  readonly keys: Keys;
  readonly pids: { functionsHost: number; readonly azurite: number; readonly cloud: number };
}

/** The keys of this data folder: made at the first start and kept, as a Functions app keeps its own. */
export async function keysIn(dataDir: string): Promise<Keys> {
  const file = join(dataDir, 'keys.json');
  try {
    return keysSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    const key = () => randomBytes(32).toString('base64url');
    const keys = { function: key(), master: key(), eventGrid: key() };
    await mkdir(dataDir, { recursive: true });
    await writeFile(file, JSON.stringify(keys), { mode: 0o600 });
    return keys;
  }
}
