import { describe, expect, it } from 'vitest';
import { officialShapes } from '../../testing/officialShapes.ts';
import { codeOf, EVENTUAL, person, team } from '../../testing/people.ts';
import { at, virtualCloud } from '../../testing/virtualCloud.ts';

const wrongWith = officialShapes('graph-v1.0-directory');
const NOBODY = '99999999-9999-4999-8999-999999999999';

describe("Graph's front", () => {
  it('refuses who brings no token, with the challenge and something to quote to support', () => {
    const reply = virtualCloud().graph('GET', '/users', undefined, { authorization: '' });

    expect(reply).toMatchObject({ status: 401, body: { error: { code: 'InvalidAuthenticationToken' } } });
    expect(reply.headers['www-authenticate']).toMatch(/^Bearer /);
    expect(at(reply.body, 'error', 'innerError')).toEqual({
      date: '2026-11-22T08:00:00',
      'request-id': reply.headers['request-id'],
      'client-request-id': reply.headers['client-request-id'],
    });
  });

  it('tells on every answer its own id, that of the client, and the time', () => {
    const reply = virtualCloud().graph('GET', '/users', undefined, { 'client-request-id': 'mine' });

    expect(reply.headers).toMatchObject({
      'request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'client-request-id': 'mine',
      date: 'Sun, 22 Nov 2026 08:00:00 GMT',
    });
  });

  it.each([
    ['an unknown user', 'GET', `/users/${NOBODY}`, 404, 'Request_ResourceNotFound'],
    ['an unknown user principal name', 'GET', '/users/nobody@contoso.com', 404, 'Request_ResourceNotFound'],
    ['an unknown group', 'GET', `/groups/${NOBODY}`, 404, 'Request_ResourceNotFound'],
    ['members of an unknown group', 'GET', `/groups/${NOBODY}/members`, 404, 'Request_ResourceNotFound'],
    ['groups of an unknown user', 'POST', `/users/${NOBODY}/getMemberGroups`, 404, 'Request_ResourceNotFound'],
    [
      'groups of an unknown object',
      'POST',
      `/directoryObjects/${NOBODY}/getMemberGroups`,
      404,
      'Request_ResourceNotFound',
    ],
    ['members of what is not there, changed', 'PATCH', `/groups/${NOBODY}`, 404, 'Request_ResourceNotFound'],
    ['an unknown object', 'GET', `/directoryObjects/${NOBODY}`, 404, 'Request_ResourceNotFound'],
    ['nothing deleted', 'GET', `/directory/deletedItems/${NOBODY}`, 404, 'Request_ResourceNotFound'],
    ['a group without a GUID', 'GET', '/groups/web', 400, 'Request_BadRequest'],
    ['a path that is none', 'GET', '/nonsense/x', 400, 'BadRequest'],
    ['an empty path', 'GET', '', 400, 'BadRequest'],
    ['a cast to nothing', 'GET', `/groups/${NOBODY}/members/microsoft.graph.cat`, 400, 'BadRequest'],
    ['a cast of what was deleted to nothing', 'GET', '/directory/deletedItems/microsoft.graph.cat', 400, 'BadRequest'],
    ['a method that is not there', 'PUT', '/users', 405, 'Request_BadRequest'],
    ['a page that is too large', 'GET', '/users?$top=1000', 400, 'Request_BadRequest'],
    ['a page of nothing', 'GET', '/users?$top=0', 400, 'Request_BadRequest'],
    ['a search without the header', 'GET', '/users?$search="displayName:a"', 400, 'Request_UnsupportedQuery'],
    ['an option that is not simulated', 'GET', '/users?$expand=memberOf', 501, 'NotImplemented'],
    ['a page token of nobody', 'GET', '/users?$skiptoken=abc', 400, 'Directory_ExpiredPageToken'],
  ])('refuses %s in the shape of the official OpenAPI', (_what, method, path, status, code) => {
    const reply = virtualCloud().graph(method, path, { securityEnabledOnly: false });

    expect([reply.status, codeOf(reply)]).toEqual([status, code]);
    expect(wrongWith('ODataErrors.ODataError', reply.body)).toEqual([]);
  });

  it('knows that a search needs more than the header', () => {
    const reply = virtualCloud().graph('GET', '/users?$search="displayName:a"', undefined, EVENTUAL);

    expect([reply.status, codeOf(reply)]).toEqual([501, 'NotImplemented']);
  });

  it('has v1.0 only', () => {
    const { rules } = virtualCloud();

    const reply = rules.graph.handle({ method: 'GET', url: '/beta/users', headers: { authorization: 'Bearer x' } });

    expect([reply.status, codeOf(reply)]).toEqual([400, 'BadRequest']);
  });

  it.each(['/groups/microsoft.graph.delta()', '/groups/delta()', '/groups/delta?%24select=id', '/GROUPS/delta'])(
    'takes %s for the delta query',
    (path) => {
      expect(at(virtualCloud().graph('GET', path).body, '@odata.deltaLink')).toMatch(
        /^https:\/\/localhost:8444\/v1\.0\/groups\/delta\?\$deltatoken=/i,
      );
    },
  );

  it('is recorded and counted as a service of its own, and meets faults in the words of Graph', () => {
    const cloud = virtualCloud();
    cloud.control('POST', '/faults', { service: 'graph', path: '/users', status: 429, retryAfter: 7 });

    const limited = cloud.graph('GET', '/users');
    team(cloud, 'web', [person(cloud, 'ada')]);
    const recorded = String(cloud.control('GET', '/requests?service=graph').body);

    expect(limited).toMatchObject({
      status: 429,
      headers: { 'retry-after': '7', 'request-id': expect.any(String) },
      body: { error: { code: 'TooManyRequests' } },
    });
    expect(recorded).toContain('https://localhost:8444/v1.0/users');
    expect(at(cloud.control('GET', '/stats').body, 'requests', 'graph')).toEqual({
      'users/read': { '429': 1 },
      'users/write': { '201': 1 },
      'groups/write': { '201': 1 },
      'groups/members/write': { '204': 1 },
    });
  });
});
