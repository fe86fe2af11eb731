import { describe, expect, it } from 'vitest';
import {
  codeOf,
  created,
  EVENTUAL,
  idsOf,
  itemsOf,
  join,
  leave,
  pagesOf,
  person,
  reference,
  team,
} from '../../testing/people.ts';
import { at, bodyOf, type VirtualCloud, virtualCloud } from '../../testing/virtualCloud.ts';

const NOBODY = '99999999-9999-4999-8999-999999999999';
const USERS = 'microsoft.graph.user';

function thing(cloud: VirtualCloud, collection: string, body: object): string {
  return created(cloud.graph('POST', `/${collection}`, body));
}

/** ada ∈ inner ⊂ outer ∋ bob, and outer ⊂ inner: a loop. */
function nested(cloud: VirtualCloud) {
  const ada = person(cloud, 'ada');
  const bob = person(cloud, 'bob');
  const inner = team(cloud, 'inner', [ada]);
  const outer = team(cloud, 'outer', [bob, inner, ada]);
  join(cloud, inner, outer);
  return { ada, bob, inner, outer };
}

describe('members of a group', () => {
  it('are added and removed by reference, once each', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const web = team(cloud, 'web');

    const statuses = [join, join, leave, leave].map((change) => change(cloud, web, ada).status);

    expect(statuses).toEqual([204, 400, 204, 404]);
    expect(join(cloud, web, ada).status).toBe(204);
    expect(idsOf(cloud, `/groups/${web}/members`)).toEqual([ada]);
  });

  it.each([
    ['a group that is not there', 404, NOBODY, reference(NOBODY)],
    ['an object that is not there', 404, undefined, reference(NOBODY)],
    ['a reference to nothing', 400, undefined, { '@odata.id': 'https://graph.microsoft.com/v1.0/users' }],
    ['no reference', 400, undefined, { id: NOBODY }],
    ['a group that is no GUID', 400, 'web', reference(NOBODY)],
  ])('are refused for %s', (_what, status, group, body) => {
    const cloud = virtualCloud();
    const id = group ?? team(cloud, 'web');

    expect(cloud.graph('POST', `/groups/${id}/members/$ref`, body).status).toBe(status);
  });

  it('are not removed where there are none', () => {
    const cloud = virtualCloud();
    const web = team(cloud, 'web');

    expect(leave(cloud, web, NOBODY).status).toBe(404);
    expect(leave(cloud, NOBODY, web).status).toBe(404);
  });

  it('come with their type and the properties that their kind has', () => {
    const cloud = virtualCloud();
    const { ada, bob, inner, outer } = nested(cloud);
    const laptop = thing(cloud, 'devices', { displayName: 'laptop' });
    const contact = thing(cloud, 'contacts', { displayName: 'contact' });
    for (const id of [laptop, contact]) join(cloud, outer, id);

    expect(itemsOf(cloud, `/groups/${outer}/members?$select=id,userType,securityEnabled,trustType`)).toEqual([
      { '@odata.type': '#microsoft.graph.user', id: bob, userType: 'Member' },
      { '@odata.type': '#microsoft.graph.group', id: inner, securityEnabled: true },
      { '@odata.type': '#microsoft.graph.user', id: ada, userType: 'Member' },
      { '@odata.type': '#microsoft.graph.device', id: laptop, trustType: null },
      { '@odata.type': '#microsoft.graph.orgContact', id: contact },
    ]);
  });

  it('do not name service principals in v1.0, the transitive list does', () => {
    const cloud = virtualCloud();
    const robot = thing(cloud, 'servicePrincipals', { appId: NOBODY });
    const web = team(cloud, 'web', [robot]);

    expect(idsOf(cloud, `/groups/${web}/members`)).toEqual([]);
    expect(idsOf(cloud, `/groups/${web}/transitiveMembers`)).toEqual([robot]);
  });

  it('may be cast without an advanced query, and come without type then', () => {
    const cloud = virtualCloud();
    const { ada, bob, outer } = nested(cloud);

    expect(itemsOf(cloud, `/groups/${outer}/members/${USERS}?$select=id`)).toEqual([{ id: bob }, { id: ada }]);
    expect(at(cloud.graph('GET', `/groups/${outer}/members/${USERS}?$select=id`).body, '@odata.context')).toBe(
      'https://localhost:8444/v1.0/$metadata#users(id)',
    );
  });

  it('end when they are deleted, and their groups with the deletion of the group', () => {
    const cloud = virtualCloud();
    const { ada, bob, inner, outer } = nested(cloud);

    cloud.graph('DELETE', `/users/${bob}`);
    cloud.graph('DELETE', `/groups/${inner}`);

    expect(idsOf(cloud, `/groups/${outer}/members`)).toEqual([ada]);
    expect(idsOf(cloud, `/groups/${outer}/transitiveMembers`)).toEqual([ada]);
    expect(idsOf(cloud, `/users/${ada}/memberOf`)).toEqual([outer]);
  });

  it('cannot be groups where Microsoft forbids it, nor can devices own', () => {
    const cloud = virtualCloud();
    const web = team(cloud, 'web');
    const laptop = thing(cloud, 'devices', { displayName: 'laptop' });

    const refused = [
      join(cloud, team(cloud, 'm365', [], { groupTypes: ['Unified'] }), web),
      join(cloud, team(cloud, 'admins', [], { isAssignableToRole: true }), web),
      cloud.graph('POST', `/groups/${web}/owners/$ref`, reference(laptop)),
    ];

    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400]);
    expect(join(cloud, team(cloud, 'powerful', [], { isAssignableToRole: true }), person(cloud, 'ada')).status).toBe(
      204,
    );
  });

  it('cannot be filtered', () => {
    const cloud = virtualCloud();
    const { outer } = nested(cloud);

    expect(codeOf(cloud.graph('GET', `/groups/${outer}/members?$filter=displayName eq 'x'`))).toBe(
      'Request_UnsupportedQuery',
    );
  });
});

