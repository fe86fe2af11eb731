/**
 * `npm run plan -- --policy FILE`: the access plan for a policy against the configured cloud. It reads, and changes
 * nothing. `--json` prints it for systems, `--resolve NAME` the ids of the groups of that name.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Directory } from '../src/lib/access/directory.ts';
import type { PolicySource } from '../src/lib/access/documents.ts';
import { printPlan } from '../src/lib/access/printPlan.ts';
import { planOnce } from '../src/lib/access/runs/planOnce.ts';
import { Failure } from '../src/lib/errors.ts';
import { terminalJson, terminalText } from '../src/lib/escape/terminal.ts';
import { contentHash } from '../src/lib/http/contentHash.ts';
import { planView } from '../src/lib/status/access/planView.ts';
import { accessParts } from './terminal/accessParts.ts';
import { type CloudMeant, cloudMeant, runCommand, say } from './terminal/command.ts';
import { parsed } from './terminal/parsed.ts';

const USAGE = `Usage: npm run plan -- --policy FILE [--json]
       npm run plan -- --resolve NAME
       --data DIR   where the laptop's cloud keeps its endpoints.json (default .local), used when no subscription is configured`;

await runCommand(main);

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  if (options === undefined) return 1;
  const meant = await cloudMeant(process.env, options.data);
  if (meant === undefined) return 1;
  return options.kind === 'resolve'
    ? resolve(options.name, accessParts(meant).planning.directory)
    : plan(options.file, options.json, meant);
}

type Options = { readonly data: string } & (
  | { readonly kind: 'resolve'; readonly name: string }
  | { readonly kind: 'plan'; readonly file: string; readonly json: boolean }
);

function optionsOf(args: readonly string[]): Options | undefined {
  const read = parsed(() =>
    parseArgs({
      args: [...args],
      options: {
        policy: { type: 'string' },
        resolve: { type: 'string' },
        json: { type: 'boolean', default: false },
        data: { type: 'string', default: '.local' },
      },
    }),
  );
  if (!read.ok) {
    say(`${read.message}\n${USAGE}`);
    return undefined;
  }
  const { policy, resolve: name, json, data } = read.value.values;
  if (name !== undefined && policy === undefined) return { kind: 'resolve', name, data };
  if (policy !== undefined && name === undefined) return { kind: 'plan', file: policy, json, data };
  say(USAGE);
  return undefined;
}

async function resolve(name: string, directory: Directory): Promise<number> {
  const groups = await directory.groupsNamed(name);
  for (const { id, displayName, roleAssignable, hiddenMembership } of groups) {
    const traits = [
      ...(roleAssignable === true ? ['role-assignable'] : []),
      ...(hiddenMembership ? ['hidden members'] : []),
    ];
    const line = `${id}  ${displayName ?? ''}${traits.length === 0 ? '' : ` (${traits.join(', ')})`}`;
    process.stdout.write(`${terminalText(line)}\n`);
  }
  if (groups.length === 0) say(`The directory has no group named "${name}".`);
  if (groups.length > 1)
    say(`${groups.length} groups have this name; make sure which one is meant before you name its id.`);
  return groups.length === 1 ? 0 : 1;
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
  const sleep = (ms: number): Promise<void> => delay(ms);
  const document = await planOnce({ ...accessParts(meant, { policySource }).planning, sleep, progress: say });
  process.stdout.write(json ? `${terminalJson(planView(document))}\n` : printPlan(document));
  return document.policyProblems.length === 0 ? 0 : 1;
}
