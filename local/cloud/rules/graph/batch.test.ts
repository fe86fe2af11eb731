import { describe, expect, it } from 'vitest';
import { codeOf, EVENTUAL, person, team } from '../../testing/people.ts';
import { at, bodyOf, type VirtualCloud, virtualCloud } from '../../testing/virtualCloud.ts';
import { type Fields, isFields } from '../exchange.ts';

function batch(cloud: VirtualCloud, requests: readonly object[]) {
  return cloud.graph('POST', '/$batch', { requests });
}

/** The answers of a batch in order of their ids. */
function answersOf(cloud: VirtualCloud, requests: readonly object[]): Fields[] {
  const { responses } = bodyOf(batch(cloud, requests));
  const answers = Array.isArray(responses) ? responses.filter(isFields) : [];
  return answers.toSorted((a, b) => Number(a['id']) - Number(b['id']));
}

const get = (id: number, url: string, more: object = {}) => ({ id: String(id), method: 'GET', url, ...more });

describe('a batch', () => {
  it('answers each part on its own, with the headers that the part has itself', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const web = team(cloud, 'web', [ada]);
    const cast = `/groups/${web}/transitiveMembers/microsoft.graph.user?$count=true&$select=id`;

    const answers = answersOf(cloud, [
      get(1, `/users/${ada}`),
      get(2, '/users/nobody@contoso.com'),
      get(3, cast, { headers: { ConsistencyLevel: 'eventual' } }),
      get(4, cast),
      {
        id: '5',
        method: 'post',
        url: `users/${ada}/checkMemberGroups`,
        headers: { 'Content-Type': 'application/json' },
        body: { groupIds: [web] },
      },
      { id: '6', method: 'POST', url: `/users/${ada}/checkMemberGroups`, body: { groupIds: [web] } },
      get(7, '/$batch'),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([200, 404, 200, 400, 200, 400, 400]);
    expect(answers[0]).toMatchObject({
      headers: { 'Content-Type': expect.stringContaining('json'), 'Request-Id': expect.any(String) },
      body: { displayName: 'ada' },
    });
    expect(at(answers[2], 'body', 'value')).toEqual([{ id: ada }]);
    expect(at(answers[4], 'body', 'value')).toEqual([web]);
  });

  it('answers in any order', () => {
    const cloud = virtualCloud();
    const requests = Array.from({ length: 20 }, (_, number) => get(number, '/organization'));

    const { responses } = bodyOf(batch(cloud, requests));
    const order = Array.isArray(responses) ? responses.map((one) => Number(at(one, 'id'))) : [];

    expect(order).not.toEqual(requests.map(({ id }) => Number(id)));
    expect(order.toSorted((a, b) => a - b)).toEqual(requests.map(({ id }) => Number(id)));
  });

  it('answers a change without a body', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');

    const [deleted] = answersOf(cloud, [{ id: '1', method: 'DELETE', url: `/users/${ada}` }]);

    expect(deleted).not.toHaveProperty('body');
    expect(deleted).toMatchObject({ status: 204 });
  });

  it('lets the faults meet its parts, and counts them', () => {
    const cloud = virtualCloud();
    person(cloud, 'ada');
    cloud.control('POST', '/faults', {
      service: 'graph',
      method: 'GET',
      path: '/v1.0/users/',
      status: 429,
      retryAfter: 3,
    });

    const answers = answersOf(cloud, [get(1, '/users/ada@contoso.com'), get(2, '/users/ada@contoso.com')]);

    expect(answers).toMatchObject([{ status: 429, headers: { 'Retry-After': '3' } }, { status: 200 }]);
    expect(at(cloud.control('GET', '/stats').body, 'requests', 'graph')).toMatchObject({
      'batch/write': { '200': 1 },
      'users/read': { '200': 1, '429': 1 },
    });
  });

  it('is dropped or held back as a whole when a part is', () => {
    const cloud = virtualCloud();
    const requests = [get(1, '/organization'), get(2, '/users')];
    cloud.control('POST', '/faults', { service: 'graph', path: '/users', delayMs: 500 });
    cloud.control('POST', '/faults', { service: 'graph', path: '/users', dropConnection: true });

    expect(batch(cloud, requests)).toMatchObject({ status: 200, delayMs: 500 });
    expect(batch(cloud, requests)).toMatchObject({ status: 0, dropConnection: true });
    expect(batch(cloud, requests)).not.toHaveProperty('delayMs');
  });

  it('does not do what depends on a failure', () => {
    const cloud = virtualCloud();

    const answers = answersOf(cloud, [
      get(1, '/users/nobody@contoso.com'),
      get(2, '/organization', { dependsOn: ['1'] }),
      get(3, '/organization'),
      get(4, '/organization', { dependsOn: ['3'] }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 424, 200, 200]);
  });

  it.each([
    ['of more than twenty parts', Array.from({ length: 21 }, (_, number) => get(number, '/users'))],
    ['of none', []],
    ['with an id twice', [get(1, '/users'), get(1, '/groups')]],
    ['with a part that depends on a later one', [get(1, '/users', { dependsOn: ['2'] }), get(2, '/groups')]],
    ['with a part that has no id', [{ method: 'GET', url: '/users' }]],
  ])('is refused: %s', (_what, requests) => {
    const reply = batch(virtualCloud(), requests);

    expect([reply.status, codeOf(reply)]).toEqual([400, 'BadRequest']);
  });

  it('is posted', () => {
    expect(virtualCloud().graph('GET', '/$batch', undefined, EVENTUAL).status).toBe(405);
  });
});
