import { DefaultAzureCredential, ManagedIdentityCredential } from '@azure/identity';
import { describe, expect, it } from 'vitest';
import { createCredential } from './credential.ts';

const AUTHORITY = 'https://login.microsoftonline.us';
const CLIENT = '33333333-3333-4333-8333-333333333333';

describe('createCredential', () => {
  it.each([
    { what: 'system-assigned identity', options: {} },
    { what: 'user-assigned identity', options: { clientId: CLIENT } },
  ])('tries nothing but the managed identity where the platform offers one: $what', ({ options }) => {
    const credential = createCredential({ managed: true, authorityHost: AUTHORITY, ...options });

    expect(credential).toBeInstanceOf(ManagedIdentityCredential);
  });

  it.each([
    { what: 'as whoever is signed in', options: {} },
    { what: 'with a named identity', options: { clientId: CLIENT } },
  ])('tries what a developer has elsewhere: $what', ({ options }) => {
    const credential = createCredential({ managed: false, authorityHost: AUTHORITY, ...options });

    expect(credential).toBeInstanceOf(DefaultAzureCredential);
  });
});
