/** What `npm start` draws on a terminal: the totals, then as many rows as the window has room for. Pure. */
import { styleText } from 'node:util';
import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';
import { terminalText } from '../../src/lib/escape/terminal.ts';
import type { LiveView, Row } from './liveView.ts';
import { machineRows, machineTotals } from './machineRows.ts';

export interface Window {
  readonly columns: number;
  readonly rows: number;
  readonly coloured: boolean;
}

const COLOURS = { good: 'green', moving: 'cyan', bad: 'red', warning: 'yellow', plain: undefined } as const;

const STATE_WIDTH = 10;
/** Rows of people that a long list of machines leaves room for. */
const LEAST_ACCESS = 6;

/** The lines, none wider than the window and one fewer than it has: the cursor stands on the last. */
export function frame({ machines, access, seconds, now }: LiveView, window: Window): string[] {
  const rows = machineRows(machines);
  const accessRows = access?.rows ?? [];
  const layout = { ...window, nameWidth: widthOfNames([...rows, ...accessRows], window.columns) };
  const room = Math.max(0, window.rows - 2 - (access === undefined ? 0 : 1) - (now === undefined ? 0 : 1));
  const least = Math.min(LEAST_ACCESS, Math.floor(room / 2));
  const forAccess = Math.min(accessRows.length, Math.max(least, room - rows.length));
  const lines = [
    totals(
      'Machines',
      [...(rows.length === 0 ? ['none yet'] : machineTotals(machines)), lasting(seconds)],
      window.columns,
    ),
    ...fitted(rows, room - forAccess, layout),
    ...(access === undefined ? [] : [totals('Access', access.totals, window.columns)]),
    ...fitted(accessRows, forAccess, layout),
    ...(now === undefined ? [] : [clip(terminalText(now), window.columns)]),
  ];
  return lines.slice(0, Math.max(1, window.rows - 1));
}

/** So many seconds, for people. */
export function lasting(seconds: number): string {
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

/** One line; where it is too long, totals at its end are left out. The last part stays. */
function totals(title: string, parts: readonly string[], columns: number): string {
  const line = (shown: readonly string[]): string => `${title.padEnd(8)}  ${shown.join(' · ')}`;
  const shorter = parts.map((_, dropped) => [...parts.slice(0, -2 - dropped), '…', ...parts.slice(-1)]);
  const fits = [parts, ...shorter].map(line).find((one) => stringWidth(one) <= columns);
  return fits ?? clip(line(parts), columns);
}

interface Layout extends Window {
  readonly nameWidth: number;
}

/** As many rows as there is room for; the last line counts those that had none. */
function fitted(rows: readonly Row[], room: number, layout: Layout): string[] {
  if (rows.length <= room) return rows.map((one) => lineOf(one, layout));
  const shown = rows.slice(0, Math.max(0, room - 1));
  const hidden = rows.slice(shown.length).reduce((sum, { names }) => sum + names.length, 0);
  return room === 0 ? [] : [...shown.map((one) => lineOf(one, layout)), `  … and ${hidden} more`];
}

function lineOf({ names, state, why, tone }: Row, { columns, coloured, nameWidth }: Layout): string {
  const colour = COLOURS[tone];
  const shown = state.padEnd(STATE_WIDTH);
  const stated = coloured && colour !== undefined ? styleText(colour, shown, { validateStream: false }) : shown;
  const left = `  ${padded(nameOf(names, nameWidth), nameWidth)}  ${stated} `;
  return `${left}${clip(terminalText(why), Math.max(1, columns - stringWidth(left)))}`;
}

/** The first of them, and how many more there are. */
function nameOf([first = '', ...others]: readonly string[], width: number): string {
  const more = others.length === 0 ? '' : ` +${others.length}`;
  return `${clip(terminalText(first), width - more.length)}${more}`;
}

function widthOfNames(rows: readonly Row[], columns: number): number {
  const widths = rows.map(({ names }) => stringWidth(nameOf(names, 100)));
  return Math.min(Math.max(8, ...widths), Math.floor(columns / 4));
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

/** The point of a sentence is at its beginning or at its end. */
function clip(text: string, columns: number): string {
  return cliTruncate(text, columns, { position: 'middle' });
}
