import { describe, expect, it } from 'vitest';
import { bodyOf, machinePath, virtualCloud } from '../testing/virtualCloud.ts';

const WEB_1 = machinePath('web-1');
const PUT = { location: 'westeurope' };

describe('faults', () => {
  it('hit once by default, first created first', () => {
    const { call, control } = virtualCloud();
    const ids = [500, 503].map((status) => bodyOf(control('POST', '/faults', { service: 'arm', status }))['id']);

    const seen = [call('PUT', WEB_1, PUT), call('PUT', WEB_1, PUT), call('PUT', WEB_1, PUT)];

    expect(seen.map(({ status }) => status)).toEqual([500, 503, 200]);
    expect(new Set(ids).size).toBe(2);
  });

  it('fit by service, method and a pattern on path and query', () => {
    const { call, rules } = virtualCloud();
    rules.faults.add({ service: 'identity', status: 500 });
    rules.faults.add({ service: 'arm', method: 'put', status: 501 });
    rules.faults.add({ service: 'arm', path: '/machines/WEB-1\\?api-version', status: 502 });

    expect(call('GET', machinePath('web-2')).status).toBe(404);
    expect(call('GET', WEB_1).status).toBe(502);
    expect(call('PUT', WEB_1, PUT).status).toBe(501);
  });

  it('answer with Retry-After, and with a body of their own', () => {
    const { call, rules } = virtualCloud();
    rules.faults.add({ service: 'arm', status: 429, retryAfter: 17, body: { mine: true } });
    rules.faults.add({ service: 'arm', status: 429 });

    expect(call('GET', WEB_1)).toMatchObject({ status: 429, headers: { 'retry-after': '17' }, body: { mine: true } });
    expect(call('GET', WEB_1).body).toMatchObject({ error: { code: 'SubscriptionRequestsThrottled' } });
  });

  it('keep the request from taking effect, unless they only lose the answer', () => {
    const { call, rules } = virtualCloud();
    rules.faults.add({ service: 'arm', method: 'PUT', dropConnection: true });
    rules.faults.add({ service: 'arm', method: 'PUT', dropConnection: true, processed: true });

    const lost = call('PUT', WEB_1, PUT);
    const afterFirst = call('GET', WEB_1);
    call('PUT', WEB_1, PUT);

    expect(lost).toMatchObject({ status: 0, dropConnection: true });
    expect(afterFirst.status).toBe(404);
    expect(call('GET', WEB_1).status).toBe(200);
  });

  it('hold an answer back without changing it', () => {
    const { call, rules } = virtualCloud();
    rules.faults.add({ service: 'arm', delayMs: 700 });

    expect(call('PUT', WEB_1, PUT)).toMatchObject({ status: 200, delayMs: 700 });
  });

  it('hit as often as they say, as likely as they say, and go when cleared', () => {
    const { call, control, rules } = virtualCloud({ throttled: false });
    rules.faults.add({ service: 'arm', status: 500, times: 1000, probability: 0.3 });

    const hits = Array.from({ length: 200 }, () => call('GET', WEB_1).status).filter((status) => status === 500).length;
    const cleared = control('DELETE', '/faults');

    expect(hits).toBeGreaterThan(30);
    expect(hits).toBeLessThan(100);
    expect(cleared.status).toBe(204);
    expect(Array.from({ length: 50 }, () => call('GET', WEB_1).status)).not.toContain(500);
  });
});
