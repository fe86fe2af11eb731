/**
 * `npm run plan -- --policy FILE`: the access plan for a policy against the configured cloud. It reads, and changes
 * nothing. `--json` prints it for systems, `--resolve NAME` the ids of the groups of that name.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Directory } from '../src/lib/access/directory.ts';
import type { PolicySource } from '../src/lib/access/documents.ts';
import { Failure } from '../src/lib/errors.ts';
import { terminalText } from '../src/lib/escape/terminal.ts';
import { contentHash } from '../src/lib/http/contentHash.ts';
import { optionsOf } from './plan/options.ts';
import { planPolicy } from './plan/planPolicy.ts';
import { accessParts } from './terminal/accessParts.ts';
import { type CloudMeant, cloudMeant, runCommand, say } from './terminal/command.ts';

await runCommand(main);

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2), say);
  if (options === undefined) return 1;
  const meant = await cloudMeant(process.env, options.data);
  if (meant === undefined) return 1;
  return options.kind === 'resolve'
    ? resolve(options.name, accessParts(meant).planning.directory)
    : plan(options.file, options.json, meant);
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
  return planPolicy(json, {
    ...accessParts(meant, { policySource }).planning,
    sleep: (ms) => delay(ms),
    progress: say,
    print: (printed) => void process.stdout.write(printed),
  });
}
