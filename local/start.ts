/**
 * `npm start`: the whole product on one machine. `npm run demo`: the same, and it ends by itself when the demo fleet has
 * settled. Ctrl-C stops everything that was started.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bundle } from '../tools/build.ts';
import { accessStory } from './start/accessStory.ts';
import { DEMO_PLACES, prepareDemo } from './start/demo.ts';
import { type DemoMachine, demoFleet } from './start/demoFleet.ts';
import { DEMO_TRUSTED_TAGS, demoPolicy } from './start/demoPolicy.ts';
import { DEMO_SUBSCRIPTION, type Laptop, startLaptop } from './start/laptop.ts';
import { messageOf } from './start/messageOf.ts';
import { readStartOptions, type StartOptions } from './start/options.ts';
import { printOutcomes } from './start/outcomes.ts';
import { type FollowedFile, followPolicyFile, readPolicyFile, uploadedLine } from './start/policyFile.ts';
import { createScreen, type Screen } from './start/screen.ts';
import { isSettled, readFleet } from './start/watchFleet.ts';

/** A demo that has not settled by then never will. */
const DEMO_LIMIT_MS = 5 * 60_000;

const options = readStartOptions(process.argv.slice(2));
const screen = createScreen(process.stdout, process.env['NO_COLOR'] !== undefined);
process.exitCode = await run(options, screen);
// Whatever is still open (a keep-alive connection) must not hold the terminal.
process.exit();

async function run(options: StartOptions, screen: Screen): Promise<number> {
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());

  const { policyFile: file } = options;
  const policy = file === undefined ? undefined : await readPolicyFile(file);
  if (policy?.ok === false) {
    process.stderr.write(`${policy.problem}\n`);
    return 1;
  }
  const laptop = await begin(options, policy?.content, screen);
  const following = followed(file, policy?.content, laptop, screen);
  try {
    await introduce(laptop, screen);
    return await show(laptop, options, screen, stopped.signal);
  } catch (error) {
    screen.say(messageOf(error));
    return 1;
  } finally {
    screen.say('Stopping.');
    await following?.stop();
    await laptop.stop();
  }
}

async function begin(options: StartOptions, policy: Buffer | undefined, screen: Screen): Promise<Laptop> {
  mkdirSync(options.dataDir, { recursive: true });
  const logFile = join(options.dataDir, 'start.log');
  writeFileSync(logFile, '');
  screen.say(`Building and starting; the log is in ${logFile}.`);
  await bundle();
  return startLaptop({
    ...options,
    ...(options.demo && { policy: demoPolicy(DEMO_PLACES), trustedTags: DEMO_TRUSTED_TAGS }),
    ...(policy !== undefined && { policy }),
    environment: process.env,
    log: (part, line) => appendFileSync(logFile, `${new Date().toISOString()} ${part} ${line}\n`),
  });
}

/** Fills the cloud, if it is to be, and shows what happens until the end. Answers the exit code. */
async function show(laptop: Laptop, options: StartOptions, screen: Screen, stopped: AbortSignal): Promise<number> {
  const fleet = options.demo ? demoFleet(DEMO_SUBSCRIPTION) : [];
  const told = options.demo ? accessOfDemo(laptop, fleet, options, screen, stopped) : Promise.resolve([]);
  const failed = told.then(() => new Promise<never>(() => undefined));
  const watching = follow(laptop, options, fleet.length, screen, stopped);
  const settled = await Promise.race([laptop.broken, failed, watching]);
  if (!options.once) return 0;
  const access = stopped.aborted ? [] : await Promise.race([laptop.broken, told]);
  printOutcomes(fleet, await readFleet(laptop.endpoints), process.stdout);
  process.stdout.write(access.map((line) => `${line}\n`).join(''));
  return settled ? 0 : 1;
}

/** From the first upload on, which the laptop has made. */
function followed(
  file: string | undefined,
  uploaded: Buffer | undefined,
  { uploadPolicy: upload }: Laptop,
  screen: Screen,
): FollowedFile | undefined {
  if (file === undefined || uploaded === undefined) return undefined;
  screen.say(uploadedLine(file, uploaded));
  return followPolicyFile({ file, uploaded, upload, say: (line) => screen.say(line) });
}

/** Fills the cloud, and lets life go on in it once everybody has access, if the demo ends by itself. Answers what to tell of it. */
async function accessOfDemo(
  laptop: Laptop,
  fleet: readonly DemoMachine[],
  { once }: StartOptions,
  screen: Screen,
  stopped: AbortSignal,
): Promise<readonly string[]> {
  const runId = await prepareDemo(laptop, fleet);
  // Without access planning there is nothing to say.
  if (runId === undefined) return [];
  const say = (line: string) => screen.say(line);
  try {
    return await accessStory(laptop, runId, { once, say, stopped });
  } catch (error) {
    if (!stopped.aborted) screen.say(`Access cannot be shown: ${messageOf(error)}`);
    return [];
  }
}

async function introduce({ endpoints }: Laptop, screen: Screen): Promise<void> {
  const { functions, keys, arm, graph } = endpoints;
  screen.say(`Functions   ${functions}/api/machines   (header x-functions-key: ${keys.function})`);
  screen.say(`API         ${functions}/api/openapi.json`);
  screen.say(`Azure (sim) ${arm}   Graph (sim) ${graph}`);
  const health = await fetch(`${functions}/api/health`);
  if (!health.ok)
    screen.say(`The app is not healthy: ${await health.text()} GET /api/health/checks says how to mend it.`);
  screen.say('Ctrl-C stops everything.\n');
}

/** Shows the fleet until it is stopped or, when it is to end by itself, settled. Answers whether it settled. */
async function follow(
  { endpoints }: Laptop,
  { once }: StartOptions,
  expected: number,
  screen: Screen,
  stopped: AbortSignal,
): Promise<boolean> {
  const deadline = once ? Date.now() + DEMO_LIMIT_MS : Number.POSITIVE_INFINITY;
  while (!stopped.aborted && Date.now() < deadline) {
    // With wrong settings there is nothing to show; health has said so.
    const machines = await readFleet(endpoints).catch(() => []);
    screen.update(machines);
    if (once && isSettled(machines, expected)) return true;
    await delay(500, undefined, { signal: stopped }).catch(() => undefined);
  }
  return false;
}
