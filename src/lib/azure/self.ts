/** Who we are to Azure: the object id in our own token, by which events of our own writes are recognised. */
import type { TokenCredential } from '@azure/core-auth';
import * as z from 'zod';

const claims = z.object({ oid: z.string() });

/**
 * Our object id, asked once; undefined while there is no token, or when it is none that can be read (tokens are opaque by
 * contract). Not knowing it costs a look too many, never one too few.
 */
export function createSelf(credential: TokenCredential, scope: string): () => Promise<string | undefined> {
  let known: string | undefined;
  return async () => {
    known ??= await ask(credential, scope);
    return known;
  };
}

async function ask(credential: TokenCredential, scope: string): Promise<string | undefined> {
  try {
    const token = await credential.getToken(scope);
    const payload = token?.token.split('.')[1] ?? '';
    return claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))).data?.oid;
  } catch {
    return undefined;
  }
}
