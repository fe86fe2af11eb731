/** What a person says who changes or approves something, and under which name it is recorded. */
import * as z from 'zod';

/** Whoever may call such a thing without a token holds the master key of the host, and need not say more. */
const UNNAMED = 'a holder of the master key';

export const saidReason = z.string().trim().min(1, 'must say why').max(500);
export const saidBy = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .optional()
  .describe('Recorded as claimed; a token says it better');

/** Who it was: as the token says, else as claimed. */
export function approver(by: string | undefined, body: { readonly by?: string | undefined }): string {
  return by ?? body.by ?? UNNAMED;
}
