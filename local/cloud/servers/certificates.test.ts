import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { certificatesIn } from './certificates.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'certificates-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('certificates', () => {
  it('are for localhost by name and address, signed by the CA in ca.pem', async () => {
    const { cert, caFile } = await certificatesIn(dir);

    const [leaf, ca] = [new X509Certificate(cert), new X509Certificate(readFileSync(caFile))];

    expect(leaf.verify(ca.publicKey)).toBe(true);
    expect([leaf.checkHost('localhost'), leaf.checkIP('127.0.0.1'), leaf.checkIP('::1')]).not.toContain(undefined);
    expect([ca.ca, leaf.ca]).toEqual([true, false]);
  });

  it.skipIf(process.platform === 'win32')('keep keys to their owner', async () => {
    await certificatesIn(dir);

    for (const key of ['ca-key.pem', 'localhost-key.pem']) expect(statSync(join(dir, key)).mode & 0o777).toBe(0o600);
  });

  it('are used again', async () => {
    const first = await certificatesIn(dir);

    expect(await certificatesIn(dir)).toEqual(first);
  });

  it.each([
    ['a broken file', 'localhost.pem', 'no certificate'],
    ['a broken key', 'localhost-key.pem', 'no key'],
  ])('are made anew after %s', async (_what, file, content) => {
    const first = await certificatesIn(dir);
    writeFileSync(join(dir, file), content);

    const second = await certificatesIn(dir);

    expect(second.cert).not.toBe(first.cert);
    expect(await certificatesIn(dir)).toEqual(second);
  });
});