describe('owners of a group', () => {
  it('are added, listed and removed like members, and are none', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const web = team(cloud, 'web');

    cloud.graph('POST', `/groups/${web}/owners/$ref`, reference(ada));
    const owners = idsOf(cloud, `/groups/${web}/owners`);
    const removed = cloud.graph('DELETE', `/groups/${web}/owners/${ada}/$ref`);

    expect(owners).toEqual([ada]);
    expect(idsOf(cloud, `/groups/${web}/members`)).toEqual([]);
    expect(idsOf(cloud, `/users/${ada}/memberOf`)).toEqual([]);
    expect(removed.status).toBe(204);
    expect(idsOf(cloud, `/groups/${web}/owners`)).toEqual([]);
  });
});

describe('transitive members', () => {
  it('are each told once, through loops, the nested groups among them but not the group itself', () => {
    const cloud = virtualCloud();
    const { ada, bob, inner, outer } = nested(cloud);

    expect(idsOf(cloud, `/groups/${outer}/transitiveMembers`)).toEqual([ada, bob, inner]);
    expect(idsOf(cloud, `/groups/${inner}/transitiveMembers`)).toEqual([ada, bob, outer]);
  });

  it.each([
    ['', {}],
    ['?$count=true', {}],
    ['', EVENTUAL],
  ])('cannot be cast without an advanced query: "%s" with %o', (query, headers) => {
    const cloud = virtualCloud();
    const { outer } = nested(cloud);

    const reply = cloud.graph('GET', `/groups/${outer}/transitiveMembers/${USERS}${query}`, undefined, headers);

    expect([reply.status, codeOf(reply)]).toEqual([400, 'Request_UnsupportedQuery']);
  });

  it('are cast by an advanced query, whose header belongs on every page', () => {
    const cloud = virtualCloud({ graphPaging: { size: 1, emptyChance: 0 } });
    const { ada, bob, outer } = nested(cloud);
    const path = `/groups/${outer}/transitiveMembers/${USERS}?$count=true&$select=id`;

    const [first = {}, ...others] = pagesOf(cloud, path, EVENTUAL);

    expect(first).toMatchObject({ '@odata.count': 2, value: [{ id: ada }] });
    expect(others.map(({ value }) => value)).toEqual([[{ id: bob }]]);
    expect(cloud.graph('GET', String(first['@odata.nextLink'])).status).toBe(400);
  });

  it('are counted for advanced queries, cast or not', () => {
    const cloud = virtualCloud();
    const { outer } = nested(cloud);
    const count = (path: string) => cloud.graph('GET', `/groups/${outer}/${path}`, undefined, EVENTUAL).body;

    expect(count('transitiveMembers/$count')).toBe('3');
    expect(count(`transitiveMembers/${USERS}/$count`)).toBe('2');
    expect(count(`members/${USERS}/$count`)).toBe('2');
    expect(cloud.graph('GET', `/groups/${outer}/transitiveMembers/$count`).status).toBe(400);
    expect(cloud.graph('GET', `/groups/${NOBODY}/transitiveMembers/$count`, undefined, EVENTUAL).status).toBe(404);
  });
});

