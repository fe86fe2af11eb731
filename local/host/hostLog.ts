import type { Log } from './core/functionsCore.ts';

/** A log of one line per message, `level source message`; line ends inside a message are written as `\n`. */
export function lineLog(write: (line: string) => void): Log {
  return (level, source, message) => write(`${level} ${source} ${message.replaceAll(/\r?\n/g, '\\n')}`);
}
