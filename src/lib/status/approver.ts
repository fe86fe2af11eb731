/** What a person says who changes or approves something, and under which name it is recorded. */
import * as z from 'zod';

/** Whoever may call such a thing without a token holds the master key of the host, and need not say more. */
const UNNAMED = 'a holder of the master key';

/** No control characters, halves of surrogate pairs or separators of lines: this is printed in logs, pages and terminals. */
const ONE_LINE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u;

const plainText = z
  .string()
  .trim()
  .regex(ONE_LINE, 'contains control characters or unpaired surrogates; give one line of plain text');

export const saidReason = plainText.min(1, 'must say why').max(500);
export const saidBy = plainText.min(1).max(200).optional().describe('Recorded as claimed; a token says it better');

/** Who it was: as the token says, else as claimed. */
export function approver(by: string | undefined, body: { readonly by?: string | undefined }): string {
  return by ?? body.by ?? UNNAMED;
}
