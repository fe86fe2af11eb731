import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';

/** `[d.]hh:mm:ss[.fff]`, as host.json writes durations, in milliseconds; undefined for any other text. */
export function timeSpanMs(text: string): number | undefined {
  const match = /^(?:(?<d>\d+)\.)?(?<h>[01]?\d|2[0-3]):(?<m>[0-5]\d):(?<s>[0-5]\d)(?:\.(?<f>\d{1,3}))?$/.exec(text);
  if (!match?.groups) return undefined;
  const { d = '0', h = '0', m = '0', s = '0', f = '' } = match.groups;
  return (((Number(d) * 24 + Number(h)) * 60 + Number(m)) * 60 + Number(s)) * 1000 + Number(f.padEnd(3, '0'));
}

const TimeSpan = z.string().transform((text, context) => {
  const ms = timeSpanMs(text);
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom', message: 'write a duration as hh:mm:ss' });
  return z.NEVER;
});

const Queues = z.object({
  batchSize: z.int().min(1).max(32).default(16),
  newBatchThreshold: z.int().min(0).optional(),
  maxPollingInterval: TimeSpan.default(60_000),
  visibilityTimeout: TimeSpan.default(0),
  maxDequeueCount: z.int().min(1).default(5),
  messageEncoding: z.enum(['base64', 'none']).default('base64'),
});

const HostJson = z.object({
  version: z.literal('2.0', 'must be "2.0"'),
  extensions: z
    .object({
      http: z.object({ routePrefix: z.string().default('api') }).prefault({}),
      queues: Queues.prefault({}),
    })
    .prefault({}),
});

/** `extensions.queues` of host.json with the host's defaults; durations in milliseconds. */
export interface QueueSettings extends Omit<z.infer<typeof Queues>, 'newBatchThreshold'> {
  /** A new batch is fetched when no more than this many messages are in work. */
  newBatchThreshold: number;
}

export interface HostSettings {
  /** Without slashes at its ends; may be empty. */
  routePrefix: string;
  queues: QueueSettings;
}

/**
 * The part of host.json that this host honours. The default of `newBatchThreshold` is half a batch per core, as
 * measured on the real host outside the Consumption plans.
 *
 * @throws a sentence with every problem when the text is not such a host.json
 */
export function parseHostJson(text: string, cores = availableParallelism()): HostSettings {
  const parsed = HostJson.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`host.json needs changes:\n${z.prettifyError(parsed.error)}`);
  const { http, queues } = parsed.data.extensions;
  const newBatchThreshold = queues.newBatchThreshold ?? Math.floor(queues.batchSize / 2) * cores;
  return { routePrefix: http.routePrefix.replace(/^\/+|\/+$/g, ''), queues: { ...queues, newBatchThreshold } };
}

/** Reads `host.json` of the app's folder. */
export async function readHostJson(appDir: string): Promise<HostSettings> {
  return parseHostJson(await readFile(join(appDir, 'host.json'), 'utf8'));
}
