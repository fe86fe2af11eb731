import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The Node of the project, which runs TypeScript. */
const NODE = createRequire(import.meta.url).resolve(`node/bin/node${process.platform === 'win32' ? '.exe' : ''}`);
const START = fileURLToPath(new URL('start.ts', import.meta.url));

const BROKEN_POLICY = 'version: 1\nbindings: []\nrolle: user\n';

let dir = '';
const running: ChildProcess[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'start-'));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  rmSync(dir, { recursive: true });
});

function begin(...args: string[]) {
  const child = spawn(NODE, [START, ...args], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(
    ([said, complained, [code]]) => ({ said, complained, code: Number(code) }),
  );
  return { child, ended };
}

const start = (...args: string[]) => begin(...args).ended;

describe('npm start', () => {
  it.each(['--help', '-h'])('tells with %s how it is used', async (option) => {
    const { said, complained, code } = await start(option, '--port', 'abc');

    expect({ complained, code }).toEqual({ complained: '', code: 0 });
    expect(said).toMatch(/npm run demo[^]*--policy FILE/);
  });

  it('ends with 1, and one clear sentence, when the policy file is not there', async () => {
    expect(await start('--policy', 'nowhere.yaml')).toEqual({
      said: '',
      complained: 'The policy file nowhere.yaml cannot be read: there is no such file.\n',
      code: 1,
    });
  });

  it.each([
    [['--polycy', 'x'], "Unknown option '--polycy'."],
    [['--port', 'abc'], '--port takes a whole number from 0 to 65535, not "abc".'],
  ])('ends with 2, and one clear sentence, when it does not understand %j', async (args, problem) => {
    expect(await start(...args)).toEqual({
      said: '',
      complained: `${problem} npm start -- --help lists the options.\n`,
      code: 2,
    });
  });

  it('ends with 1, and one clear sentence, when its port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? String(address?.port) : '';

    const { said, complained, code } = await start('--port', port);

    expect({ said, code }).toEqual({ said: '', code: 1 });
    expect(complained).toMatch(new RegExp(`^Port ${port} of 127\\.0\\.0\\.1 is in use: .*\\n$`));
    server.close();
  });

  it('shows at once what is wrong with a policy, and what --auth entra lacks here; a demo ends with that', async () => {
    writeFileSync(join(dir, 'policy.yaml'), BROKEN_POLICY);

    const { said, complained, code } = await start('--once', '--auth', 'entra', '--policy', 'policy.yaml');

    expect({ said, code }).toEqual({ said: '', code: 1 });
    expect(complained).toMatch(/every other route answers 401[^]*3:1 rolle/);
  });

  it('has its data folder for itself, and leaves no endpoints.json behind when its terminal goes away', async () => {
    const file = join(dir, '.local', 'endpoints.json');
    const { child, ended } = begin('--no-demo', '--port', '0');
    await expect.poll(() => existsSync(file), { timeout: 60_000, interval: 100 }).toBe(true);
    const before = readFileSync(file, 'utf8');

    expect(await start('--no-demo', '--port', '0')).toEqual({
      said: '',
      complained:
        'Another npm start uses the folder .local: stop it, or give this one another folder with --data DIR, and another port with --port N.\n',
      code: 1,
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
    child.kill('SIGHUP');
    expect((await ended).code).toBe(0);
    expect(existsSync(file)).toBe(false);
  }, 120_000);
});
