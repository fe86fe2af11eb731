import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The Node of the project, which runs TypeScript. */
const NODE = createRequire(import.meta.url).resolve(`node/bin/node${process.platform === 'win32' ? '.exe' : ''}`);
const START = fileURLToPath(new URL('start.ts', import.meta.url));

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'start-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

async function start(...args: string[]) {
  const child = spawn(NODE, [START, ...args], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  const [, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { complained, code: Number(code) };
}

describe('npm start', () => {
  it('ends with 1, and one clear sentence, when the policy file is not there', async () => {
    const { complained, code } = await start('--policy', 'nowhere.yaml');

    expect({ complained, code }).toEqual({
      complained: 'The policy file nowhere.yaml cannot be read: there is no such file.\n',
      code: 1,
    });
  });

  it('ends with 2, and what it understands, when it does not understand an option', async () => {
    const { complained, code } = await start('--polycy', 'x');

    expect(code).toBe(2);
    expect(complained).toMatch(/--polycy[^]*--policy FILE/);
  });
});
