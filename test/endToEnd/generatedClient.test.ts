/** The running API, called through a client that is generated from its own description. */
import type { AxiosResponse } from 'axios';
import { type OpenAPIClient, OpenAPIClientAxios, type UnknownOperationMethod } from 'openapi-client-axios';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { DEMO_SUBSCRIPTION } from '../../local/start/laptop.ts';
import { type Stack, stackFor } from './laptopFor.ts';

const MACHINE = { subscriptionId: DEMO_SUBSCRIPTION.toUpperCase(), resourceGroup: 'rg-client', name: 'client-01' };

const described = z.object({ servers: z.array(z.object({ url: z.string() })) });

describe('a client generated from GET /openapi.json', () => {
  let stack: Stack;
  let client: OpenAPIClient;
  const call = async (operation: string, ...input: Parameters<UnknownOperationMethod>): Promise<AxiosResponse> => {
    const method = client[operation];
    if (method === undefined) throw new Error(`The client has no operation ${operation}.`);
    return method(...input);
  };
  const anyStatus = { validateStatus: () => true };

  beforeAll(async () => {
    stack = await stackFor();
    const { functions, keys } = stack.laptop.endpoints;
    const source = `${functions}/api/openapi.json`;
    const { url = '' } = described.parse(await (await fetch(source)).json()).servers[0] ?? {};
    client = await new OpenAPIClientAxios({
      definition: source,
      // Relative to where the description was read, as OpenAPI 3.1 has it (§4.8.5, Server Object).
      withServer: { url: new URL(url, source).href },
      axiosConfigDefaults: { headers: { 'x-functions-key': keys.function } },
    }).init();
  });
  afterAll(() => stack.close());

  it('reaches the app, and nobody else', async () => {
    const { status, data } = await call('health');

    expect(status).toBe(200);
    expect(data).toEqual({ status: 'ok' });
  });

  it('has an operation for every function that a client may call', async () => {
    const reads = ['fleet', 'machines', 'healthChecks', 'accessRuns', 'accessQuarantines', 'openApi'];

    const answers = await Promise.all(reads.map((name) => call(name)));

    expect(answers.map(({ status }) => status)).toEqual(reads.map(() => 200));
  });

  it('sends path, query and body as described, and gets them understood', async () => {
    await stack.register({ ...MACHINE, subscriptionId: DEMO_SUBSCRIPTION });

    const asked = await call('reconcileMachine', MACHINE);
    const listed = await call('machines', { q: 'client', limit: 1 });
    const offboarded = await call('offboardMachine', MACHINE, { reason: 'Decommissioned.' }, anyStatus);

    expect(asked.status).toBe(202);
    expect(listed.data).toMatchObject({ items: [{ name: 'client-01' }], next: null });
    // The function key is too weak for this one: the host answers, and says nothing.
    expect(offboarded).toMatchObject({ status: 401, data: '' });
  });

  it('learns by the entity tag that nothing has changed, and gets large answers compressed', async () => {
    const first = await call('openApi', undefined, undefined, {
      headers: { 'accept-encoding': 'gzip' },
      decompress: false,
      responseType: 'arraybuffer',
    });
    const again = await call('openApi', { 'If-None-Match': first.headers['etag'] }, undefined, anyStatus);

    expect(first.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(again.status).toBe(304);
  });
});
