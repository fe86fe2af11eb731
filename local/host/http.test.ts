import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from './options.ts';
import { hostFor, KEYS, seenBy, type TestApp, writeApp } from './testing/testApp.ts';

const BUNDLE = `
  app.http('open', { handler: async () => ({ body: 'open' }) });
  app.http('keyed', { authLevel: 'function', handler: () => ({ jsonBody: { ok: true } }) });
  app.http('adminOnly', { authLevel: 'admin', handler: () => ({ body: 'admin' }) });
  app.http('disabled', { handler: () => ({ body: 'never' }) });
  app.http('item', { methods: ['GET', 'PUT'], route: 'items/{id:int?}', handler: (request) => ({ jsonBody: request.params }) });
  app.http('files', { route: 'files/{*rest}', handler: (request) => ({ jsonBody: request.params }) });
  app.http('a-twin', { route: 'twin', handler: () => ({ body: 'first by name' }) });
  app.http('b-twin', { route: 'TWIN', handler: () => ({ body: 'second by name' }) });
  app.http('badRoute', { route: 'x/{id:regex(a)}', handler: () => ({ body: 'never' }) });
  app.http('echo', { methods: ['POST'], handler: async (request, context) => {
    context.log('echoing\\nthe secret');
    return {
      status: 201,
      headers: { 'x-query': request.query.get('q'), 'content-type': 'application/octet-stream' },
      cookies: [{ name: 'a', value: 'b c', maxAge: 5, httpOnly: true }, { name: 'd', value: 'e', sameSite: 'Lax' }],
      body: new Uint8Array(await request.arrayBuffer()),
    };
  } });
  app.http('streams', { handler: () => ({ body: new Blob(['one ', 'two']).stream() }) });
  app.http('named', { route: 'named/{name}', handler: (request) => ({ jsonBody: request.params }) });
  app.http('read', { methods: ['POST'], handler: async (request) => ({ body: 'read: ' + await request.text() }) });
  app.eventGrid('events', { handler: (event) => seen(event) });
  app.http('throws', { handler: () => { throw new Error('on purpose'); } });
  app.http('text', { handler: () => 'just text' });
  app.http('nothing', { handler: () => undefined });
  app.http('context', { handler: (request, context) => ({ jsonBody: {
    name: context.functionName, trace: context.traceContext.traceParent, trigger: context.options.trigger.type, url: request.url } }) });
  app.http('hooked', { handler: (text) => ({ body: 'handler got ' + text }) });
  app.hook.log((hook) => { hook.message = hook.message.replace('secret', '***'); });
  app.hook.appStart(() => seen('appStart'));
  app.hook.appTerminate(() => seen('appTerminate'));
  app.hook.preInvocation((hook) => { if (hook.invocationContext.functionName === 'hooked') { hook.inputs = ['a new input']; hook.hookData.mark = '!'; } });
  app.hook.postInvocation((hook) => { if (hook.invocationContext.functionName === 'hooked') hook.result = { body: hook.result.body + hook.hookData.mark }; });
`;

