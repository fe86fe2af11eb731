/** The command line of `npm start`. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { messageOf } from './messageOf.ts';

const schema = z.object({
  'no-demo': z.boolean().default(false),
  once: z.boolean().default(false),
  port: z.coerce.number().int().min(0).max(65_535).default(7071),
  cloud: z.enum(['public', 'china', 'usgov']).default('public'),
  data: z.string().min(1).default('.local'),
  policy: z.string().min(1).optional(),
  auth: z.enum(['key', 'entra']).default('key'),
  'queue-lock-seconds': z.coerce.number().min(1).max(600).default(600),
});

export interface StartOptions {
  /** Register the demo fleet. */
  readonly demo: boolean;
  /** End when the demo fleet has settled (`npm run demo`). */
  readonly once: boolean;
  readonly port: number;
  readonly cloud: 'public' | 'china' | 'usgov';
  readonly dataDir: string;
  /** The file with the access policy; absent for the demo's own, or none. */
  readonly policyFile?: string;
  readonly auth: 'key' | 'entra';
  readonly queueLockMs: number;
}

export const USAGE = `npm start -- [options]
  --no-demo                 begin with an empty cloud
  --port N                  port of the Functions host (7071; 0 takes any free one)
  --cloud NAME              public, china or usgov (public)
  --data DIR                where state, certificates, log and endpoints.json go (.local)
  --policy FILE             the access policy, uploaded at once and again when FILE changes (the demo's own)
  --auth key|entra          who guards the HTTP functions (key)
  --queue-lock-seconds N    how long the host keeps a taken message (600, as in Azure)
Any setting of docs/settings.md in the environment wins over the laptop's own.`;

/** Reads the command line; prints what is wrong with it, and the usage, and ends the process when it cannot be read. */
export function readStartOptions(args: readonly string[]): StartOptions {
  try {
    return parseStartOptions(args);
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    process.stderr.write(`${why}\n\n${USAGE}\n`);
    process.exit(2);
  }
}

/** Reads the command line; throws what is wrong with it. */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'no-demo': { type: 'boolean' },
      once: { type: 'boolean' },
      port: { type: 'string' },
      cloud: { type: 'string' },
      data: { type: 'string' },
      policy: { type: 'string' },
      auth: { type: 'string' },
      'queue-lock-seconds': { type: 'string' },
    },
  });
  const read = schema.parse(values);
  return {
    demo: !read['no-demo'],
    once: read.once,
    port: read.port,
    cloud: read.cloud,
    dataDir: read.data,
    ...(read.policy !== undefined && { policyFile: read.policy }),
    auth: read.auth,
    queueLockMs: read['queue-lock-seconds'] * 1000,
  };
}
