/** The message on the queue: the name of a run. Never what to do in it. */
import * as z from 'zod';
import { isRunId } from '../runRecord.ts';

const schema = z.object({ version: z.literal(1), runId: z.string().refine(isRunId) });

/** The message for a run. */
export function runMessage(runId: string): z.output<typeof schema> {
  return { version: 1, runId };
}

/** The run that a message names; undefined when it is none of ours, or of a version this app does not know. */
export function parseRunMessage(message: unknown): string | undefined {
  return schema.safeParse(message).data?.runId;
}
