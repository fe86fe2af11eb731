/** A table in plain text, as a terminal shows it. */
import { terminalText } from './terminal.ts';

/** Title, columns and rows as lines, an empty one at the end; no line at all without rows. */
export function table(title: string, columns: readonly string[], cells: readonly (readonly string[])[]): string[] {
  if (cells.length === 0) return [];
  const rows = cells.map((row) => row.map(terminalText));
  const widths = columns.map((column, index) =>
    rows.reduce((width, row) => Math.max(width, row[index]?.length ?? 0), column.length),
  );
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`;
  return [title, line(columns), ...rows.map(line), ''];
}
