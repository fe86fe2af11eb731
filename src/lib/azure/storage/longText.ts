/** Text of any length in the columns of one row: a column holds 32,768 UTF-16 units, the row a megabyte. */

/** Code points, of which each is at most two units; so no letter is cut in two, either. */
const PIECE = /[^]{1,16000}/gu;

/** The text as columns `name`, `name1`, `name2` and so on. */
export function columnsOf(name: string, text: string): Record<string, string> {
  return Object.fromEntries((text.match(PIECE) ?? ['']).map((piece, i) => [columnName(name, i), piece]));
}

/** The text that these columns hold; undefined when there are none. */
export function textIn(row: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const pieces: string[] = [];
  for (let piece = row[name]; typeof piece === 'string'; piece = row[columnName(name, pieces.length)]) {
    pieces.push(piece);
  }
  return pieces.length === 0 ? undefined : pieces.join('');
}

function columnName(name: string, i: number): string {
  return i === 0 ? name : `${name}${i}`;
}