let app: TestApp;
let host: Host & { lines: string[] };
const call = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${host.url}${path}`, init);
const statusOf = async (path: string, init: RequestInit = {}): Promise<number> => (await call(path, init)).status;

beforeAll(async () => {
  app = await writeApp(BUNDLE);
  host = await hostFor(app, { env: { 'AzureWebJobs.disabled.Disabled': 'true' } });
});

afterAll(async () => {
  await host.stop();
  await app.remove();
});

describe('an HTTP function of the local host', () => {
  it.each([
    ['/api/open', {}, 200],
    ['/api/keyed', {}, 401],
    ['/api/keyed?code=wrong', {}, 401],
    [`/api/keyed?CODE=${KEYS.function}`, {}, 200],
    ['/api/named/%00', {}, 400],
    [`/api/keyed?code=${KEYS.function}`, {}, 200],
    [`/api/keyed?code=${KEYS.master}`, {}, 200],
    [`/api/keyed?code=${KEYS.eventGrid}`, {}, 401],
    ['/api/keyed', { headers: { 'x-functions-key': KEYS.function } }, 200],
    [`/api/keyed?code=${KEYS.function}`, { headers: { 'x-functions-key': 'wrong' } }, 401],
    [`/api/adminOnly?code=${KEYS.function}`, {}, 401],
    [`/api/adminOnly?code=${KEYS.master}`, {}, 200],
    ['/api/disabled', {}, 404],
    ['/api/badRoute', {}, 404],
    ['/api', {}, 404],
    ['/api/unknown', {}, 404],
    ['/api/open', { method: 'DELETE' }, 404],
    ['/api/open', { method: 'HEAD' }, 404],
    ['/api/open', { method: 'OPTIONS' }, 404],
    ['/api/items/abc', {}, 404],
    ['/api/items/12', { method: 'PUT' }, 200],
    ['/api/throws', {}, 500],
    ['/api/text', {}, 500],
    ['/api/nothing', {}, 204],
  ])('answers %s %o with %i', async (path, init, status) => {
    const response = await call(path, init);

    expect(response.status).toBe(status);
  });

  it.each(['/api/keyed', '/api/adminOnly', '/api/unknown', '/api/throws', '/api/text', '/api/nothing'])(
    'answers a problem at %s without a body',
    async (path) => {
      const response = await call(path);

      expect(await response.text()).toBe('');
    },
  );

  it.each([
    ['/api/items/12', { id: '12' }],
    ['/API/Items', {}],
    ['/api/files/A/b%20c.txt', { rest: 'A/b c.txt' }],
    ['/api/files', {}],
    ['/api/named/%FC', { name: '%FC' }],
    ['/api/named/a%', { name: 'a%' }],
    ['/api/named/a%zz%20b', { name: 'a%zz b' }],
  ])('gives %s the parameters %o', async (path, params) => {
    expect(await (await call(path)).json()).toEqual(params);
  });

  it('gets the body as bytes and answers with its own status, headers and cookies', async () => {
    const bytes = Buffer.from([0, 255, 10, 13]);

    const response = await call('/api/echo?q=1&q=2', { method: 'POST', body: bytes });

    expect(response.status).toBe(201);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    expect(response.headers.get('x-query')).toBe('1,2');
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.getSetCookie()).toEqual([
      'a=b%20c; max-age=5; path=/; httponly',
      'd=e; path=/; samesite=Lax',
    ]);
    expect(host.lines).toContain('information echo echoing\\nthe ***');
  });

  it('takes as much path and headers as Kestrel does', async () => {
    const long = 'a'.repeat(7000);

    expect(await (await call(`/api/named/${long}`)).json()).toEqual({ name: long });
    expect(await statusOf(`/api/named/${'a'.repeat(9000)}`)).toBe(414);
    expect(await statusOf('/api/open', { headers: { 'x-long': 'a'.repeat(24_000) } })).toBe(200);
  });

  it('gets no body that is sent in chunks', async () => {
    const body = new Blob(['lost']).stream();

    const response = await call('/api/read', { method: 'POST', body, duplex: 'half' });

    expect(await response.text()).toBe('read: ');
    expect(await (await call('/api/read', { method: 'POST', body: 'kept' })).text()).toBe('read: kept');
  });

  it('may stream its body', async () => {
    expect(await (await call('/api/streams')).text()).toBe('one two');
  });

  it('shares a route with another only by name: the first answers', async () => {
    expect(await (await call('/api/twin')).text()).toBe('first by name');
  });

  it('knows its name, its trigger, the address called and the trace of its caller', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

    const seen = await (await call('/api/context?x=1', { headers: { traceparent } })).json();

    expect(seen).toEqual({
      name: 'context',
      trace: traceparent,
      trigger: 'httpTrigger',
      url: `${host.url}/api/context?x=1`,
    });
  });

  it('gets its inputs from the hooks before it and leaves its result to the hooks after it', async () => {
    expect(await (await call('/api/hooked')).text()).toBe('handler got a new input!');
  });

  it('leaves the reason of a failure in the log', async () => {
    await call('/api/throws');

    expect(
      host.lines.find((line) => line.startsWith('error throws Invocation failed: Error: on purpose')),
    ).toBeDefined();
  });

  it('with a route that cannot be read is left out with a sentence', () => {
    expect(host.lines.find((line) => line.startsWith('error badRoute'))).toContain('the route "x/{id:regex(a)}"');
  });
});

describe('the webhook of Event Grid', () => {
  const deliver = (body: string | ReadableStream): Promise<Response> =>
    call(`/runtime/webhooks/EventGrid?functionName=events&code=${KEYS.eventGrid}`, {
      method: 'POST',
      headers: { 'aeg-event-type': 'Notification' },
      body,
      duplex: 'half',
    });

  it.each(['[null]', '[1]', '"x"', '1', 'null', '[[]]', '{'])(
    'answers %s, which is no event, with 500',
    async (body) => {
      expect((await deliver(body)).status).toBe(500);
    },
  );

  it('takes events that are sent in chunks', async () => {
    expect((await deliver(new Blob(['[{"id": "1"}]']).stream())).status).toBe(202);
    expect(seenBy(app)).toContainEqual({ id: '1' });
  });
});

describe('the local host', () => {
  it('has a page at its root', async () => {
    const response = await call('/');

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
  });

  it('lists what the app registered, in order of name', () => {
    expect(host.functions.map(({ name }) => name)).toEqual(host.functions.map(({ name }) => name).toSorted());
    expect(host.functions.find(({ name }) => name === 'keyed')).toMatchObject({ triggerType: 'httpTrigger' });
  });

  it('loads every app afresh, so that two run in one process', async () => {
    const other = await writeApp(`app.setup({}); app.http('open', { handler: () => ({ body: 'the other' }) });`);
    const second = await hostFor(other);

    expect(await (await fetch(`${second.url}/api/open`)).text()).toBe('the other');
    expect(await (await call('/api/open')).text()).toBe('open');

    await second.stop();
    await other.remove();
  });

  it('finishes running requests at its end, runs the app’s hooks once and frees the port', async () => {
    const slow = await writeApp(`
      app.hook.appTerminate(() => seen('terminated'));
      app.http('slow', { handler: async () => { seen('begun'); await new Promise((r) => setTimeout(r, 200)); return { body: 'done' }; } });`);
    const ending = await hostFor(slow);
    const answer = fetch(`${ending.url}/api/slow`).then((response) => response.text());
    await expect.poll(() => seenBy(slow)).toEqual(['begun']);

    await Promise.all([ending.stop(), ending.stop()]);

    expect(await answer).toBe('done');
    expect(seenBy(slow)).toEqual(['begun', 'terminated']);
    await expect(fetch(`${ending.url}/api/slow`)).rejects.toThrow('fetch failed');
    await slow.remove();
  });

  it.each([
    [
      'throws while loading',
      `throw new Error('broken bundle')`,
      /bundle\.cjs threw while loading: Error: broken bundle/,
    ],
    ['registers nothing', ``, /registered nothing/],
    ['registers a name twice', `app.http('x', { handler() {} }); app.http('x', { handler() {} });`, /registered twice/],
    [
      'fails in an appStart hook',
      `app.http('x', { handler() {} }); app.hook.appStart(() => { throw new Error('no'); });`,
      /no/,
    ],
  ])('does not start with an app that %s', async (_, bundle, problem) => {
    const broken = await writeApp(bundle);

    await expect(hostFor(broken)).rejects.toThrow(problem);

    await broken.remove();
  });

  it('says which port is in use', async () => {
    const port = Number(new URL(host.url).port);

    await expect(hostFor(app, { port })).rejects.toThrow(`Cannot listen on 127.0.0.1:${port}: it is in use`);
  });

  it('answers unknown keys and names to administrators as the real host does', async () => {
    const run = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"input": "x"}' };
    const key = `code=${KEYS.master}`;

    expect(await statusOf('/admin/host/ping')).toBe(200);
    const keyless = await call('/admin/host/status');
    expect([keyless.status, keyless.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await statusOf(`/admin/host/status?code=${KEYS.function}`)).toBe(403);
    expect(await statusOf('/admin/functions/open', run)).toBe(401);
    expect(await statusOf(`/admin/functions/unknown?${key}`, run)).toBe(404);
    expect(await statusOf(`/admin/functions/open?${key}`, { ...run, headers: { 'content-type': 'text/plain' } })).toBe(
      415,
    );
    expect(await statusOf(`/admin/functions/open?${key}`, { ...run, body: '' })).toBe(400);
    expect(await statusOf(`/admin/functions/open?${key}`, { ...run, body: '{' })).toBe(400);
    expect(await statusOf(`/admin/functions/open?${key}`, { ...run, body: '{}' })).toBe(202);
    expect(await statusOf(`/admin/functions/throws?${key}`, run)).toBe(202);
    expect(await statusOf(`/admin/functions/disabled?${key}`, run)).toBe(202);
    expect(await statusOf(`/admin/elsewhere?${key}`)).toBe(404);
  });

  it('describes itself to administrators', async () => {
    const status = await (await call(`/admin/host/status?code=${KEYS.master}`)).json();
    const functions: unknown = await (await call(`/admin/functions?code=${KEYS.master}`)).json();

    expect(status).toMatchObject({
      id: expect.stringMatching(/^local-/),
      state: 'Running',
      version: expect.any(String),
    });
    expect(functions).toContainEqual(expect.objectContaining({ name: 'disabled', isDisabled: true }));
    expect(functions).toContainEqual(
      expect.objectContaining({
        name: 'open',
        config: { bindings: expect.arrayContaining([expect.objectContaining({ type: 'httpTrigger' })]) },
      }),
    );
  });
});
