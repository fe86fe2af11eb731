/** Ids, scopes and names of Azure compare without case: of ASCII letters only. */

const BEYOND_ASCII = /[\u0080-\uffff]/;

/**
 * The text with A to Z in lower case. Unicode's own mapping makes one text of two: `toLowerCase` turns the Kelvin sign (U+212A),
 * which is a letter that names of resource groups may hold, into the `k` of another group.
 */
export function foldCase(text: string): string {
  return BEYOND_ASCII.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text.toLowerCase();
}
