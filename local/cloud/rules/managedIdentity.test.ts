import { describe, expect, it } from 'vitest';
import { at, machinePath, TENANT, virtualCloud } from '../testing/virtualCloud.ts';
import { callerOf } from './caller.ts';

const QUERY = 'resource=https%3A%2F%2Fmanagement.azure.com%2F&api-version=2019-08-01';
const PRINCIPAL = '44444444-4444-4444-8444-444444444444';

function ask(query: string, header?: string, method = 'GET') {
  const { rules } = virtualCloud({ principalId: PRINCIPAL, identityHeader: 'secret' });
  const headers = { host: '127.0.0.1:1', 'x-identity-header': header ?? 'secret' };
  return rules.identity.handle({ method, url: `/msi/token?${query}`, headers });
}

describe('the managed-identity endpoint', () => {
  it('hands out a token for a resource, for a day', () => {
    const { status, body } = ask(QUERY);

    const token = String(at(body, 'access_token'));
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', resource: 'https://management.azure.com/' });
    expect(claims).toMatchObject({ aud: 'https://management.azure.com/', oid: PRINCIPAL, tid: TENANT });
    expect(at(claims, 'exp')).toBe(Number(at(body, 'expires_on')));
    expect(at(claims, 'exp')).toBe(Date.parse('2026-11-23T08:00:00Z') / 1000);
  });

  it('hands out the identity that is named', () => {
    const { body } = ask(`${QUERY}&client_id=my-app`);

    const caller = callerOf(`Bearer ${String(at(body, 'access_token'))}`);
    expect(at(body, 'client_id')).toBe('my-app');
    expect(caller).toMatchObject({ appId: 'my-app', objectId: PRINCIPAL });
  });

  it.each([
    ['a wrong header', 401, () => ask(QUERY, 'wrong')],
    ['no api-version', 400, () => ask('resource=x')],
    ['another api-version', 400, () => ask('resource=x&api-version=2017-09-01')],
    ['no resource', 400, () => ask('api-version=2019-08-01')],
    ['another method', 404, () => ask(QUERY, undefined, 'POST')],
  ])('refuses %s with %d', (_what, status, asking) => {
    expect(asking().status).toBe(status);
  });
});

describe('a caller', () => {
  it.each([undefined, 'Basic x', 'Bearer', 'Bearer a b'])('is nobody with %s', (authorization) => {
    expect(callerOf(authorization)).toBeUndefined();
  });

  it('has zeros for ids and the token for a name when the token is no JWT', () => {
    const zeros = '00000000-0000-0000-0000-000000000000';

    for (const token of ['opaque', 'a.b.c', `a.${Buffer.from('5').toString('base64url')}.c`]) {
      expect(callerOf(`Bearer ${token}`)).toEqual({ appId: zeros, objectId: zeros, principal: token });
    }
    expect(virtualCloud().call('GET', machinePath('x')).status).toBe(404);
  });
});
