/** Globs, as `ONBOARD` and the access policy write them. */
import { foldCase } from './foldCase.ts';

/**
 * Whether `text` matches `glob`, without case: `*` stands for any run of characters, `?` for one. Done by hand with one
 * way back, so that no glob that somebody sets can take exponential time, as a regular expression made of it could.
 */
export function matchesGlob(glob: string, text: string): boolean {
  const pattern = foldCase(glob);
  const subject = foldCase(text);
  let p = 0;
  let s = 0;
  let star = -1;
  let resume = 0;
  while (s < subject.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = s;
    } else if (pattern[p] === '?' || pattern[p] === subject[s]) {
      p++;
      s++;
    } else if (star >= 0) {
      p = star + 1;
      s = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
