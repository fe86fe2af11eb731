/** The application permissions that a token carries. */
import * as z from 'zod';

const claims = z.object({ roles: z.array(z.string()) });

/**
 * The `roles` claim of an access token (learn.microsoft.com/entra/identity-platform/access-token-claims-reference): none
 * when there is none, or the token cannot be read. A token is its reader's to understand, not its bearer's; so nothing
 * but a clear yes counts.
 */
export function grantedRoles(token: string): readonly string[] {
  const [, payload = ''] = token.split('.');
  try {
    return claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))).roles;
  } catch {
    return [];
  }
}
