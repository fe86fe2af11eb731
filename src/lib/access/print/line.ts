/** Lines for people at a terminal: what each says, and what it is, so that a terminal can show that by its colour. Pure. */
import { terminalText } from '../../escape/terminal.ts';

export const LINE_KINDS = ['heading', 'problem', 'add', 'remove', 'withheld'] as const;
export type LineKind = (typeof LINE_KINDS)[number];

export interface Line {
  readonly text: string;
  readonly kind?: LineKind;
}

/** Gives a text the look of its kind. It is given no more than printable text. */
export type Paint = (text: string, kind: LineKind) => string;

/** As a file or a pipe gets it. */
export const UNPAINTED: Paint = (text) => text;

/** The lines as a text. */
export function printed(lines: readonly Line[], paint: Paint): string {
  const shown = lines.map(({ text, kind }) => {
    const safe = terminalText(text).trimEnd();
    const said = safe.trimStart();
    // Not the indentation, which whoever breaks the line looks for.
    return kind === undefined || said === '' ? safe : safe.slice(0, -said.length) + paint(said, kind);
  });
  return `${shown.join('\n').trimEnd()}\n`;
}

/** Further in. */
export function indented(lines: readonly Line[]): readonly Line[] {
  return lines.map((line) => ({ ...line, text: `  ${line.text}` }));
}

export function plain(texts: readonly string[]): readonly Line[] {
  return texts.map((text) => ({ text }));
}
