/** The text of the policy in the bytes of its blob. */
import type { PolicyText } from './documents.ts';

/** The most bytes that a policy may have. What is larger is no policy, and must not fill the memory. */
export const LARGEST_POLICY = 1024 * 1024;

/** The policy in these bytes: UTF-8 without its byte order mark, one mebibyte at most. */
export function policyTextOf(
  bytes: Uint8Array,
  mark: { readonly etag: string; readonly versionId?: string },
): PolicyText {
  if (bytes.length > LARGEST_POLICY) {
    return {
      kind: 'unreadable',
      code: 'PolicyTooLarge',
      message: `The policy has more than ${LARGEST_POLICY} bytes.`,
    };
  }
  try {
    // Not read with replacement characters: a policy that was read wrongly gives access wrongly.
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), ...mark };
  } catch {
    return {
      kind: 'unreadable',
      code: 'PolicyNotUtf8',
      message: 'The policy is not UTF-8 text. Windows PowerShell writes UTF-16 unless told -Encoding utf8.',
    };
  }
}
