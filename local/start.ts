/**
 * `npm start`: the whole product on one machine. `npm run demo`: the same, and it ends by itself when the demo fleet has
 * settled. Ctrl-C stops everything that was started.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bundle } from '../tools/build.ts';
import { demoFleet } from './start/demoFleet.ts';
import { DEMO_SUBSCRIPTION, type Laptop, startLaptop } from './start/laptop.ts';
import { readStartOptions, type StartOptions } from './start/options.ts';
import { printOutcomes } from './start/outcomes.ts';
import { registerFleet } from './start/registerFleet.ts';
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

  mkdirSync(options.dataDir, { recursive: true });
  const logFile = join(options.dataDir, 'start.log');
  writeFileSync(logFile, '');
  screen.say(`Building and starting; the log is in ${logFile}.`);
  await bundle();
  const log = (part: string, line: string): void =>
    appendFileSync(logFile, `${new Date().toISOString()} ${part} ${line}\n`);
  const laptop = await startLaptop({ ...options, environment: process.env, log });
  try {
    await introduce(laptop, screen);
    const fleet = options.demo ? demoFleet(DEMO_SUBSCRIPTION) : [];
    const registered = registerFleet(laptop, fleet);
    const settled = await Promise.race([laptop.broken, follow(laptop, options, fleet.length, screen, stopped.signal)]);
    await registered;
    if (!options.once) return 0;
    printOutcomes(fleet, await readFleet(laptop.endpoints), process.stdout);
    return settled ? 0 : 1;
  } catch (error) {
    screen.say(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    screen.say('Stopping.');
    await laptop.stop();
  }
}

async function introduce({ endpoints }: Laptop, screen: Screen): Promise<void> {
  const { functions, keys, arm } = endpoints;
  screen.say(`Functions   ${functions}/api/machines   (header x-functions-key: ${keys.function})`);
  screen.say(`API         ${functions}/api/openapi.json`);
  screen.say(`Azure (sim) ${arm}`);
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
