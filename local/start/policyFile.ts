/** The file of `--policy`: read at the start, and uploaded again whenever it changes. */
import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { messageOf } from './messageOf.ts';

/** Looking at the file itself, not for events of its folder, sees every way in which editors and mounts replace files. */
const LOOK_EVERY_MS = 200;

/** Editors write in several steps. */
const SETTLE_MS = 200;

export type PolicyFile =
  | { readonly ok: true; readonly content: Buffer }
  /** A sentence that says why it cannot be read. */
  | { readonly ok: false; readonly problem: string };

/** Reads the file. */
export async function readPolicyFile(file: string): Promise<PolicyFile> {
  try {
    return { ok: true, content: await readFile(file) };
  } catch (error) {
    return { ok: false, problem: `The policy file ${file} cannot be read: ${whyUnreadable(error)}.` };
  }
}

export interface FollowOptions {
  readonly file: string;
  /** What of it is in the blob already. */
  readonly uploaded: Buffer;
  readonly upload: (content: Buffer) => Promise<void>;
  /** Takes one line for each thing that happens. */
  readonly say: (line: string) => void;
}

export interface FollowedFile {
  /** Looks no more; resolves when an upload that is under way has ended. */
  readonly stop: () => Promise<void>;
}

/** Uploads the file at each change of its content until it is stopped. A file that goes away leaves the blob alone. */
export function followPolicyFile({ file, uploaded, upload, say }: FollowOptions): FollowedFile {
  /** What is in the blob; undefined when the next content is to be uploaded whatever it is. */
  let known: Buffer | undefined = uploaded;
  let lastProblem: string | undefined;
  let settling: NodeJS.Timeout | undefined;
  let looking = Promise.resolve();

  const complain = (problem: string): void => {
    if (problem !== lastProblem) say(problem);
    lastProblem = problem;
    known = undefined;
  };
  const look = async (): Promise<void> => {
    const read = await readPolicyFile(file);
    if (!read.ok) return complain(`${read.problem} The blob keeps the policy that it has.`);
    if (known?.equals(read.content) === true) return;
    try {
      await upload(read.content);
    } catch (error) {
      return complain(`The policy file ${file} could not be uploaded: ${messageOf(error)}`);
    }
    known = read.content;
    lastProblem = undefined;
    say(uploadedLine(file, read.content));
  };
  const lookSoon = (): void => {
    clearTimeout(settling);
    settling = setTimeout(() => {
      looking = looking.then(look);
    }, SETTLE_MS);
  };

  watchFile(file, { interval: LOOK_EVERY_MS }, lookSoon);
  // It may have changed since it was read.
  lookSoon();
  return {
    stop: async () => {
      unwatchFile(file, lookSoon);
      clearTimeout(settling);
      await looking;
    },
  };
}

/** The line for an upload of the file. */
export function uploadedLine(file: string, content: Buffer): string {
  return `Policy      ${file} uploaded (${content.length} bytes); the next access run reads it.`;
}

function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  return messageOf(error);
}
