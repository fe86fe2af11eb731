/** What a person says who changes or approves something, and under which name it is recorded. */
import * as z from 'zod';

/** Whoever may call such a thing without a token holds the master key of the host, and need not say more. */
const UNNAMED = 'a holder of the master key';

/**
 * No control characters, halves of surrogate pairs or separators of lines: this is printed in logs, pages and terminals.
 * Nor embeddings, overrides and isolates of direction, which make a line read otherwise than it is; the marks of a script
 * that runs from right to left (U+200E, U+200F) reorder nothing else.
 */
const ONE_LINE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u;

const plainText = z
  .string()
  .trim()
  .regex(
    ONE_LINE,
    'contains control characters, marks that reorder text, or unpaired surrogates; give one line of plain text',
  );

export const saidReason = plainText.min(1, 'must say why').max(500);
export const saidBy = plainText.min(1).max(200).optional().describe('Recorded as claimed; a token says it better');

/** Who it was: as the token says, else as claimed. */
export function approver(by: string | undefined, body: { readonly by?: string | undefined }): string {
  return by ?? body.by ?? UNNAMED;
}
