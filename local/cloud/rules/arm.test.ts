import { describe, expect, it } from 'vitest';
import { at, bodyOf, machinePath, SUBSCRIPTION, TENANT, virtualCloud } from '../testing/virtualCloud.ts';

const WEB_1 = machinePath('web-1');

describe('the front of ARM', () => {
  it('lets nobody in without a bearer token', () => {
    const { call } = virtualCloud();

    const reply = call('GET', WEB_1, undefined, { authorization: 'Basic abc' });

    expect(reply).toMatchObject({ status: 401, body: { error: { code: 'AuthenticationFailed' } } });
    expect(reply.headers['www-authenticate']).toMatch(/^Bearer authorization_uri=/);
  });

  it.each([
    ['without an api-version', `${WEB_1}?x=1`, 400, 'MissingApiVersionParameter'],
    ['with an api-version that never was', `${WEB_1}?api-version=2019-01-01`, 400, 'NoRegisteredProviderFound'],
    ['in an unknown subscription', WEB_1.replace('1111', '9999'), 404, 'SubscriptionNotFound'],
    [
      'for an unknown type',
      `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Other/things`,
      404,
      'InvalidResourceType',
    ],
  ])('refuses a request %s', (_what, path, status, code) => {
    const { call } = virtualCloud();

    expect(call('GET', path)).toMatchObject({ status, body: { error: { code } } });
  });

  it('refuses a method that a resource does not have, and says which it has', () => {
    const { call } = virtualCloud();

    expect(call('POST', WEB_1, {})).toMatchObject({ status: 405, headers: { allow: 'GET, PUT, PATCH, DELETE' } });
  });

  it('takes a doubled slash for one', () => {
    const { call } = virtualCloud();

    expect(call('PUT', `/${WEB_1}`, { location: 'westeurope' }).status).toBe(200);
  });

  it("carries ids to trace by, and the caller's own correlation id", () => {
    const { call } = virtualCloud();

    const own = call('GET', WEB_1);
    const given = call('GET', WEB_1, undefined, { 'x-ms-correlation-request-id': 'mine' });

    expect(own.headers['x-ms-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(given.headers['x-ms-correlation-request-id']).toBe('mine');
  });
});

describe('subscriptions and providers', () => {
  it('tells of a subscription in which tenant it is', () => {
    const { call } = virtualCloud();

    expect(call('GET', `/subscriptions/${SUBSCRIPTION.toUpperCase()}?api-version=2022-12-01`).body).toMatchObject({
      id: `/subscriptions/${SUBSCRIPTION}`,
      subscriptionId: SUBSCRIPTION,
      tenantId: TENANT,
      displayName: expect.any(String),
      state: 'Enabled',
    });
  });

  it('tells which api-versions and regions the provider has, by cloud', () => {
    const { call } = virtualCloud({ cloud: 'china' });

    const provider = bodyOf(call('GET', `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.HybridCompute`));

    expect(provider).toMatchObject({ namespace: 'Microsoft.HybridCompute', registrationState: 'Registered' });
    expect(at(provider, 'resourceTypes', '0')).toMatchObject({
      resourceType: 'machines',
      apiVersions: expect.arrayContaining(['2024-07-10', '2021-05-20']),
      locations: expect.arrayContaining(['China North 3']),
    });
    expect(at(provider, 'resourceTypes', '1', 'resourceType')).toBe('machines/extensions');
  });
});
