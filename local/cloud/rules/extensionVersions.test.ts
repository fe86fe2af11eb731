import { describe, expect, it } from 'vitest';
import { officialShapes } from '../testing/officialShapes.ts';
import { at, SUBSCRIPTION, virtualCloud } from '../testing/virtualCloud.ts';

const path = (
  location: string,
  extension = 'publishers/Microsoft.Azure.ActiveDirectory/extensionTypes/AADLoginForWindows',
) => `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.HybridCompute/locations/${location}/${extension}/versions`;

describe('the versions of an extension in a region', () => {
  it.each([
    ['by its name', 'chinanorth3'],
    ['by its display name', 'China%20North%203'],
  ])('are listed for a region %s', (_what, location) => {
    const { call } = virtualCloud({ cloud: 'china' });

    const reply = call('GET', path(location));

    expect(reply.status).toBe(200);
    expect(at(reply.body, 'value', '0', 'properties')).toEqual({
      version: '2.1.0.0',
      extensionType: 'AADLoginForWindows',
      publisher: 'Microsoft.Azure.ActiveDirectory',
    });
  });

  it.each([
    ['in a region that does not have it', path('brazilsoutheast')],
    ['of an extension that nobody knows', path('chinanorth3', 'publishers/Contoso/extensionTypes/None')],
  ])('are none %s', (_what, url) => {
    const { call } = virtualCloud({ cloud: 'china' });

    expect(call('GET', url)).toMatchObject({ status: 200, body: { value: [] } });
  });

  it('have the shape of the official OpenAPI', () => {
    const { call } = virtualCloud({ cloud: 'china' });
    const wrongWith = officialShapes('extensionversions-2024-07-10');

    expect(wrongWith('ExtensionValueListResult', call('GET', path('chinanorth3')).body)).toEqual([]);
    expect(wrongWith('ExtensionValueListResult', { value: [{ properties: { version: 2 } }] })).not.toEqual([]);
  });

  it('are refused for a region that the cloud does not have', () => {
    const { call } = virtualCloud({ cloud: 'china' });

    expect(call('GET', path('westeurope'))).toMatchObject({
      status: 400,
      body: { error: { code: 'NoRegisteredProviderFound' } },
    });
  });
});
