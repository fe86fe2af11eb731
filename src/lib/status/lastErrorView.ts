/** What keeps the app from reading a machine, or from doing its part, as HTTP shows it beside the machine's state. */
import * as z from 'zod';
import type { MachineRecord } from '../onboarding/record.ts';
import { troubled } from '../onboarding/state.ts';
import { toIso } from '../time.ts';

export const lastErrorSchema = z
  .object({
    at: z.iso.datetime(),
    code: z.string(),
    message: z.string(),
    fix: z.string().nullable(),
  })
  .nullable()
  .describe('What went wrong last with looking at the machine or changing it; null once a look went well');

/** The newer of what broke the last look off, and of what the looks have put down as trouble. */
export function lastErrorOf({ lastError, trouble }: MachineRecord): z.output<typeof lastErrorSchema> {
  if (trouble !== undefined && trouble.at >= (lastError?.at ?? trouble.at)) {
    const { message, fix = null } = troubled(trouble);
    return { at: toIso(trouble.at), code: trouble.code, message, fix };
  }
  return lastError === undefined ? null : { ...lastError, at: toIso(lastError.at), fix: null };
}
