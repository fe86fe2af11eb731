/** Pages that begin behind an ordinal, and the links that lead to them. */

import type { Call } from './routes.ts';

/** The ordinal in a token: -1 without a token, undefined when the token is not one of ours. */
export function behindOf(token: string | null): number | undefined {
  if (token === null) return -1;
  const behind = Buffer.from(token, 'base64url').toString();
  return /^\d+$/.test(behind) ? Number(behind) : undefined;
}

/** The same request again, behind the last entry that was shown. `parameter` is what the type calls the token. */
export function linkTo(
  { base, path, query }: Call,
  parameter: string,
  last: { readonly ordinal: number } | undefined,
): string {
  const asked = [...query].filter(([name]) => name !== parameter);
  const token = Buffer.from(String(last?.ordinal)).toString('base64url');
  return `${base}${path}?${new URLSearchParams([...asked, [parameter, token]]).toString()}`;
}
