import { mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CredentialUnavailableError } from '@azure/identity';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBlobPolicy } from '../../src/lib/azure/storage/blobPolicy.ts';
import { openStorage } from '../../src/lib/azure/storage/clients.ts';
import type { Azurite } from '../azurite.ts';
import { startStorage } from '../host/testing/storage.ts';
import { NO_BINDINGS, policyBlobIn } from './policyBlob.ts';
import { followPolicyFile, readPolicyFile } from './policyFile.ts';

let azurite: Azurite;
let dir = '';
let file = '';

beforeAll(async () => {
  azurite = await startStorage();
});
afterAll(() => azurite.stop());
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'policy-'));
  file = join(dir, 'policy.yaml');
});

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await rm(dir, { recursive: true });
});

/** What the app finds: it has the storage account's connection string, and no token for anything. */
async function seenByApp() {
  const credential = { getToken: () => Promise.reject(new CredentialUnavailableError('No tokens here.')) };
  const storage = openStorage({ kind: 'connectionString', text: azurite.connectionString }, credential);
  const read = await createBlobPolicy(storage.blob(policyBlobIn(azurite.connectionString).url)).read();
  return read.kind === 'text' ? read.text : read;
}

/** Follows the file from its present content on; answers the lines that it says. */
async function following(upload?: (content: Buffer) => Promise<void>): Promise<string[]> {
  const said: string[] = [];
  const blob = policyBlobIn(azurite.connectionString);
  const read = await readPolicyFile(file);
  if (!read.ok) throw new Error(read.problem);
  await blob.upload(read.content);
  const { stop } = followPolicyFile({
    file,
    uploaded: read.content,
    upload: upload ?? ((content) => blob.upload(content)),
    say: (line) => said.push(line),
  });
  stops.push(stop);
  return said;
}

const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 50 });

describe('the policy blob', () => {
  it('is what the app reads, as often as it is uploaded', async () => {
    const blob = policyBlobIn(azurite.connectionString);

    await blob.upload(NO_BINDINGS);
    expect(await seenByApp()).toBe(NO_BINDINGS);
    await blob.upload(Buffer.from('version: 1 # 第二\n'));

    expect(await seenByApp()).toBe('version: 1 # 第二\n');
    expect(new URL(blob.url).pathname).toMatch(/\/policy\/access-policy\.yaml$/);
  });
});

describe('readPolicyFile', () => {
  it.each([
    ['a file that is not there', () => file, 'there is no such file'],
    ['a folder', () => dir, 'it is a folder'],
    ['a path through a file', () => join(file, 'x'), 'ENOTDIR'],
  ])('says in a sentence that %s cannot be read', async (_what, path, why) => {
    if (why === 'ENOTDIR') await writeFile(file, '');

    const read = await readPolicyFile(path());

    expect(read).toMatchObject({ ok: false });
    expect(read.ok ? '' : read.problem).toContain(`The policy file ${path()} cannot be read: `);
    expect(read.ok ? '' : read.problem).toContain(why);
  });
});

describe('followPolicyFile', () => {
  it('uploads the file again when it is written to, and says so in one line', async () => {
    await writeFile(file, 'version: 1 # first\n');
    const said = await following();

    await writeFile(file, 'version: 1 # second\n');
    await eventually(() => expect(said).toHaveLength(1));

    expect(await seenByApp()).toBe('version: 1 # second\n');
    expect(said).toEqual([`Policy      ${file} uploaded (20 bytes); the next access run reads it.`]);
  });

  it('follows the name when an editor puts another file in its place, again and again', async () => {
    await writeFile(file, 'version: 1 # first\n');
    const said = await following();

    for (const [count, text] of ['version: 1 # b\n', 'version: 1 # c\n', 'version: 1 # d\n'].entries()) {
      await writeFile(`${file}.new`, text);
      await rename(`${file}.new`, file);
      await eventually(() => expect(said).toHaveLength(count + 1));
      expect(await seenByApp()).toBe(text);
    }
  });

  it('sees what changed before it began to look', async () => {
    await writeFile(file, 'version: 1 # first\n');
    const said: string[] = [];
    const { stop } = followPolicyFile({
      file,
      uploaded: Buffer.from('version: 1 # before\n'),
      upload: (content) => policyBlobIn(azurite.connectionString).upload(content),
      say: (line) => said.push(line),
    });
    stops.push(stop);

    await eventually(() => expect(said).toHaveLength(1));

    expect(await seenByApp()).toBe('version: 1 # first\n');
  });

  it('uploads nothing when only the time of the file changes', async () => {
    await writeFile(file, 'version: 1 # same\n');
    const said = await following();

    await utimes(file, 1, 1);
    // Long enough for several looks: an upload too much would be there by then.
    await delay(1500);

    expect(said).toEqual([]);
  });

  it('says once that the file is gone, leaves the blob, and takes the file again when it is back', async () => {
    await writeFile(file, 'version: 1 # kept\n');
    const said = await following();

    await rm(file);
    await eventually(() => expect(said).toHaveLength(1));
    expect(said[0]).toBe(
      `The policy file ${file} cannot be read: there is no such file. The blob keeps the policy that it has.`,
    );
    expect(await seenByApp()).toBe('version: 1 # kept\n');
    await writeFile(file, 'version: 1 # kept\n');
    await eventually(() => expect(said).toHaveLength(2));

    expect(said[1]).toMatch(/ uploaded \(18 bytes\)/);
  });

  it('says when an upload fails, and tries again with the next change', async () => {
    await writeFile(file, 'version: 1 # first\n');
    let refusals = 1;
    const said = await following(async (content) => {
      if (refusals-- > 0) throw new Error('The storage is full.');
      await policyBlobIn(azurite.connectionString).upload(content);
    });

    await writeFile(file, 'version: 1 # second\n');
    await eventually(() =>
      expect(said).toEqual([`The policy file ${file} could not be uploaded: The storage is full.`]),
    );
    await utimes(file, 1, 1);
    await eventually(() => expect(said).toHaveLength(2));

    expect(await seenByApp()).toBe('version: 1 # second\n');
  });

  it('looks no more once it is stopped', async () => {
    await writeFile(file, 'version: 1 # first\n');
    const said = await following();
    for (const stop of stops.splice(0)) await stop();

    await writeFile(file, 'version: 1 # second\n');
    const again = await following();
    await writeFile(file, 'version: 1 # third\n');
    await eventually(() => expect(again).toHaveLength(1));

    expect(said).toEqual([]);
  });
});
