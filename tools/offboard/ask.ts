/** A question to whoever sits at the terminal. */
import { createInterface } from 'node:readline';

export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Not the output of the command, which may go to a file. */
  readonly output: NodeJS.WritableStream;
}

/** What asks, or undefined when the input is no terminal. The answer is undefined when the input ends, or on Ctrl-C. */
export function askerAt({ input, output }: Terminal): ((question: string) => Promise<string | undefined>) | undefined {
  if (input.isTTY !== true) return undefined;
  return (question) => {
    const lines = createInterface({ input, output });
    return new Promise((resolve) => {
      lines.once('close', () => resolve(undefined));
      lines.question(question, (answer) => {
        resolve(answer);
        lines.close();
      });
    });
  };
}
