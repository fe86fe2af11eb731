/** A part of the laptop's stack as a process of its own, so that it can be killed like one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const START_LIMIT_MS = 60_000;
/** The Functions host waits up to ten seconds for running work. */
const STOP_LIMIT_MS = 15_000;

export interface ChildSpec {
  readonly name: string;
  /** Path of the script from the project's root. */
  readonly script: string;
  /** Handed over as JSON in the variable `configKey`. */
  readonly config: unknown;
  readonly configKey: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Takes what the process says on standard error, a line at a time. */
  readonly log: (line: string) => void;
}

export interface Child {
  readonly pid: number;
  /** What the process said when it was ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Resolves when the process has ended, with how: an exit code or a signal. */
  readonly ended: Promise<string>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts the script and resolves with its `{"ready":true,…}` line; rejects with its last words when it ends before that. */
export async function startChild({ name, script, config, configKey, env = {}, log }: ChildSpec): Promise<Child> {
  const child = spawn(process.execPath, ['--import', new URL('../endWithParent.ts', import.meta.url).href, script], {
    // A group of its own: Ctrl-C reaches only the starter, which ends everything in the right order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...env, [configKey]: JSON.stringify(config) },
  });
  const ended = once(child, 'exit').then(([code, signal]) => String(signal ?? code));
  const lastWords: string[] = [];
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      lastWords.push(line);
      lastWords.splice(0, lastWords.length - 20);
      log(line);
    });
  }
  const early = ended.then((how) => {
    throw new Error(`${name} ended (${how}) before it was ready.\n${lastWords.join('\n')}`);
  });
  const ready = await Promise.race([readyLine(child), early, tooLate(name)]);
  early.catch(() => undefined);
  if (child.pid === undefined) throw new Error(`${name} has no process id.`);
  return { pid: child.pid, ready, ended, stop: (signal = 'SIGTERM') => stop(child, ended, signal) };
}

async function readyLine(child: ChildProcess): Promise<Readonly<Record<string, unknown>>> {
  if (child.stdout === null) throw new Error('The process has no standard output.');
  for await (const line of createInterface({ input: child.stdout })) {
    const said: unknown = line.startsWith('{"ready":true') ? JSON.parse(line) : undefined;
    if (typeof said === 'object' && said !== null) {
      // Whatever comes later must not fill the pipe.
      child.stdout.resume();
      return { ...said };
    }
  }
  return new Promise(() => undefined);
}

async function tooLate(name: string): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, START_LIMIT_MS).unref());
  throw new Error(`${name} is not ready after ${START_LIMIT_MS / 1000} s.`);
}

async function stop(child: ChildProcess, ended: Promise<string>, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  child.kill(signal);
  await ended;
  clearTimeout(force);
}
