import { describe, expect, it } from 'vitest';
import { AAD_LOGIN, at, bodyOf, machinePath, type VirtualCloud, virtualCloud } from '../testing/virtualCloud.ts';
import type { CloudReply } from './exchange.ts';

const WEB_1 = machinePath('web-1');

function recorded({ control }: VirtualCloud, query = ''): unknown[] {
  const { body } = control('GET', `/requests${query}`);
  return String(body)
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

function tokenRequest(header: string) {
  const url = '/msi/token?resource=https://management.azure.com/&api-version=2019-08-01';
  return { method: 'GET', url, headers: { host: '127.0.0.1:1', 'x-identity-header': header } };
}

describe('GET /requests', () => {
  it('tells requests and answers in order, with absolute URLs', () => {
    const cloud = virtualCloud();
    cloud.call('PUT', WEB_1, { location: 'westeurope' });
    cloud.call('GET', machinePath('none'));

    const [put, get] = recorded(cloud);

    expect(put).toMatchObject({
      seq: 1,
      at: '2026-11-22T08:00:00.000Z',
      service: 'arm',
      request: {
        method: 'PUT',
        url: `https://localhost:8443${WEB_1}?api-version=2024-07-10`,
        body: { location: 'westeurope' },
      },
      response: { statusCode: 200, headers: { 'x-ms-request-id': expect.any(String) }, body: { name: 'web-1' } },
    });
    expect(get).toMatchObject({ seq: 2, response: { statusCode: 404 } });
  });

  it('shows no token and no secret', () => {
    const cloud = virtualCloud();
    const { rules } = cloud;
    cloud.call('GET', WEB_1, undefined, { authorization: 'Bearer very-secret' });
    const token = at(rules.identity.handle(tokenRequest(rules.identity.header)).body, 'access_token');

    const text = JSON.stringify(recorded(cloud));

    expect(token).toEqual(expect.any(String));
    for (const secret of ['very-secret', rules.identity.header, String(token)]) expect(text).not.toContain(secret);
    expect(recorded(cloud)[0]).toMatchObject({ request: { headers: { authorization: 'Bearer [masked]' } } });
  });

  it('chooses by service and by what was seen already', () => {
    const cloud = virtualCloud();
    cloud.call('GET', WEB_1);
    cloud.rules.identity.handle(tokenRequest('wrong'));
    cloud.call('GET', WEB_1);

    expect(recorded(cloud, '?service=arm').map((line) => at(line, 'seq'))).toEqual([1, 3]);
    expect(recorded(cloud, '?after=2').map((line) => at(line, 'seq'))).toEqual([3]);
    expect(cloud.control('GET', '/requests?service=other').status).toBe(400);
  });

  it('keeps the newest only', () => {
    const cloud = virtualCloud({ recordedRequests: 1500, throttled: false });
    for (let count = 0; count < 4000; count++) cloud.call('GET', '/x');

    const kept = recorded(cloud);

    expect(kept.length).toBe(1500);
    expect([at(kept[0], 'seq'), at(kept.at(-1), 'seq')]).toEqual([2501, 4000]);
  });

  it('tells of a dropped connection with status 0', () => {
    const cloud = virtualCloud();
    cloud.rules.faults.add({ service: 'arm', dropConnection: true });
    cloud.call('GET', WEB_1);

    expect(recorded(cloud)[0]).toMatchObject({ response: { statusCode: 0 } });
  });
});

describe('GET /stats', () => {
  it('counts by service, operation and status, writes per machine and events', () => {
    const cloud = virtualCloud();
    cloud.rules.events.subscribe('http://app/events', () => undefined);
    cloud.seconds(1);
    cloud.call('PUT', machinePath('Web-1'), { location: 'westeurope' });
    cloud.call('PUT', `${WEB_1}/extensions/AADLogin`, AAD_LOGIN);
    cloud.call('PUT', `${WEB_1}/extensions/AADLogin`, AAD_LOGIN);
    cloud.call('GET', WEB_1);
    cloud.rules.faults.add({ service: 'arm', dropConnection: true });
    cloud.call('GET', WEB_1);
    cloud.seconds(10);

    expect(bodyOf(cloud.control('GET', '/stats'))).toMatchObject({
      requests: {
        arm: {
          'machines/write': { 200: 1 },
          'machines/read': { 200: 1, dropped: 1 },
          'machines/extensions/write': { 202: 1, 409: 1 },
        },
      },
      writesPerMachine: { [machinePath('Web-1')]: 3 },
      eventsSent: 2,
      events: { created: 2, delivered: 2, pending: 0 },
    });
  });
});

describe('posting', () => {
  it('says what an agent will do, before its machine exists, and answers the sum', () => {
    const { call, control, seconds } = virtualCloud();
    control('POST', '/agents', { machineId: WEB_1, installSeconds: 1 });
    const { body } = control('POST', '/agents', { machineId: WEB_1, outcome: { exitCode: 51 }, times: 1 });
    call('PUT', WEB_1, { location: 'westeurope' });
    call('PUT', `${WEB_1}/extensions/AADLogin`, AAD_LOGIN);
    seconds(1);

    expect(body).toEqual({ machineId: WEB_1, installSeconds: 1, outcome: { exitCode: 51 }, times: 1 });
    expect(at(call('GET', `${WEB_1}/extensions/AADLogin`).body, 'properties', 'provisioningState')).toBe('Failed');
  });

  it('merges into how events are treated', () => {
    const { control } = virtualCloud();
    control('POST', '/events', { delayMs: 5 });

    expect(control('POST', '/events', { duplicate: 1 }).body).toEqual({
      delayMs: 5,
      duplicate: 1,
      reorder: false,
      dropRate: 0,
      schema: 'EventGridSchema',
    });
  });

  it.each([
    ['/faults', { service: 'storage' }, 'service'],
    ['/faults', { service: 'arm', path: '(' }, 'path'],
    ['/faults', { service: 'arm', typo: 1 }, 'typo'],
    ['/agents', { installSeconds: 1 }, 'machineId'],
    ['/agents', { machineId: 'web-1' }, 'machineId'],
    ['/agents', { machineId: '*', installSeconds: -1 }, 'installSeconds'],
    ['/events', { dropRate: 2 }, 'dropRate'],
    ['/events', 'text', 'body'],
    ['/subscribe', { endpoint: 'ftp://x' }, 'endpoint'],
  ])('to %s refuses %j and names the field', (path, body, field) => {
    const { control } = virtualCloud();

    expect(control('POST', path, body)).toMatchObject({
      status: 400,
      body: { code: 'bad-input', errors: [{ field }] },
    });
  });

  it('elsewhere is 404', () => {
    const { control } = virtualCloud();

    expect(control('POST', '/requests', {})).toMatchObject({ status: 404, body: { code: 'unknown-route' } });
  });

  it('a subscription answers when the handshake is over', () => {
    const { rules, seconds } = virtualCloud();
    const replies: CloudReply[] = [];
    const request = { method: 'POST', url: '/subscribe', headers: {}, body: { endpoint: 'http://app/events' } };

    rules.control(request, (reply) => replies.push(reply));
    const before = replies.length;
    seconds(1);

    expect(before).toBe(0);
    expect(replies).toMatchObject([{ status: 200, body: { endpoint: 'http://app/events' } }]);
  });
});
