import { describe, expect, it } from 'vitest';
import { runPolicy } from './policyRun.fixture.ts';
import { sameHostPolicy } from './sameHost.ts';

describe('sameHostPolicy', () => {
  it.each([
    { endpoint: 'https://management.azure.com', url: 'https://management.azure.com/x' },
    { endpoint: 'https://management.azure.com/', url: 'https://MANAGEMENT.azure.com:443/x?y' },
    { endpoint: 'https://localhost:8443', url: 'https://localhost:8443/x' },
  ])('lets $url pass to $endpoint', async ({ endpoint, url }) => {
    const { response, sent } = runPolicy(sameHostPolicy({ endpoint }), { url });
    await response;

    expect(sent).toHaveLength(1);
  });

  it.each([
    'https://evil.example/x?sig=secret',
    'https://management.azure.com.evil.example/x?sig=secret',
    'https://management.azure.com@evil.example/x?sig=secret',
    'https://management.azure.com:8443/x?sig=secret',
    'http://management.azure.com/x?sig=secret',
    '/relative?sig=secret',
    'https://?sig=secret',
  ])('refuses %s and sends nothing', async (url) => {
    const { response, sent } = runPolicy(sameHostPolicy({ endpoint: 'https://management.azure.com' }), { url });

    const error = await response.catch((error: unknown) => error);

    expect(error).toMatchObject({ kind: 'rejected', code: 'ForeignHost' });
    expect(String(error)).not.toContain('secret');
    expect(sent).toEqual([]);
  });
});
