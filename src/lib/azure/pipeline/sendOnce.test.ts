import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ArmServer, armClient, startArmServer } from './armServer.fixture.ts';
import { SUBSCRIPTION } from './policyRun.fixture.ts';
import { sendOnce } from './sendOnce.ts';
import { sendThrough } from './sendThrough.ts';

const MACHINE = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.HybridCompute/machines/web1`;
const OPERATION = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.HybridCompute/locations/westeurope/operationstatus/g`;
const SIGNED = 'api-version=2021-05-20&t=1&c=M%2BI&s=sig';
const EXTENSION = { location: 'westeurope', properties: { publisher: 'Microsoft.Azure.ActiveDirectory' } };

let arm: ArmServer;

beforeAll(async () => {
  arm = await startArmServer();
});

afterAll(() => arm.stop());

beforeEach(() => {
  arm.seen.length = 0;
});

const accepted = () => ({
  status: 202,
  headers: { 'azure-asyncoperation': `${arm.endpoint}${OPERATION}?${SIGNED}`, 'retry-after': '15' },
});

const asked = () => arm.seen.map(({ method, url }) => `${method} ${url.replace(/\?.*/, '')}`);

describe('machineExtensions.beginCreateOrUpdate', () => {
  it('sends nothing before the first poll, and then the PUT and a poll together', async () => {
    arm.replies(accepted(), { status: 200, body: { name: 'g', status: 'InProgress' } });
    const { client } = armClient(arm);

    const poller = await client.machineExtensions.beginCreateOrUpdate('rg', 'web1', 'AADLogin', EXTENSION);
    const afterBegin = asked();
    await poller.poll();

    expect(afterBegin).toEqual([]);
    expect(asked()).toEqual([`PUT ${MACHINE}/extensions/AADLogin`, `GET ${OPERATION}`]);
  });
});

describe('sendOnce', () => {
  it('sends the one PUT and answers with the URL of its operation', async () => {
    arm.replies(accepted());
    const { client, time } = armClient(arm);

    const answer = await sendOnce(
      (options) => client.machineExtensions.beginCreateOrUpdate('rg', 'web1', 'AADLogin', EXTENSION, options),
      { slot: time.clock.now(), correlationId: 'step-7' },
    );

    expect(answer).toMatchObject({
      status: 202,
      body: undefined,
      operationUrl: `${arm.endpoint}${OPERATION}?${SIGNED}`,
      headers: { 'retry-after': '15' },
    });
    expect(asked()).toEqual([`PUT ${MACHINE}/extensions/AADLogin`]);
    expect(arm.seen[0]?.headers['x-ms-correlation-request-id']).toBe('step-7');
    expect(JSON.parse(arm.seen[0]?.body ?? '')).toEqual(EXTENSION);
  });

  it('sends the one DELETE', async () => {
    arm.replies({ status: 204 });
    const { client } = armClient(arm);

    const answer = await sendOnce((options) => client.machineExtensions.beginDelete('rg', 'web1', 'AADLogin', options));

    expect(answer).toMatchObject({ status: 204, operationUrl: undefined });
    expect(asked()).toEqual([`DELETE ${MACHINE}/extensions/AADLogin`]);
  });

  it('throws what ARM refuses', async () => {
    arm.replies({ status: 409, body: { error: { code: 'HCRP409', message: 'still processing' } } });
    const { client } = armClient(arm);

    const call = sendOnce((options) =>
      client.machineExtensions.beginCreateOrUpdate('rg', 'web1', 'AADLogin', EXTENSION, options),
    );

    await expect(call).rejects.toMatchObject({ kind: 'conflict', code: 'HCRP409' });
    expect(arm.seen).toHaveLength(1);
  });

  it('says so when the options were not passed on', async () => {
    const call = sendOnce(() => Promise.resolve({ poll: () => Promise.resolve() }));

    await expect(call).rejects.toMatchObject({ kind: 'bug', code: 'NotAnswered' });
  });
});

describe('sendThrough', () => {
  it('sends a PATCH with the body as JSON, the token and the api-version', async () => {
    arm.replies({ status: 200, body: { identity: { type: 'SystemAssigned' } } });
    const { client } = armClient(arm);

    const answer = await sendThrough(client, {
      method: 'PATCH',
      url: `${arm.endpoint}${MACHINE}`,
      body: { identity: { type: 'SystemAssigned' } },
    });

    expect(answer).toMatchObject({ status: 200, body: { identity: { type: 'SystemAssigned' } } });
    expect(arm.seen).toMatchObject([
      {
        method: 'PATCH',
        url: `${MACHINE}?api-version=2024-07-10`,
        body: '{"identity":{"type":"SystemAssigned"}}',
        headers: { authorization: 'Bearer the-token', 'content-type': 'application/json', accept: 'application/json' },
      },
    ]);
  });

  it('asks a poll URL exactly as it was given', async () => {
    arm.replies({ status: 200, body: { status: 'InProgress' } });
    const { client } = armClient(arm);

    const answer = await sendThrough(client, { method: 'GET', url: `${arm.endpoint}${OPERATION}?${SIGNED}` });

    expect(answer.body).toEqual({ status: 'InProgress' });
    expect(arm.seen).toMatchObject([{ method: 'GET', url: `${OPERATION}?${SIGNED}`, body: '' }]);
  });

  it.each([
    {
      reply: { status: 403, body: { error: { code: 'AuthorizationFailed' } } },
      kind: 'denied',
      code: 'AuthorizationFailed',
    },
    { reply: { status: 404 }, kind: 'notFound', code: 'Http404' },
  ])('throws what is refused with $reply.status', async ({ reply, kind, code }) => {
    arm.replies(reply);
    const { client } = armClient(arm);

    const call = sendThrough(client, { method: 'GET', url: `${arm.endpoint}${MACHINE}` });

    await expect(call).rejects.toMatchObject({ kind, code });
  });

  it('refuses a poll URL on another host', async () => {
    const { client, tokens } = armClient(arm);

    const call = sendThrough(client, { method: 'GET', url: 'https://evil.example/operationstatus/g' });

    await expect(call).rejects.toMatchObject({ code: 'ForeignHost' });
    expect(tokens).toEqual([]);
  });
});
