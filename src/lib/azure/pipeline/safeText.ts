/** Text from outside, made fit for a log or a failure. */

const LONGEST = 500;

/**
 * The text without what may be secret in it (the query of a URL carries signatures, a bearer token is one), and at most
 * 500 characters of it.
 */
export function safeText(text: string): string {
  const clean = text
    .replaceAll(/(https?:\/\/[^\s?"'<>]*)\?[^\s"'<>]*/gi, '$1')
    .replaceAll(/\bBearer\s+[\w.~+/=-]+/gi, 'Bearer …')
    .replaceAll(/\beyJ[\w-]+\.[\w-]+\.?[\w-]*/g, '…');
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1)}…` : clean;
}
