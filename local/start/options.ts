/** The command line of `npm start` and `npm run demo`. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { messageOf } from './messageOf.ts';

const CLOUDS = ['public', 'china', 'usgov'] as const;
const GUARDS = ['key', 'entra'] as const;

const wholeNumber = (option: string, least: number, most: number) => {
  const error = ({ input }: { readonly input?: unknown }) =>
    `--${option} takes a whole number from ${least} to ${most}, not "${String(input)}".`;
  return z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most, { error })
    .transform(Number);
};
const oneOf = <const T extends readonly [string, ...string[]]>(option: string, known: T) =>
  z.enum(known, { error: ({ input }) => `--${option} takes ${known.join(' or ')}, not "${String(input)}".` });
const name = (option: string, what: string) => z.string().min(1, `--${option} takes the name of a ${what}.`);

const schema = z.object({
  'no-demo': z.boolean().default(false),
  once: z.boolean().default(false),
  port: wholeNumber('port', 0, 65_535).default(7071),
  cloud: oneOf('cloud', CLOUDS).default('public'),
  data: name('data', 'folder').default('.local'),
  policy: name('policy', 'file').optional(),
  auth: oneOf('auth', GUARDS).default('key'),
  'queue-lock-seconds': wholeNumber('queue-lock-seconds', 1, 600).default(600),
});

export interface StartOptions {
  /** Register the demo fleet. */
  readonly demo: boolean;
  /** End when the demo has converged (`npm run demo`). */
  readonly once: boolean;
  readonly port: number;
  readonly cloud: (typeof CLOUDS)[number];
  readonly dataDir: string;
  /** The file with the access policy; absent for the demo's own, or none. */
  readonly policyFile?: string;
  readonly auth: (typeof GUARDS)[number];
  readonly queueLockMs: number;
}

export const USAGE = `Usage: npm start -- [options]      everything on this machine, until Ctrl-C
       npm run demo -- [options]   the same; ends with what happened: 0 when the demo has converged, 1 if not
  --no-demo                 begin with an empty cloud
  --port N                  port of the Functions host (7071; 0 takes any free one)
  --cloud NAME              public, china or usgov (public)
  --data DIR                where state, certificates, log and endpoints.json go (.local)
  --policy FILE             the access policy, uploaded at once and again when FILE changes (the demo's own)
  --auth key|entra          who guards the HTTP functions (key)
  --queue-lock-seconds N    how long the host keeps a taken message (600, as in Azure)
  --help, -h                this text
Any setting of docs/settings.md in the environment wins over the laptop's own.
`;

export type StartOptionsRead =
  | { readonly ok: true; readonly options: StartOptions }
  /** A sentence for each thing that is wrong. */
  | { readonly ok: false; readonly problem: string };

/** Reads the command line. */
export function parseStartOptions(args: readonly string[]): StartOptionsRead {
  try {
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
    const options = {
      demo: !read['no-demo'],
      once: read.once,
      port: read.port,
      cloud: read.cloud,
      dataDir: read.data,
      ...(read.policy !== undefined && { policyFile: read.policy }),
      auth: read.auth,
      queueLockMs: read['queue-lock-seconds'] * 1000,
    };
    return { ok: true, options };
  } catch (error) {
    return { ok: false, problem: problemIn(error) };
  }
}

function problemIn(error: unknown): string {
  if (error instanceof z.ZodError) return error.issues.map(({ message }) => message).join(' ');
  // What parseArgs adds after its first sentence is about positional arguments, of which there are none.
  const [sentence = ''] = messageOf(error).split(/\. |\n/);
  return `${sentence.replace(/\.$/, '')}.`;
}
