import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../options.ts';
import { hostFor, KEYS, seenBy, type TestApp, writeApp } from '../testing/testApp.ts';

const BUNDLE = `
  app.eventGrid('events', { handler: (event, context) => {
    seen({ event, metadata: context.triggerMetadata });
    if (event.data?.fail) throw new Error('on purpose');
  } });
  app.http('open', { handler: () => ({ body: 'open' }) });
`;

let app: TestApp;
let host: Host;

interface Sent {
  query?: string;
  method?: string;
  type?: string;
  body?: unknown;
}

async function send({
  query = `functionName=events&code=${KEYS.eventGrid}`,
  method = 'POST',
  type,
  body,
}: Sent): Promise<Response> {
  return fetch(`${host.url}/runtime/webhooks/EventGrid?${query}`, {
    method,
    headers: type === undefined ? {} : { 'aeg-event-type': type },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

beforeAll(async () => {
  app = await writeApp(BUNDLE);
  host = await hostFor(app);
});

afterAll(async () => {
  await host.stop();
  await app.remove();
});

describe('the Event Grid webhook', () => {
  it.each<[string, Sent, number, string]>([
    ['no key', { query: 'functionName=events' }, 401, ''],
    ['a wrong key', { query: 'functionName=events&code=wrong' }, 401, ''],
    ['the function key', { query: `functionName=events&code=${KEYS.function}` }, 403, ''],
    ['the master key', { query: `functionName=events&code=${KEYS.master}`, type: 'Notification', body: [] }, 202, ''],
    ['an unknown function', { query: `functionName=nope&code=${KEYS.eventGrid}` }, 404, `cannot find function: 'nope'`],
    [
      'a name in other case',
      { query: `functionName=Events&code=${KEYS.eventGrid}` },
      404,
      `cannot find function: 'Events'`,
    ],
    [
      'a function of another kind',
      { query: `functionName=open&code=${KEYS.eventGrid}` },
      404,
      `cannot find function: 'open'`,
    ],
    ['no event type', { body: [] }, 400, ''],
    ['an unknown event type', { type: 'Other', body: [] }, 400, ''],
    ['GET', { method: 'GET', type: 'Notification' }, 400, ''],
    ['PATCH', { method: 'PATCH', type: 'Notification' }, 404, ''],
    ['a body that is not JSON', { type: 'Notification', body: 'no json' }, 500, ''],
    ['a validation without a code', { type: 'SubscriptionValidation', body: [{ data: 'x' }] }, 500, ''],
    ['Unsubscribe', { type: 'Unsubscribe', body: {} }, 202, ''],
  ])('answers %s as measured', async (_, sent, status, body) => {
    const response = await send(sent);

    expect(response.status).toBe(status);
    expect(await response.text()).toBe(body);
    expect(response.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
  });

  it.each([
    ['a list', [{ data: { validationCode: 'abc' } }]],
    ['one object', { data: { validationCode: 'abc' } }],
    ['data as text', [{ data: '{"validationCode":"abc"}' }]],
  ])('answers a subscription validation given as %s', async (_, body) => {
    const response = await send({ type: 'SubscriptionValidation', body });

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.json()).toEqual({ validationResponse: 'abc' });
  });

  it('allows Event Grid to send when asked with OPTIONS', async () => {
    const response = await send({ method: 'OPTIONS' });

    expect(response.status).toBe(200);
    expect(response.headers.get('webhook-allowed-origin')).toBe('eventgrid.azure.net');
  });

  it('runs the function once per event, and answers 500 for the batch when one of them fails', async () => {
    const before = seenBy(app).length;

    const response = await send({
      type: 'Notification',
      body: [
        { id: '1', data: { fail: true } },
        { id: '2', data: { a: 1 } },
      ],
    });

    expect(response.status).toBe(500);
    expect(await response.text()).toBe('Exception while executing function: Functions.events');
    expect(seenBy(app).slice(before)).toEqual([
      { event: { id: '1', data: { fail: true } }, metadata: { data: { fail: true } } },
      { event: { id: '2', data: { a: 1 } }, metadata: { data: { a: 1 } } },
    ]);
  });

  it.each([
    ['one CloudEvent', { specversion: '1.0', id: 'c', data: { b: 2 } }],
    ['CloudEvents in a list', [{ specversion: '1.0', id: 'c', data: { b: 2 } }]],
  ])('passes %s on as it is', async (_, body) => {
    const response = await send({ type: 'Notification', body });

    expect(response.status).toBe(202);
    expect(seenBy(app).at(-1)).toEqual({
      event: { specversion: '1.0', id: 'c', data: { b: 2 } },
      metadata: { data: { b: 2 } },
    });
  });
});
