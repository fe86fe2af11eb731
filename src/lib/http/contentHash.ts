/**
 * 64 bits that tell one text from another, as 16 hex digits; for entity tags only. Two lanes of multiply-and-xor over
 * the UTF-16 units with the finaliser of MurmurHash3 (the construction known as cyrb53, without its cut to 53 bits).
 *
 * It is not a secret and not collision-proof against somebody who chooses the text: the worst that a collision does
 * is a stale 304 for whoever made it. It is here because the domain has no WebCrypto, and because SHA-256 there is
 * asynchronous.
 */
export function contentHash(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  const first = finish(high, low);
  const second = finish(low, first);
  return hex(second) + hex(first);
}

function finish(lane: number, other: number): number {
  const mixed = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
