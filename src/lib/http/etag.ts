import { contentHash } from './contentHash.ts';

/** The weak entity tag of a body. Weak, because the platform may compress what we send (RFC 9110 §8.8.1). */
export function weakEtag(body: string): string {
  return `W/"${contentHash(body)}"`;
}

/**
 * Whether `If-None-Match` names this tag, so that 304 is the answer: `*`, or one of the listed tags by weak comparison
 * (RFC 9110 §13.1.2).
 */
export function namesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;

  const tags: string[] = ifNoneMatch.match(/"[^"]*"/g) ?? [];
  return tags.includes(etag.replace(/^W\//, ''));
}
