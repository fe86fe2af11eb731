/** What happened, line by line. Lines are made only where somebody reads them: most runs are thrown away. */
import { START } from './start.ts';

export type Trace = (line: () => string) => void;

/** Keeps the lines, each with the virtual time since the start. */
export function traceInto(lines: string[], now: () => number): Trace {
  return (line) => void lines.push(`${elapsed(now() - START)}  ${line()}`);
}

/** Keeps nothing. */
export const noTrace: Trace = () => undefined;

/** Milliseconds as `hh:mm:ss.mmm`. */
export function elapsed(ms: number): string {
  const part = (of: number, width = 2) => String(Math.floor(of)).padStart(width, '0');
  return `${part(ms / 3_600_000)}:${part((ms / 60_000) % 60)}:${part((ms / 1000) % 60)}.${part(ms % 1000, 3)}`;
}
