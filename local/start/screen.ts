/** Shows machines as they change: a table that redraws itself on a terminal, a line a change everywhere else. */
import { machineLine, machineTable, type ShownMachine } from './machineTable.ts';

export interface Screen {
  update(machines: readonly ShownMachine[]): void;
  /** A line above whatever is drawn. */
  say(line: string): void;
}

/** The screen for this stream. `NO_COLOR` (no-color.org) takes the colours away. */
export function createScreen(out: NodeJS.WriteStream, noColour: boolean): Screen {
  return out.isTTY ? liveTable(out, !noColour) : plainLines(out);
}

function liveTable(out: NodeJS.WriteStream, coloured: boolean): Screen {
  let drawn: string[] = [];
  const draw = (lines: string[], above?: string): void => {
    const up = drawn.length === 0 ? '' : `\u001b[${drawn.length}A\u001b[0J`;
    const said = above === undefined ? '' : `${above}\n`;
    out.write(`${up}${said}${lines.map((line) => `${line}\n`).join('')}`);
    drawn = lines;
  };
  return {
    update(machines) {
      // A table longer than the window cannot be redrawn in place: its end is what is shown.
      const lines = machineTable(machines, out.columns, coloured).slice(0, Math.max(2, out.rows - 2));
      if (lines.join('\n') !== drawn.join('\n')) draw(lines);
    },
    say: (line) => draw(drawn, line),
  };
}

function plainLines(out: NodeJS.WriteStream): Screen {
  const shown = new Map<string, string>();
  return {
    update(machines) {
      for (const machine of machines) {
        const key = `${machine.resourceGroup}/${machine.name}`;
        const line = machineLine(machine);
        if (shown.get(key) === line) continue;
        shown.set(key, line);
        out.write(`${new Date().toISOString()} ${line}\n`);
      }
    },
    say: (line) => void out.write(`${line}\n`),
  };
}
