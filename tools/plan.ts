/**
 * `npm run plan -- --policy FILE`: the access plan for a policy against the configured cloud. It reads, and changes
 * nothing. `--json` prints it for systems, `--resolve NAME` the id of the group of that name; of several, what tells them apart.
 * The exit code is 0 when there is nothing to do, 2 when there are changes, and 1 when something could not be read.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { PolicySource } from '../src/lib/access/documents.ts';
import { Failure } from '../src/lib/errors.ts';
import { contentHash } from '../src/lib/http/contentHash.ts';
import { optionsOf, USAGE } from './plan/options.ts';
import { planPolicy } from './plan/planPolicy.ts';
import { resolve } from './plan/resolve.ts';
import { accessParts } from './terminal/accessParts.ts';
import { type CloudMeant, cloudMeant, runCommand, say } from './terminal/command.ts';
import { fitted, paintFor } from './terminal/page.ts';

const TERMINAL = {
  sleep: (ms: number) => delay(ms),
  progress: say,
  print: (text: string): void => void process.stdout.write(text),
};

const printPage = (text: string): void => TERMINAL.print(fitted(text, process.stdout));

await runCommand(main, USAGE);

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2), say);
  if (options === undefined) return 1;
  const meant = await cloudMeant(process.env, options.data);
  if (meant === undefined) return 1;
  return options.kind === 'resolve'
    ? resolve(options.name, { ...accessParts(meant).planning, ...TERMINAL })
    : plan(options.file, options.json, meant);
}

async function plan(file: string, json: boolean, meant: CloudMeant): Promise<number> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Failure(
      'rejected',
      'PolicyFile',
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  const policySource: PolicySource = { read: async () => ({ kind: 'text', text, etag: contentHash(text) }) };
  const page = { print: json ? TERMINAL.print : printPage, paint: paintFor(process.stdout) };
  return planPolicy(json, { ...accessParts(meant, { policySource }).planning, ...TERMINAL, ...page });
}