describe('closures', () => {
  it('are told the same again, however many were asked for between', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const teams = Array.from({ length: 20 }, (_, number) => team(cloud, `t${number}`, [ada]));

    for (const id of [...teams, ...teams]) expect(idsOf(cloud, `/groups/${id}/transitiveMembers`)).toEqual([ada]);
  });
});

describe('groups of an object', () => {
  it('are told directly and through others', () => {
    const cloud = virtualCloud();
    const { bob, inner, outer } = nested(cloud);

    expect(idsOf(cloud, '/users/bob@contoso.com/memberOf')).toEqual([outer]);
    expect(idsOf(cloud, `/users/${bob}/transitiveMemberOf?$select=id`)).toEqual([inner, outer]);
    expect(
      itemsOf(cloud, `/users/${bob}/transitiveMemberOf/microsoft.graph.group?$count=true&$select=id`, EVENTUAL),
    ).toEqual([{ id: inner }, { id: outer }]);
    expect(cloud.graph('GET', `/users/${bob}/transitiveMemberOf/microsoft.graph.group`).status).toBe(400);
    expect(idsOf(cloud, `/groups/${inner}/memberOf`)).toEqual([outer]);
  });

  it('are checked by id, all levels at once, twenty at most', () => {
    const cloud = virtualCloud();
    const { ada, bob, inner, outer } = nested(cloud);
    const other = team(cloud, 'other');
    const check = (groupIds: readonly string[]) => cloud.graph('POST', `/users/${bob}/checkMemberGroups`, { groupIds });

    expect(check([other, inner.toUpperCase(), NOBODY]).body).toEqual({
      '@odata.context': 'https://localhost:8444/v1.0/$metadata#Collection(Edm.String)',
      value: [inner],
    });
    expect(check(Array.from({ length: 21 }, () => outer)).status).toBe(400);
    expect(check(['web']).status).toBe(400);
    expect(cloud.graph('POST', `/users/${bob}/checkMemberGroups`, { groupIds: inner }).status).toBe(400);
    expect(
      at(
        cloud.graph('POST', `/directoryObjects/${ada}/microsoft.graph.checkMemberGroups`, { groupIds: [outer] }).body,
        'value',
      ),
    ).toEqual([outer]);
  });

  it('are listed by id, only those for security if wanted', () => {
    const cloud = virtualCloud();
    const { bob, inner, outer } = nested(cloud);
    const mail = team(cloud, 'mail', [bob], { groupTypes: ['Unified'] });
    const get = (body: object) => bodyOf(cloud.graph('POST', `/users/${bob}/getMemberGroups`, body));

    expect(get({ securityEnabledOnly: false })['value']).toEqual([inner, outer, mail]);
    expect(get({ securityEnabledOnly: true })['value']).toEqual([inner, outer]);
    expect(cloud.graph('POST', `/users/${bob}/getMemberGroups`, {}).status).toBe(400);
  });
});

describe('the directory for other rules', () => {
  it('knows principals and when they came, and the groups that they are in', () => {
    const cloud = virtualCloud();
    const { directory, identity } = cloud.rules;
    cloud.seconds(60);
    const { ada, bob, inner, outer } = nested(cloud);
    const contact = thing(cloud, 'contacts', { displayName: 'contact' });
    const laptop = thing(cloud, 'devices', { displayName: 'laptop' });
    cloud.graph('DELETE', `/users/${ada}`);

    expect(directory.principal(bob)).toEqual({ kind: 'User', createdAt: cloud.time.now() });
    expect(directory.principal(inner.toUpperCase())?.kind).toBe('Group');
    expect(directory.principal(laptop)?.kind).toBe('Device');
    expect(directory.principal(identity.principalId)).toEqual({
      kind: 'ServicePrincipal',
      createdAt: cloud.time.now() - 60_000,
    });
    expect([ada, contact, NOBODY].map((id) => directory.principal(id))).toEqual([undefined, undefined, undefined]);
    expect(directory.memberOf(bob)).toEqual([inner, outer]);
    expect(directory.memberOf(ada)).toEqual([]);
  });
});
