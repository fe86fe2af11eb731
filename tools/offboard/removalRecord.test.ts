import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRemovalRecord, type RemovalLine } from './removalRecord.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

const LINE: RemovalLine = {
  at: '2026-11-22T12:00:00.000Z',
  scope: '/subscriptions/s',
  role: 'user',
  principalId: 'p',
  assignment: 'n',
  correlationId: 'c',
  outcome: 'begun',
};

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'removals-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the record of removals', () => {
  it('is a file of its own, with a line for each thing that is said', async () => {
    const record = await openRemovalRecord(folder, NOW);

    await record.write(LINE);
    await record.write({ ...LINE, outcome: 'removed' });

    expect(record.path).toBe(join(folder, 'offboard-2026-11-22T12-00-00.000Z.jsonl'));
    const lines = (await readFile(record.path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([LINE, { ...LINE, outcome: 'removed' }]);
  });

  it.skipIf(process.platform === 'win32')('is for nobody but who runs the command', async () => {
    const { path } = await openRemovalRecord(folder, NOW);

    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('takes the place of no other', async () => {
    await openRemovalRecord(folder, NOW);

    await expect(openRemovalRecord(folder, NOW)).rejects.toMatchObject({ code: 'RecordUnwritable' });
  });

  it('says when it cannot be written', async () => {
    const record = await openRemovalRecord(folder, NOW);
    await rm(folder, { recursive: true });

    await expect(record.write(LINE)).rejects.toMatchObject({
      code: 'RecordUnwritable',
      message: expect.stringContaining(record.path),
    });
  });
});
