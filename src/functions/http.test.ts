import { format } from 'node:util';
import { HttpRequest, InvocationContext } from '@azure/functions';
import { describe, expect, it } from 'vitest';
import { compose } from '../compose/compose.ts';
import { getHealth, getHealthChecks } from '../lib/status/health.ts';
import { serveHealth } from './http.ts';

const SECRET = 'a value that only readers may see';

/** Answers a request while `SUBSCRIPTION_IDS` is missing. */
async function answered(endpoint: typeof getHealthChecks, environment: Record<string, string>, headers = {}) {
  const handler = serveHealth(endpoint, async () => compose({ ...environment, INSTALLATION_ID: SECRET }));
  const request = new HttpRequest({ method: 'GET', url: 'https://app/api/health/checks', headers });
  const answer = await handler(request, new InvocationContext());
  return { status: answer?.status, body: JSON.stringify(answer) };
}

describe('while settings are wrong', () => {
  it('tells nobody without a role which values they have, when the platform is to authenticate', async () => {
    for (const platform of [{}, { WEBSITE_AUTH_ENABLED: 'True' }]) {
      const { status, body } = await answered(getHealthChecks, { HTTP_AUTH: 'entra', ...platform });
      expect(status).toBe(401);
      expect(body).not.toContain(SECRET);
    }
  });

  it('tells a reader what is wrong', async () => {
    const claims = [
      { typ: 'oid', val: '11111111-1111-4111-8111-111111111111' },
      { typ: 'roles', val: 'Reader' },
    ];
    const principal = Buffer.from(JSON.stringify({ claims })).toString('base64');
    const environment = { HTTP_AUTH: 'entra', WEBSITE_AUTH_ENABLED: 'True' };
    const { status, body } = await answered(getHealthChecks, environment, { 'x-ms-client-principal': principal });
    expect(status).toBe(200);
    expect(body).toContain('SUBSCRIPTION_IDS');
  });

  it('leaves it to the keys of the host, when those guard', async () => {
    expect((await answered(getHealthChecks, {})).status).toBe(200);
  });

  it('tells anybody that they are wrong', async () => {
    const { status, body } = await answered(getHealth, { HTTP_AUTH: 'entra' });
    expect(status).toBe(503);
    expect(body).not.toContain(SECRET);
  });
});

describe('a request that fails', () => {
  it('is one entry in the log, an error of its invocation, that says where and why', async () => {
    const broken = { ...getHealth, handle: () => Promise.reject(new Error('It is broken.')) };
    const entries: string[] = [];
    const logHandler = (level: string, ...args: unknown[]) => void entries.push(`${level}: ${format(...args)}`);
    const request = new HttpRequest({ method: 'GET', url: 'https://app/api/health?code=key' });

    const answer = await serveHealth(broken, async () => compose({}))(request, new InvocationContext({ logHandler }));

    expect(answer?.status).toBe(500);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatch(/^error: A request failed\. .*health.*It is broken\./s);
    expect(entries[0]).not.toContain('code=key');
  });
});
