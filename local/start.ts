/**
 * `npm start`: the whole product on one machine. `npm run demo`: the same, and it ends by itself when the demo has
 * converged. Ctrl-C stops everything that was started.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../tools/build.ts';
import { asksForHelp } from '../tools/terminal/parsed.ts';
import { DEMO_PLACES } from './start/demo.ts';
import { DEMO_TRUSTED_TAGS, demoPolicy } from './start/demoPolicy.ts';
import { runDemo } from './start/demoRun.ts';
import { type Laptop, startLaptop } from './start/laptop.ts';
import { messageOf } from './start/messageOf.ts';
import { authProblem, lockFolder, policyProblems, portProblem } from './start/obstacles.ts';
import { parseStartOptions, type StartOptions, USAGE } from './start/options.ts';
import { type FollowedFile, followPolicyFile, readPolicyFile, uploadedLine } from './start/policyFile.ts';
import { createScreen, type Screen } from './start/screen.ts';

process.exitCode = await main(process.argv.slice(2));
// Whatever is still open (a keep-alive connection) must not hold the terminal.
process.exit();

async function main(args: readonly string[]): Promise<number> {
  if (asksForHelp(args)) {
    process.stdout.write(USAGE);
    return 0;
  }
  const read = parseStartOptions(args);
  if (!read.ok) {
    complain(`${read.problem} npm start -- --help lists the options.`);
    return 2;
  }
  try {
    return await start(read.options);
  } catch (error) {
    complain(messageOf(error));
    return 1;
  }
}

function complain(...lines: readonly string[]): void {
  createScreen(process.stderr, false).say(...lines);
}

/** Looks for what is in the way, then runs. Throws a sentence when nothing can be started. */
async function start(options: StartOptions): Promise<number> {
  const policy = await givenPolicy(options);
  const problems = [
    ...authProblem(options.auth, process.env),
    ...(policy === undefined ? [] : problemsWith(policy, options)),
  ];
  complain(...problems);
  // The app shows them too, and can be put right while it runs; a demo would only wait for nothing.
  if (options.once && problems.length > 0) return 1;

  mkdirSync(options.dataDir, { recursive: true });
  const lock = lockFolder(options.dataDir);
  if (lock === undefined) throw new Error(inUse(options.dataDir));
  try {
    const problem = await portProblem(options.port);
    if (problem !== undefined) throw new Error(problem);
    return await run(options, policy, createScreen(process.stdout, process.env['NO_COLOR'] === undefined));
  } finally {
    lock.release();
  }
}

function inUse(folder: string): string {
  return `Another npm start uses the folder ${folder}: stop it, or give this one another folder with --data DIR, and another port with --port N.`;
}

async function givenPolicy({ policyFile: file }: StartOptions): Promise<Buffer | undefined> {
  if (file === undefined) return undefined;
  const read = await readPolicyFile(file);
  if (!read.ok) throw new Error(read.problem);
  return read.content;
}

function problemsWith(policy: Buffer, { demo }: StartOptions): readonly string[] {
  return policyProblems(policy.toString(), process.env, demo ? DEMO_TRUSTED_TAGS : undefined);
}

async function run(options: StartOptions, policy: Buffer | undefined, screen: Screen): Promise<number> {
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopped.abort());
  // Nobody reads any more: the other end of a pipe, or the terminal, has gone.
  process.stdout.once('error', () => stopped.abort());

  const laptop = await begin(options, policy, screen);
  const following = followed(options, policy, laptop, screen);
  try {
    await introduce(laptop, options, screen);
    return await runDemo(laptop, options, screen, stopped.signal);
  } catch (error) {
    screen.end();
    screen.say(messageOf(error));
    return 1;
  } finally {
    screen.end();
    screen.say('Stopping.');
    await following?.stop();
    await laptop.stop();
  }
}

async function begin(options: StartOptions, policy: Buffer | undefined, screen: Screen): Promise<Laptop> {
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

/** From the first upload on, which the laptop has made. */
function followed(
  options: StartOptions,
  uploaded: Buffer | undefined,
  { uploadPolicy }: Laptop,
  screen: Screen,
): FollowedFile | undefined {
  const { policyFile: file } = options;
  if (file === undefined || uploaded === undefined) return undefined;
  screen.say(uploadedLine(file, uploaded));
  const upload = async (content: Buffer): Promise<void> => {
    await uploadPolicy(content);
    screen.say(...problemsWith(content, options));
  };
  return followPolicyFile({ file, uploaded, upload, say: (line) => screen.say(line) });
}

async function introduce({ endpoints }: Laptop, { auth }: StartOptions, screen: Screen): Promise<void> {
  const { functions, keys, arm, graph } = endpoints;
  const isOpenToKeys = (process.env['HTTP_AUTH'] ?? auth) === 'key';
  screen.say(
    `API         ${functions}/api/openapi.json`,
    `Machines    ${functions}/api/machines`,
    ...(isOpenToKeys ? [`Key         x-functions-key: ${keys.function}`] : []),
    `Azure (sim) ${arm}   Graph (sim) ${graph}`,
  );
  const health = await fetch(`${functions}/api/health`);
  if (!health.ok)
    screen.say(`The app is not healthy: ${await health.text()} GET /api/health/checks names each problem and its fix.`);
  screen.say('');
}
