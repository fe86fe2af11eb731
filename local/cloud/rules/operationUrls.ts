import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Chance } from './chance.ts';

/**
 * The signed URLs under which ARM lets an operation be polled. `t` is the instant, `c` a whole certificate, `s` the
 * signature, `h` a nonce: together about 4 KB, and new with every poll (recorded in New-AzConnectedMachineExtension,
 * Azure/azure-powershell). Here `s` is an HMAC stretched to the length of an RSA signature and `c` is filler.
 */
export interface OperationUrlParts {
  /** Path up to the operation id. */
  readonly path: string;
  readonly apiVersion: string;
  readonly now: number;
  readonly nonce: string;
}

/** How long a URL may be used. UNCONFIRMED: the service does not say; long enough for an install that waits overnight. */
const URL_LIFE_MS = 24 * 3_600_000;

const CERTIFICATE_LENGTH = 3400;

/** What URLs are signed with. */
export interface Signing {
  readonly key: string;
  readonly certificate: string;
}

/** A key of its own for one cloud. */
export function signingFrom(chance: Chance): Signing {
  return { key: chance.text(64), certificate: chance.text(CERTIFICATE_LENGTH) };
}

/** Path and query of a signed URL. */
export function signedPath({ key, certificate }: Signing, { path, apiVersion, now, nonce }: OperationUrlParts): string {
  const query = new URLSearchParams({
    'api-version': apiVersion,
    t: String(now),
    c: certificate,
    s: signature(key, path, String(now), nonce),
    h: nonce,
  });
  return `${path}?${query.toString()}`;
}

/** Whether a URL was signed here, for this path, and is not too old. */
export function isSignedPath(
  { key, certificate }: Signing,
  path: string,
  query: URLSearchParams,
  now: number,
): boolean {
  const [t, c, s, h] = ['t', 'c', 's', 'h'].map((name) => query.get(name) ?? '');
  if (t === undefined || h === undefined || c !== certificate) return false;
  const expected = Buffer.from(signature(key, path, t, h));
  const given = Buffer.from(s ?? '');
  return expected.length === given.length && timingSafeEqual(expected, given) && now - Number(t) <= URL_LIFE_MS;
}

function signature(key: string, path: string, t: string, nonce: string): string {
  return ['1', '2', '3', '4']
    .map((part) =>
      createHmac('sha512', key).update([part, path.toLowerCase(), t, nonce].join('\n')).digest('base64url'),
    )
    .join('');
}
