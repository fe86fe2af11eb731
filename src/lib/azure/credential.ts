/** How the app proves who it is: its managed identity where there is one, else what a developer is signed in with. */
import type { TokenCredential } from '@azure/core-auth';
import { DefaultAzureCredential, ManagedIdentityCredential } from '@azure/identity';

export interface CredentialOptions {
  /** The platform offers a managed identity (`IDENTITY_ENDPOINT` is set). */
  readonly managed: boolean;
  /** The user-assigned identity to use. */
  readonly clientId?: string;
  readonly authorityHost: string;
}

/** The credential; no call is made yet. On the platform nothing but the managed identity is tried, so nothing else can win. */
export function createCredential({ managed, clientId, authorityHost }: CredentialOptions): TokenCredential {
  if (managed)
    return clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
  return new DefaultAzureCredential({
    authorityHost,
    ...(clientId !== undefined && { managedIdentityClientId: clientId }),
  });
}
