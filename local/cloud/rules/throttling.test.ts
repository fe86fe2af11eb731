import { describe, expect, it } from 'vitest';
import { machinePath, SUBSCRIPTION, type VirtualCloud, virtualCloud } from '../testing/virtualCloud.ts';
import type { CloudName } from './clouds.ts';

const WEB_1 = machinePath('web-1');
const PREFIX = 'x-ms-ratelimit-remaining-subscription';

function statuses(cloud: VirtualCloud, count: number, method: string, token = 'one'): number[] {
  return Array.from(
    { length: count },
    () => cloud.call(method, WEB_1, { location: 'x' }, { authorization: `Bearer ${token}` }).status,
  );
}

const throttledAmong = (list: number[]) => list.filter((status) => status === 429).length;

describe('throttling', () => {
  it.each<[CloudName, string, number]>([
    ['public', 'GET', 250],
    ['public', 'PUT', 200],
    ['public', 'DELETE', 200],
    ['usgov', 'PUT', 200],
    ['china', 'PUT', 1200],
  ])('lets through as many as are documented at once: %s %s %d', (cloudName, method, size) => {
    const cloud = virtualCloud({ cloud: cloudName, recordedRequests: 0 });

    const list = statuses(cloud, size + 3, method);

    expect(throttledAmong(list.slice(0, size))).toBe(0);
    expect(throttledAmong(list.slice(size))).toBe(3);
  });

  it('refuses as ARM does, with the wait in seconds', () => {
    const cloud = virtualCloud();
    statuses(cloud, 200, 'PUT', '11111111-2222-4333-8444-555555555555');

    const reply = cloud.call('PUT', WEB_1, {}, { authorization: 'Bearer 11111111-2222-4333-8444-555555555555' });

    expect(reply).toMatchObject({
      status: 429,
      headers: { 'retry-after': '10' },
      body: {
        error: {
          code: 'SubscriptionRequestsThrottled',
          message: `Number of 'write' requests for subscription '${SUBSCRIPTION}' actor '11111111-2222-4333-8444-555555555555' exceeded. Please try again after '10' seconds.`,
        },
      },
    });
  });

  it('refills after the wait, but begins the wait anew for who comes early', () => {
    const cloud = virtualCloud();
    statuses(cloud, 201, 'PUT');

    cloud.seconds(9);
    const early = statuses(cloud, 1, 'PUT');
    cloud.seconds(9);
    const earlyAgain = statuses(cloud, 1, 'PUT');
    cloud.seconds(10);
    const afterwards = statuses(cloud, 200, 'PUT');

    expect([early, earlyAgain]).toEqual([[429], [429]]);
    expect(throttledAmong(afterwards)).toBe(0);
  });

  it('refills at the documented rate', () => {
    const cloud = virtualCloud();
    statuses(cloud, 200, 'PUT');
    cloud.seconds(3);

    expect(throttledAmong(statuses(cloud, 31, 'PUT'))).toBe(1);
  });

  it('counts the hour of China from the first request, and says how long it still lasts', () => {
    const cloud = virtualCloud({ cloud: 'china' });
    statuses(cloud, 600, 'PUT');
    cloud.seconds(1800);
    statuses(cloud, 600, 'PUT');

    const refused = cloud.call('PUT', WEB_1, {}, { authorization: 'Bearer one' });
    cloud.seconds(1800);
    const afterwards = statuses(cloud, 1200, 'PUT');

    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '1800' } });
    expect(throttledAmong(afterwards)).toBe(0);
  });

  it('counts principals, kinds of request and subscriptions apart', () => {
    const other = '33333333-3333-4333-8333-333333333333';
    const cloud = virtualCloud({ subscriptions: [SUBSCRIPTION, other] });
    statuses(cloud, 201, 'PUT');

    const elsewhere = cloud.call(
      'PUT',
      WEB_1.replace(SUBSCRIPTION, other),
      { location: 'x' },
      { authorization: 'Bearer one' },
    );

    expect(statuses(cloud, 1, 'PUT', 'two')).toEqual([200]);
    expect(statuses(cloud, 1, 'GET')).toEqual([200]);
    expect(elsewhere.status).toBe(200);
  });

  it('limits all principals together to fifteen times one', () => {
    const cloud = virtualCloud({ recordedRequests: 0 });

    const list = Array.from({ length: 16 }, (_, index) => statuses(cloud, 200, 'PUT', `principal-${index}`)).flat();

    expect(throttledAmong(list)).toBe(200);
  });

  it.each([
    ['GET', WEB_1, [`${PREFIX}-global-reads`]],
    ['PUT', WEB_1, [`${PREFIX}-resource-requests`]],
    ['DELETE', WEB_1, [`${PREFIX}-deletes`]],
    ['GET', `/subscriptions/${SUBSCRIPTION}`, [`${PREFIX}-global-reads`, `${PREFIX}-reads`]],
  ])('tells what is left: %s %s', (method, path, names) => {
    const { call } = virtualCloud();

    const { headers } = call(method, path, { location: 'x' });

    expect(
      Object.keys(headers)
        .filter((name) => name.startsWith(PREFIX))
        .toSorted(),
    ).toEqual(names);
  });

  it('can be turned off', () => {
    const cloud = virtualCloud({ throttled: false });

    expect(throttledAmong(statuses(cloud, 300, 'PUT'))).toBe(0);
  });
});
