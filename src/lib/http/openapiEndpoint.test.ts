import { expect, it } from 'vitest';
import { openApiEndpoint } from './openapiEndpoint.ts';
import { serve } from './serve.ts';
import { aRequest, someOptions } from './serving.fixture.ts';

const info = {
  title: 'T',
  version: '1',
  description: 'D',
  license: 'MIT',
  prefix: 'api',
  tags: { openapi: 'This description.' },
};

it('answers the description of the API, its own included, to anyone', async () => {
  const endpoint = openApiEndpoint([], info);
  const options = someOptions({ auth: { kind: 'entra', platformAuthEnabled: true } });

  const response = await serve(endpoint, aRequest(), undefined, options);

  expect(endpoint).toMatchObject({ method: 'GET', route: 'openapi.json', who: 'anyone' });
  expect(response.status).toBe(200);
  expect(JSON.parse(response.body ?? '')).toMatchObject({
    openapi: '3.1.0',
    tags: [{ name: 'openapi' }],
    paths: { '/openapi.json': { get: { operationId: 'openApi' } } },
  });
});

it('answers the same again', async () => {
  const endpoint = openApiEndpoint([], info);

  const first = await serve(endpoint, aRequest(), undefined, someOptions());
  const second = await serve(endpoint, aRequest(), undefined, someOptions());

  expect(second).toEqual(first);
});
