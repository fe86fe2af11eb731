import { describe, expect, it } from 'vitest';
import { EVENTUAL, person, team } from '../../testing/people.ts';
import { at, virtualCloud } from '../../testing/virtualCloud.ts';

describe('resource units', () => {
  it.each([
    ['GET', '/users', 2],
    ['GET', '/users?$select=id', 1],
    ['GET', '/users/ada@contoso.com', 1],
    ['GET', '/groups/WEB', 1],
    ['GET', '/groups/WEB/members', 3],
    ['GET', '/groups/WEB/members?$select=id&$top=19', 1],
    ['GET', '/groups/WEB/members?$top=20', 3],
    ['GET', '/groups/WEB/transitiveMembers', 5],
    ['GET', '/groups/WEB/transitiveMembers?$select=id', 4],
    ['GET', '/users/ada@contoso.com/memberOf', 2],
    ['GET', '/users/ada@contoso.com/transitiveMemberOf', 2],
    ['POST', '/users/ada@contoso.com/checkMemberGroups', 4],
    ['POST', '/users/ada@contoso.com/getMemberGroups', 2],
    ['POST', '/directoryObjects/getByIds', 3],
    ['GET', '/nonsense', 1],
  ])('of %s %s', (method, path, units) => {
    const cloud = virtualCloud();
    const web = team(cloud, 'web', [person(cloud, 'ada')]);

    const reply = cloud.graph(method, path.replace('WEB', web), {}, EVENTUAL);

    expect(reply.headers['x-ms-resource-unit']).toBe(String(units));
  });

  it.each([
    [49, 3500],
    [50, 5000],
    [500, 5000],
    [501, 8000],
  ])('in a tenant of %i users suffice for %i in ten seconds', (users, limit) => {
    const cloud = virtualCloud();
    for (let number = 0; number < users; number++) cloud.rules.directory.store.add('user', {});
    const read = () => cloud.graph('GET', '/organization').status;

    const statuses = Array.from({ length: limit }, read);

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(read()).toBe(429);
  });

  it('end with 429, and begin anew when the ten seconds are over, for each app on its own', () => {
    const cloud = virtualCloud();
    const read = (app = 'one') => cloud.graph('GET', '/groups', undefined, { authorization: `Bearer ${app}` });
    for (let count = 0; count < 3500; count++) read();
    cloud.seconds(8.5);

    const refused = read();

    expect(refused).toMatchObject({
      status: 429,
      headers: { 'retry-after': '2', 'x-ms-throttle-information': 'ResourceUnitLimitExceeded' },
      body: { error: { code: 'TooManyRequests', message: 'Too many requests.' } },
    });
    expect(read('two').status).toBe(200);
    cloud.seconds(1.5);
    expect(read().status).toBe(200);
  });

  it('are told from four fifths on', () => {
    const cloud = virtualCloud();
    const read = () => cloud.graph('GET', '/groups').headers['x-ms-throttle-limit-percentage'];

    const told = Array.from({ length: 2800 }, read);

    expect(told.slice(0, -1).every((part) => part === undefined)).toBe(true);
    expect(told.at(-1)).toBe('0.80');
  });

  it('refuse the parts of a batch one by one', () => {
    const cloud = virtualCloud();
    for (let count = 0; count < 3499; count++) cloud.graph('GET', '/groups');

    const requests = ['1', '2'].map((id) => ({ id, method: 'GET', url: '/groups' }));
    const { status, body } = cloud.graph('POST', '/$batch', { requests });
    const statuses = [at(body, 'responses', '0', 'status'), at(body, 'responses', '1', 'status')];

    expect(status).toBe(200);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
  });

  it('do not matter where nothing is throttled', () => {
    const cloud = virtualCloud({ throttled: false });

    const reply = cloud.graph('GET', '/groups');

    expect(reply.headers).not.toHaveProperty('x-ms-resource-unit');
    for (let count = 0; count < 4000; count++) expect(cloud.graph('GET', '/groups').status).toBe(200);
  });
});
