/** What the laptop prepares for access: the policy's blob, and what endpoints.json says for other programs. */
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_MANAGEMENT_GROUP } from '../../local/start/laptop.ts';
import { NO_BINDINGS } from '../../local/start/policyBlob.ts';
import { type Stack, stackFor } from './laptopFor.ts';

const INSTALLATION = '0a11c0de-0000-4000-8000-000000000001';

describe('the laptop, for access', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await stackFor({ INSTALLATION_ID: INSTALLATION });
  });
  afterAll(() => stack.close());

  async function policy(): Promise<string> {
    const { policyUrl, storageConnectionString } = stack.laptop.endpoints;
    const account = BlobServiceClient.fromConnectionString(storageConnectionString);
    const container = account.getContainerClient('policy');
    const blob = container.getBlobClient('access-policy.yaml');
    expect(blob.url).toBe(policyUrl);
    return String(await blob.downloadToBuffer());
  }

  it('is up with a policy that gives nobody access, and takes another one', async () => {
    const first = await policy();

    await stack.laptop.uploadPolicy(Buffer.from('version: 1\nbindings: [] # again\n'));

    expect([first, await policy()]).toEqual([NO_BINDINGS, 'version: 1\nbindings: [] # again\n']);
  });

  it('has settings that the app takes', async () => {
    expect(await stack.api('GET', '/health')).toMatchObject({ status: 200 });
  });

  it('says who it is, also to programs that want to use its identity', async () => {
    const { endpoints } = stack.laptop;
    const token = await fetch(
      `${endpoints.identity}?api-version=2019-08-01&resource=${encodeURIComponent('https://graph.microsoft.com')}`,
      { headers: { 'x-identity-header': endpoints.identityHeader } },
    );

    expect(endpoints).toMatchObject({ installationId: INSTALLATION, managementGroup: DEMO_MANAGEMENT_GROUP });
    expect(await token.json()).toMatchObject({ access_token: expect.any(String) });
  });
});
