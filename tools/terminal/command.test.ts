import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { asksForHelp } from './parsed.ts';

it.each([
  [['--help'], true],
  [['--policy', 'p.yaml', '-h'], true],
  [['--policy', 'help'], false],
  [[], false],
])('%j asks how a command is used: %s', (args, asks) => {
  expect(asksForHelp(args)).toBe(asks);
});

it.each([
  ['plan', '--help'],
  ['offboard', '-h'],
])('npm run %s tells with %s how it is used', async (command, option) => {
  const script = join(import.meta.dirname, `../${command}.ts`);

  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, option]);

  expect(stderr).toBe('');
  expect(stdout).toMatch(new RegExp(`^Usage: npm run ${command} -- `));
});
