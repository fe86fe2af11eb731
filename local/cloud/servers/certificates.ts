import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** What an HTTPS server on localhost needs, and the file that clients trust. */
export interface Certificates {
  readonly key: string;
  readonly cert: string;
  /** Path of the CA certificate, for NODE_EXTRA_CA_CERTS. */
  readonly caFile: string;
}

const FILES = { ca: 'ca.pem', caKey: 'ca-key.pem', leaf: 'localhost.pem', leafKey: 'localhost-key.pem' };

const DAY_MS = 24 * 3_600_000;
const CA_DAYS = 3650;
/** Some platforms refuse leaves that live longer than 825 days. */
const LEAF_DAYS = 800;

/** The certificates in a folder, made at the first start and again when they no longer fit or are about to end. */
export async function certificatesIn(dir: string): Promise<Certificates> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = (file: string) => join(dir, file);
  const stored = storedIn(path);
  if (stored) return stored;

  const ca = await newAuthority();
  const leaf = await newLeaf(ca);
  writeFileSync(path(FILES.caKey), ca.key, { mode: 0o600 });
  writeFileSync(path(FILES.leafKey), leaf.key, { mode: 0o600 });
  writeFileSync(path(FILES.ca), ca.cert);
  writeFileSync(path(FILES.leaf), leaf.cert);
  return { key: leaf.key, cert: leaf.cert, caFile: path(FILES.ca) };
}

interface Pair {
  readonly key: string;
  readonly cert: string;
}

/** What is stored, if the chain holds for another week and key and names fit. */
function storedIn(path: (file: string) => string): Certificates | undefined {
  if (!Object.values(FILES).every((file) => existsSync(path(file)))) return undefined;
  const read = (file: string) => readFileSync(path(file), 'utf8');
  try {
    const [ca, leaf] = [new X509Certificate(read(FILES.ca)), new X509Certificate(read(FILES.leaf))];
    const key = read(FILES.leafKey);
    const until = Math.min(Date.parse(ca.validTo), Date.parse(leaf.validTo));
    const fits =
      until > Date.now() + 7 * DAY_MS &&
      leaf.verify(ca.publicKey) &&
      leaf.checkPrivateKey(createPrivateKey(key)) &&
      leaf.checkHost('localhost') !== undefined &&
      leaf.checkIP('127.0.0.1') !== undefined;
    return fits ? { key, cert: read(FILES.leaf), caFile: path(FILES.ca) } : undefined;
  } catch {
    // Half-written or foreign files: make new ones.
    return undefined;
  }
}

async function newAuthority(): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: 'arc-entra-signin simulated cloud' }], {
    ...dates(CA_DAYS),
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key: made.private, cert: made.cert };
}

async function newLeaf(ca: Pair): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...dates(LEAF_DAYS),
    keyType: 'ec',
    algorithm: 'sha256',
    ca,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}

/** From yesterday on, so that a machine whose clock is a little behind trusts them too. */
function dates(days: number): { notBeforeDate: Date; notAfterDate: Date } {
  const now = Date.now();
  return { notBeforeDate: new Date(now - DAY_MS), notAfterDate: new Date(now + days * DAY_MS) };
}
