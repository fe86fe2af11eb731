/** The messages on the queue of runs: the name of a run, or the wish for a new one. Never what to do in it. */
import * as z from 'zod';
import { isRunId } from '../runRecord.ts';

/** Stands for a run that does not exist yet. */
export const AGAIN = 'again';

const schema = z.object({ version: z.literal(1), runId: z.string().refine((id) => id === AGAIN || isRunId(id)) });

/** The message for a run, or for a new one (`AGAIN`). */
export function runMessage(runId: string): z.output<typeof schema> {
  return { version: 1, runId };
}

/** The run that a message names, or `AGAIN`; undefined when it is none of ours, or of a version this app does not know. */
export function parseRunMessage(message: unknown): string | undefined {
  return schema.safeParse(message).data?.runId;
}
