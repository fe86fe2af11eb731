import { describe, expect, it } from 'vitest';
import { apiVersionPolicy } from './apiVersion.ts';
import { ARM, MACHINE, runPolicy } from './policyRun.fixture.ts';

const LOCATION = `${ARM}/subscriptions/s/providers/Microsoft.HybridCompute/locations/westeurope`;

describe('apiVersionPolicy', () => {
  it.each([
    { title: 'a machine', url: `${MACHINE}?api-version=2021-05-20`, sent: `${MACHINE}?api-version=2024-07-10` },
    {
      title: 'a nextLink, the rest of which stays as it was written',
      url: `${MACHINE}?$skiptoken=a%2Bb+c%20d&api-version=2021-05-20&$top=10`,
      sent: `${MACHINE}?$skiptoken=a%2Bb+c%20d&api-version=2024-07-10&$top=10`,
    },
    { title: 'a URL without one', url: MACHINE, sent: `${MACHINE}?api-version=2024-07-10` },
    {
      title: 'a URL with other parameters',
      url: `${MACHINE}?$expand=x`,
      sent: `${MACHINE}?$expand=x&api-version=2024-07-10`,
    },
    {
      title: 'a provider in any spelling',
      url: `${ARM}/providers/microsoft.hybridcompute/operations?Api-Version=1`,
      sent: `${ARM}/providers/microsoft.hybridcompute/operations?Api-Version=2024-07-10`,
    },
  ])('sets the version of $title', async ({ url, sent }) => {
    const run = runPolicy(apiVersionPolicy({ apiVersion: '2024-07-10' }), { url });
    await run.response;

    expect(run.sent[0]?.url).toBe(sent);
  });

  it.each([
    { title: 'the signed URL of a status', url: `${LOCATION}/operationstatus/g?api-version=2021-05-20&t=1&c=M%2B&s=x` },
    { title: 'the signed URL of a result', url: `${LOCATION}/operationResults/g?api-version=2021-05-20&t=1&s=x` },
    {
      title: 'another provider below a machine',
      url: `${MACHINE}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`,
    },
    { title: 'a resource without a provider', url: `${ARM}/subscriptions/s?api-version=2022-12-01` },
  ])('leaves $title alone', async ({ url }) => {
    const run = runPolicy(apiVersionPolicy({ apiVersion: '2024-07-10' }), { url });
    await run.response;

    expect(run.sent[0]?.url).toBe(url);
  });
});
