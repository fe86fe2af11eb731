import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_PLACES } from './demo.ts';
import { DEMO_TRUSTED_TAGS, demoPolicy } from './demoPolicy.ts';
import { authProblem, lockFolder, policyProblems, portProblem } from './obstacles.ts';

describe('the lock of a data folder', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'lock-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('is held by one at a time', () => {
    const first = lockFolder(dir);

    expect(lockFolder(dir)).toBeUndefined();
    first?.release();
    const second = lockFolder(dir);
    expect(second).toBeDefined();
    second?.release();
  });

  it('goes with a process that is killed', () => {
    const obstacles = JSON.stringify(new URL('obstacles.ts', import.meta.url).href);
    const holder = `const { lockFolder } = await import(${obstacles}); lockFolder(${JSON.stringify(dir)}); process.kill(process.pid, 'SIGKILL');`;

    expect(spawnSync(process.execPath, ['--input-type=module', '-e', holder]).signal).toBe('SIGKILL');
    const mine = lockFolder(dir);
    expect(mine).toBeDefined();
    mine?.release();
  });

  it('is of that folder alone', () => {
    const other = mkdtempSync(join(tmpdir(), 'lock-'));
    const locks = [lockFolder(dir), lockFolder(other)];

    expect(locks).not.toContain(undefined);
    for (const lock of locks) lock?.release();
    rmSync(other, { recursive: true });
  });
});

describe('a port', () => {
  it('that is free, or any, is no problem', async () => {
    expect(await portProblem(0)).toBeUndefined();
  });

  it('that is in use is told, with what to do', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;

    expect(await portProblem(port)).toBe(
      `Port ${port} of 127.0.0.1 is in use: choose another with --port N, or any free one with --port 0.`,
    );
    server.close();
  });
});

describe('authentication', () => {
  it.each([
    ['key', {}],
    ['entra', { WEBSITE_AUTH_ENABLED: 'True' }],
    ['entra', { HTTP_AUTH: 'key' }],
  ])('%s with %o is no problem', (auth, environment) => {
    expect(authProblem(auth, environment)).toEqual([]);
  });

  it.each([
    ['entra', {}],
    ['entra', { WEBSITE_AUTH_ENABLED: 'False' }],
    ['key', { HTTP_AUTH: 'entra' }],
  ])('%s with %o is one, since nobody can call the app, and says what to do', (auth, environment) => {
    expect(authProblem(auth, environment).join('\n')).toMatch(
      /every other route answers 401[^]*WEBSITE_AUTH_ENABLED=true/,
    );
  });
});

describe('a policy', () => {
  it('without problems is none', () => {
    expect(policyProblems(demoPolicy(DEMO_PLACES), {}, DEMO_TRUSTED_TAGS)).toEqual([]);
  });

  it('is judged by the tags that the app will trust', () => {
    expect(policyProblems(demoPolicy(DEMO_PLACES), {}).join('\n')).toContain('TRUSTED_TAGS');
    expect(policyProblems(demoPolicy(DEMO_PLACES), { TRUSTED_TAGS: 'role' })).toEqual([]);
    expect(policyProblems(demoPolicy(DEMO_PLACES), { TRUSTED_TAGS: 'tier' }, DEMO_TRUSTED_TAGS)).not.toEqual([]);
  });

  it('tells each problem with its place and what to do', () => {
    const [first, ...others] = policyProblems('version: 1\nbindings:\n  - name: a\n    rolle: user\n', {});

    expect(first).toMatch(/^The policy has \d+ problems \(line:column\), so nobody gains or loses access:$/);
    expect(others.join('\n')).toMatch(/ {2}4:5 .*rolle.*\n {4}to do: /);
  });

  it('of others cannot order the terminal about', () => {
    expect(policyProblems('version: 1\n"a\\u001b[2J": 1\nbindings: []\n', {}).join('')).not.toMatch(/\p{Cc}/u);
  });
});
