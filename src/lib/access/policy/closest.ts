/** What somebody may have meant by a word that is none of the known ones. */

/** Longer words are no slips of the pen, and comparing them takes long. */
const LONGEST = 40;

/** The known word that at most two slips (a letter too much, too few, wrong or swapped) turn into `word`; else undefined. */
export function closest(word: string, known: readonly string[]): string | undefined {
  if (word.length > LONGEST) return undefined;
  const [best] = known
    .map((candidate) => ({ candidate, slips: slipsBetween(word.toLowerCase(), candidate.toLowerCase()) }))
    // Two slips turn every word of three letters into every other.
    .filter(({ candidate, slips }) => slips <= Math.min(2, Math.floor(candidate.length / 3)))
    .toSorted((a, b) => a.slips - b.slips);
  return best?.candidate;
}

/** The optimal string alignment distance. */
function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + cost,
          swapped ? at(before, column - 2) + 1 : Infinity,
        ),
      );
    }
    before = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
