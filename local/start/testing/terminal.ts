/** A terminal on which a test sees what a person sees: xterm's emulator replays the bytes that are written. */
import { Writable } from 'node:stream';
import xterm from '@xterm/headless';

/** A terminal of this size. */
export function terminalOf(columns: number, rows: number) {
  // The line discipline of a real one makes \r\n of \n.
  const emulator = new xterm.Terminal({
    cols: columns,
    rows,
    scrollback: 1000,
    convertEol: true,
    allowProposedApi: true,
  });
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      emulator.write(chunk);
      done();
    },
  });
  const parsed = () => new Promise<void>((resolve) => emulator.write('', resolve));
  const linesFrom = (first: number): string[] => {
    const { active } = emulator.buffer;
    const numbers = Array.from({ length: active.length - first }, (_, n) => first + n);
    return numbers.map((n) => active.getLine(n)?.translateToString(true) ?? '');
  };
  return {
    out: Object.assign(out, { isTTY: true, columns, rows }),
    /** All lines that were written and not erased, also those that have scrolled away; without the empty ones at the end. */
    async all(): Promise<string[]> {
      await parsed();
      return linesFrom(0).join('\n').trimEnd().split('\n');
    },
    /** The lines in the window. */
    async window(): Promise<string[]> {
      await parsed();
      return linesFrom(emulator.buffer.active.baseY);
    },
    async resize(columns: number, rows: number): Promise<void> {
      await parsed();
      emulator.resize(columns, rows);
      Object.assign(out, { columns, rows });
      out.emit('resize');
    },
  };
}
