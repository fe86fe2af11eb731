/**
 * `npm run plan -- --policy FILE`: the access plan for a policy against the configured cloud. It reads, and changes
 * nothing. `--json` prints it for systems, `--resolve NAME` the ids of the groups of that name.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createMemoryControl } from '../local/memory/control.ts';
import { createMemoryDocuments } from '../local/memory/documents.ts';
import { createMemoryGrants } from '../local/memory/grants.ts';
import { createMemoryQuarantines } from '../local/memory/quarantines.ts';
import { planningFor } from '../src/compose/access.ts';
import { armFor, type Platform, platformFor } from '../src/compose/platform.ts';
import { watchedFor } from '../src/compose/watched.ts';
import type { Directory } from '../src/lib/access/directory.ts';
import type { PolicySource } from '../src/lib/access/documents.ts';
import { printPlan } from '../src/lib/access/printPlan.ts';
import { planOnce } from '../src/lib/access/runs/planOnce.ts';
import { createMemoryRateStore } from '../src/lib/azure/rate/memoryRateStore.ts';
import { createInventory } from '../src/lib/azure/resourceGraph/inventory.ts';
import { createSelf } from '../src/lib/azure/self.ts';
import { Failure } from '../src/lib/errors.ts';
import { terminalJson, terminalText } from '../src/lib/escape/terminal.ts';
import { contentHash } from '../src/lib/http/contentHash.ts';
import { readSettings } from '../src/lib/settings/settings.ts';
import { planView } from '../src/lib/status/access/planView.ts';
import { laptopEnvironment } from './plan/laptopEnvironment.ts';

const USAGE = `Usage: npm run plan -- --policy FILE [--json]
       npm run plan -- --resolve NAME
       --data DIR   where the laptop's cloud keeps its endpoints.json (default .local), used when no subscription is configured`;

/** What services and files say is text, and no order to the terminal. */
const say = (text: string): void => void process.stderr.write(`${text.split('\n').map(terminalText).join('\n')}\n`);

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  say(`${error.message} (${error.code})`);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  if (options === undefined) return 1;
  const environment = await laptopEnvironment(process.env, options.data, say);
  const read = readSettings({ AzureWebJobsStorage: 'UseDevelopmentStorage=true', ...environment });
  if (!read.ok) {
    for (const { key, message, fix } of read.problems) say(`${key}: ${message}\n  to do: ${fix}`);
    return 1;
  }
  const platform = platformFor(environment, read.settings);
  return options.kind === 'resolve'
    ? resolve(options.name, planningWith(platform, { read: async () => ({ kind: 'notConfigured' }) }).directory)
    : plan(options.file, options.json, platform);
}

type Options = { readonly data: string } & (
  | { readonly kind: 'resolve'; readonly name: string }
  | { readonly kind: 'plan'; readonly file: string; readonly json: boolean }
);

function optionsOf(args: readonly string[]): Options | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        policy: { type: 'string' },
        resolve: { type: 'string' },
        json: { type: 'boolean', default: false },
        data: { type: 'string', default: '.local' },
      },
    });
    const { policy, resolve: name, json, data } = values;
    if (name !== undefined && policy === undefined) return { kind: 'resolve', name, data };
    if (policy !== undefined && name === undefined) return { kind: 'plan', file: policy, json, data };
    say(USAGE);
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
  return undefined;
}

/** Everything in memory: nothing is left behind. */
function planningWith(platform: Platform, policySource: PolicySource) {
  const { timing, credential, cloud } = platform;
  const arm = armFor(platform, createMemoryRateStore());
  const inventory = createInventory({ ...timing, arm: arm('access'), credential });
  return planningFor(platform, {
    arm,
    inventory,
    watched: watchedFor(platform.settings, { inventory, store: createMemoryControl(), clock: timing.clock }),
    self: createSelf(credential, cloud.armScope),
    documents: createMemoryDocuments(),
    quarantines: createMemoryQuarantines(),
    grants: createMemoryGrants(),
    policySource,
  });
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

async function plan(file: string, json: boolean, platform: Platform): Promise<number> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Failure(
      'rejected',
      'PolicyFile',
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  const policySource: PolicySource = { read: async () => ({ kind: 'text', text, etag: contentHash(text) }) };
  const sleep = (ms: number): Promise<void> => delay(ms);
  const document = await planOnce({ ...planningWith(platform, policySource), sleep, progress: say });
  process.stdout.write(json ? `${terminalJson(planView(document))}\n` : printPlan(document));
  return document.policyProblems.length === 0 ? 0 : 1;
}
