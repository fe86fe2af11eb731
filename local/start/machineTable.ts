/** Machines as a table for a terminal, and as plain lines for a log. Pure. */

import { terminalText } from '../../src/lib/escape/terminal.ts';

/** What of `GET /machines` is shown. */
export interface ShownMachine {
  readonly name: string;
  readonly resourceGroup: string;
  readonly state: string;
  readonly reason: string;
  readonly message: string;
  readonly fix: string | null;
}

const RESET = '\u001b[0m';
const COLOURS: Readonly<Record<string, string>> = {
  Ready: '\u001b[32m',
  Onboarding: '\u001b[36m',
  Failed: '\u001b[31m',
  Stuck: '\u001b[31m',
  Ineligible: '\u001b[33m',
  Offline: '\u001b[33m',
};

const NAME_WIDTH = 12;
const STATE_WIDTH = 11;

/** The table, one line a machine, no wider than `columns`. Colours only when asked for. */
export function machineTable(machines: readonly ShownMachine[], columns: number, coloured: boolean): string[] {
  const width = Math.max(NAME_WIDTH, ...machines.map(({ name }) => name.length));
  const room = Math.max(20, columns - width - STATE_WIDTH - 3);
  const header = `${'machine'.padEnd(width)}  ${'state'.padEnd(STATE_WIDTH)} why`;
  return [header, ...machines.map((machine) => row(machine, { width, room, coloured }))];
}

/** One line that says how a machine is, without colours. */
export function machineLine({ name, state, reason, message }: ShownMachine): string {
  return terminalText(`${name} ${state} ${reason}: ${message}`);
}

function row(
  { name, state, message }: ShownMachine,
  layout: { width: number; room: number; coloured: boolean },
): string {
  const colour = layout.coloured ? (COLOURS[state] ?? '') : '';
  const shownState = `${colour}${state.padEnd(STATE_WIDTH)}${colour === '' ? '' : RESET}`;
  return `${terminalText(name).padEnd(layout.width)}  ${shownState} ${clip(terminalText(message), layout.room)}`;
}

function clip(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}
