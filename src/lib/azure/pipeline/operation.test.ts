import { describe, expect, it } from 'vitest';
import { operationKind, operationName } from './operation.ts';
import { ARM, MACHINE, SUBSCRIPTION } from './policyRun.fixture.ts';
import { subscriptionOf } from './resourceUrl.ts';

const QUERY = `${ARM}/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01`;

describe('operationKind', () => {
  it.each([
    { method: 'GET', url: MACHINE, kind: 'read' },
    { method: 'HEAD', url: MACHINE, kind: 'read' },
    { method: 'POST', url: QUERY, kind: 'read' },
    { method: 'PUT', url: MACHINE, kind: 'write' },
    { method: 'PATCH', url: MACHINE, kind: 'write' },
    { method: 'POST', url: `${MACHINE}/upgradeExtensions`, kind: 'write' },
    { method: 'POST', url: `${ARM}/subscriptions/${SUBSCRIPTION}`, kind: 'write' },
    { method: 'DELETE', url: MACHINE, kind: 'delete' },
  ])('counts $method $url as a $kind', ({ method, url, kind }) => {
    expect(operationKind(method, url)).toBe(kind);
  });
});

describe('operationName', () => {
  it.each([
    { url: MACHINE, name: 'GET Microsoft.HybridCompute/machines/*' },
    {
      url: `${MACHINE}/extensions/AADLogin?api-version=1`,
      name: 'GET Microsoft.HybridCompute/machines/*/extensions/*',
    },
    {
      url: `${ARM}/subscriptions/${SUBSCRIPTION}/providers/Microsoft.HybridCompute/machines`,
      name: 'GET Microsoft.HybridCompute/machines',
    },
    {
      url: `${MACHINE}/providers/Microsoft.Authorization/roleAssignments/0000`,
      name: 'GET Microsoft.Authorization/roleAssignments/*',
    },
    {
      url: `${ARM}/subscriptions/${SUBSCRIPTION}/providers/Microsoft.HybridCompute/locations/westeurope/operationstatus/guid?t=1&s=x`,
      name: 'GET Microsoft.HybridCompute/locations/*/operationstatus/*',
    },
    { url: QUERY, name: 'GET Microsoft.ResourceGraph/resources' },
    { url: `${ARM}/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`, name: 'GET subscriptions/*/resourceGroups/*' },
    { url: `${ARM}/subscriptions/${SUBSCRIPTION}/providers`, name: 'GET subscriptions/*/providers' },
  ])('is $name', ({ url, name }) => {
    expect(operationName('GET', url)).toBe(name);
  });
});

describe('subscriptionOf', () => {
  it.each([
    { url: MACHINE, subscription: SUBSCRIPTION },
    { url: `${ARM}//Subscriptions/ABC/providers/x`, subscription: 'abc' },
    { url: `${ARM}/subscriptions?api-version=1`, subscription: 'tenant' },
    { url: QUERY, subscription: 'tenant' },
  ])('of $url is $subscription', ({ url, subscription }) => {
    expect(subscriptionOf(url)).toBe(subscription);
  });
});
