/** The command as people run it, where the cloud that it means is gone. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyText } from '../../test/builders/runWorld.ts';

const COMMAND = join(import.meta.dirname, '../plan.ts');

describe('npm run plan', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'plan-'));
    await writeFile(join(dir, 'policy.json'), policyText());
    await writeFile(join(dir, 'ca.pem'), '');
    const endpoints = {
      arm: 'https://localhost:1',
      graph: 'https://localhost:1',
      identity: 'http://127.0.0.1:1/token',
      identityHeader: 'header',
      installationId: 'aaaaaaaa-0000-4000-8000-00000000000a',
      caFile: join(dir, 'ca.pem'),
      storageConnectionString: 'UseDevelopmentStorage=true',
      subscriptions: ['11111111-1111-4111-8111-111111111111'],
    };
    await writeFile(join(dir, 'endpoints.json'), JSON.stringify(endpoints));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  const plan = (...args: readonly string[]) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
      const options = { env: { PATH: process.env['PATH'] }, cwd: dir };
      const child = execFile(process.execPath, [COMMAND, '--data', dir, ...args], options, (_, stdout, stderr) =>
        resolve({ code: child.exitCode, stdout, stderr }),
      );
    });

  it('says at once that the cloud of a closed terminal is not there, and prints no plan', async () => {
    const { code, stdout, stderr } = await plan('--policy', 'policy.json');

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`Nothing answers at https://localhost:1. The cloud of ${dir} is not running: npm start`);
    expect(stderr).not.toContain('    at ');
  });

  it('says what it takes, and which exit codes there are', async () => {
    const { code, stderr } = await plan();

    expect(code).toBe(1);
    expect(stderr).toContain('Exit code: 0 nothing to do, 2 changes, 1 when something could not be read');
  });
});
