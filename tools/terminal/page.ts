/** How a text looks at a terminal: in colours where it has them, and in lines that break between words. */
import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import type { LineKind, Paint } from '../../src/lib/access/print/line.ts';

const STYLES = {
  heading: 'bold',
  problem: 'red',
  add: 'green',
  remove: 'red',
  withheld: 'yellow',
} as const satisfies Record<LineKind, Parameters<typeof styleText>[0]>;

/** Colours for this stream: none where it is no terminal, or where NO_COLOR asks for none (no-color.org). */
export function paintFor(stream: NodeJS.WritableStream): Paint {
  return (text, kind) => styleText(STYLES[kind], text, { stream });
}

/** Narrower than this there is no reading, with or without breaks. */
const LEAST_COLUMNS = 40;
const HANGING = 4;

/** The text in lines that fit; as it is where the stream has no width, since what reads files and pipes goes by lines. */
export function fitted(text: string, { columns }: Partial<Pick<WriteStream, 'columns'>>): string {
  if (columns === undefined || columns < LEAST_COLUMNS) return text;
  return text
    .split('\n')
    .map((line) => hanging(line, columns))
    .join('\n');
}

function hanging(line: string, columns: number): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const further = `${indent}${' '.repeat(HANGING)}`;
  // Each line is as narrow as the later ones must be: a first one that is wider would need a second pass.
  const lines = wrapAnsi(line.slice(indent.length), columns - further.length, { hard: true, trim: true }).split('\n');
  return lines.map((one, index) => `${index === 0 ? indent : further}${one}`).join('\n');
}
