/** Shows what happens: a frame that redraws itself on a terminal, a line for each change everywhere else. */
import { createLogUpdate } from 'log-update';
import wrapAnsi from 'wrap-ansi';
import { frame } from './frame.ts';
import type { LiveView } from './liveView.ts';
import { machineLine } from './machineRows.ts';

export interface Screen {
  /** Shows how things are now, in place of how they were. */
  show(view: LiveView): void;
  /** Lines that stay. */
  say(...lines: readonly string[]): void;
  /** Takes away what was drawn; whatever is said later stays as it is. */
  end(): void;
}

/** Of a terminal, what is used; Node's own have it all. */
export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** The screen for this stream. `NO_COLOR` (no-color.org) takes the colours away. */
export function createScreen(out: Output, coloured: boolean): Screen {
  // A terminal that has gone away (SIGHUP) must not keep the end from being an orderly one.
  out.on('error', () => undefined);
  return out.isTTY === true ? liveScreen(out, coloured) : plainScreen(out);
}

function liveScreen(out: Output, coloured: boolean): Screen {
  const draw = createLogUpdate(out, { showCursor: true });
  let shown: LiveView | undefined;
  const redraw = (): void => {
    if (shown === undefined) return;
    draw(frame(shown, { columns: out.columns ?? 80, rows: out.rows ?? 24, coloured }).join('\n'));
  };
  // What has changed is drawn over the old frame, which is no longer where it was.
  out.on('resize', () => {
    draw.clear();
    redraw();
  });
  return {
    show(view) {
      shown = view;
      redraw();
    },
    say(...lines) {
      // Not by its own persist(), which breaks addresses that are longer than a line: terminals keep them whole.
      draw.clear();
      out.write(lines.map((line) => `${wrapped(line, out.columns ?? 80)}\n`).join(''));
      redraw();
    },
    end() {
      draw.clear();
      draw.done();
      shown = undefined;
    },
  };
}

/** A log cannot be redrawn: it gets a line for each machine that is another way than before, and one for each change of access. */
function plainScreen(out: Output): Screen {
  const known = new Map<string, string>();
  const logged = new Set<string>();
  const write = (line: string): void => void out.write(`${new Date().toISOString()} ${line}\n`);
  return {
    show({ machines, access, now }) {
      for (const machine of machines) changed(`${machine.resourceGroup}/${machine.name}`, machineLine(machine));
      for (const line of access?.log ?? []) once(line);
      if (now !== undefined) changed('now', now);
    },
    say: (...lines) => void out.write(lines.map((line) => `${line}\n`).join('')),
    end: () => undefined,
  };

  function changed(key: string, line: string): void {
    if (known.get(key) !== line) write(line);
    known.set(key, line);
  }
  function once(line: string): void {
    if (!logged.has(line)) write(line);
    logged.add(line);
  }
}

/** The line in lines that fit, those after the first as far indented as its text. */
function wrapped(line: string, columns: number): string {
  const indent = /^ *(?:→ )?/.exec(line)?.[0].length ?? 0;
  const text = wrapAnsi(line.slice(indent), Math.max(20, columns - indent));
  return `${line.slice(0, indent)}${text.replaceAll('\n', `\n${' '.repeat(indent)}`)}`;
}
