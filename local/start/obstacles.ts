/** What keeps a start from going well and can be known before anything is started: a sentence each, with what to do. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parsePolicy } from '../../src/lib/access/policy/parsePolicy.ts';
import { problemLines } from '../../src/lib/access/print/printProblems.ts';
import { terminalText } from '../../src/lib/escape/terminal.ts';
import { SETTINGS } from '../../src/lib/settings/settings.ts';
import { messageOf } from './messageOf.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface FolderLock {
  release(): void;
}

/**
 * Claims the data folder for this process; undefined when another start has it, with which it would share the emulator's
 * files and endpoints.json. SQLite's lock is one of the operating system: it goes with the process, however that ends.
 */
export function lockFolder(dataDir: string): FolderLock | undefined {
  const database = new DatabaseSync(join(dataDir, 'start.lock'));
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

/** Why the Functions host could not listen there; undefined when it can. */
export async function portProblem(port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    const why = isTaken ? `Port ${port} of 127.0.0.1 is in use` : `Port ${port} cannot be used (${messageOf(error)})`;
    return `${why}: choose another with --port N, or any free one with --port 0.`;
  } finally {
    server.close();
  }
}

/** Why nobody could call the app; empty when somebody can. */
export function authProblem(auth: string, environment: Environment): readonly string[] {
  if ((environment['HTTP_AUTH'] ?? auth) !== 'entra' || environment['WEBSITE_AUTH_ENABLED']?.toLowerCase() === 'true')
    return [];
  return [
    'HTTP_AUTH is entra, and this machine has no platform authentication (Easy Auth): health and openapi.json answer, every other route answers 401, and no key opens it.',
    'To play the platform yourself, start with WEBSITE_AUTH_ENABLED=true and send a header x-ms-client-principal with the base64 of this (roles: Reader, Operator, Approver):',
    '{"claims":[{"typ":"name","val":"me"},{"typ":"roles","val":"Reader"}]}',
  ];
}

/** What is wrong with this policy, as the app will find it; empty when nothing is. */
export function policyProblems(policy: string, environment: Environment, trustedTags = ''): readonly string[] {
  const read = parsePolicy(policy, {
    now: Date.now(),
    limits: SETTINGS.guards.read.parse(SETTINGS.guards.default),
    trustedTags: SETTINGS.trustedTags.read.safeParse(environment['TRUSTED_TAGS'] ?? trustedTags).data ?? [],
  });
  if (read.ok) return [];
  const number = read.problems.length;
  return [
    `The policy has ${number === 1 ? 'a problem' : `${number} problems`} (line:column), so nobody gains or loses access:`,
    ...problemLines(read.problems).map((line) => terminalText(`  ${line}`)),
  ];
}
