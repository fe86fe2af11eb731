import { describe, expect, it } from 'vitest';
import { officialShapes } from '../../testing/officialShapes.ts';
import { codeOf, created, idsOf, itemsOf, person, reference, team } from '../../testing/people.ts';
import { at, bodyOf, TENANT, virtualCloud } from '../../testing/virtualCloud.ts';
import { KIND_TRAITS, KINDS, propertiesOf } from './kinds.ts';

const wrongWith = officialShapes('graph-v1.0-directory');
const DAY_SECONDS = 24 * 3600;

describe('a user', () => {
  it('is created with what Graph creates it with, and read by id and by user principal name', () => {
    const cloud = virtualCloud();

    const reply = cloud.graph('POST', '/users', {
      accountEnabled: true,
      displayName: 'Ada Ø’Neil',
      mailNickname: 'ada',
      userPrincipalName: 'ada@contoso.com',
      passwordProfile: { password: 'secret', forceChangePasswordNextSignIn: true },
    });
    const id = created(reply);
    const byName = cloud.graph('GET', '/users/ADA@contoso.com?$select=id,accountEnabled,userType,passwordProfile');

    expect(reply.headers['location']).toBe(`https://localhost:8444/v1.0/users/${id}`);
    expect(byName.body).toEqual({
      '@odata.context':
        'https://localhost:8444/v1.0/$metadata#users(id,accountEnabled,userType,passwordProfile)/$entity',
      id,
      accountEnabled: true,
      userType: 'Member',
      passwordProfile: null,
    });
    expect(cloud.graph('GET', `/users/${id}`)).toMatchObject({ status: 200, body: { displayName: 'Ada Ø’Neil' } });
  });

  it('shows neither accountEnabled nor userType unless asked, and leaves out what it does not have', () => {
    const cloud = virtualCloud();
    const id = person(cloud, 'ada');

    expect(Object.keys(bodyOf(cloud.graph('GET', `/users/${id}`))).toSorted()).toEqual(
      ['@odata.context', ...KIND_TRAITS.user.usual].toSorted(),
    );
    expect(Object.keys(bodyOf(cloud.graph('GET', `/users/${id}?$select=id,nonsense`)))).toEqual([
      '@odata.context',
      'id',
    ]);
  });

  it('changes, and takes its name with it', () => {
    const cloud = virtualCloud();
    const id = person(cloud, 'ada');

    const patched = cloud.graph('PATCH', '/users/ada@contoso.com', {
      accountEnabled: false,
      userPrincipalName: 'ada.l@contoso.com',
    });

    expect(patched).toMatchObject({ status: 204 });
    expect(cloud.graph('GET', '/users/ada@contoso.com').status).toBe(404);
    expect(cloud.graph('GET', '/users/ada.l@contoso.com?$select=id,accountEnabled').body).toMatchObject({
      id,
      accountEnabled: false,
    });
    expect(person(cloud, 'ada')).not.toBe(id);
  });

  it('is deleted for thirty days, under a name that leaves its own free', () => {
    const cloud = virtualCloud();
    const id = person(cloud, 'ada');

    cloud.graph('DELETE', `/users/${id}`);
    const heir = person(cloud, 'ada');
    const gone = cloud.graph('GET', `/directory/deletedItems/${id}?$select=id,userPrincipalName,deletedDateTime`);
    const listed = idsOf(cloud, '/directory/deletedItems/microsoft.graph.user?$select=id');
    cloud.seconds(30 * DAY_SECONDS);

    expect(cloud.graph('GET', `/users/${id}`).status).toBe(404);
    expect(gone.body).toEqual({
      '@odata.context': 'https://localhost:8444/v1.0/$metadata#directoryObjects/$entity',
      '@odata.type': '#microsoft.graph.user',
      id,
      userPrincipalName: `${id.replaceAll('-', '')}ada@contoso.com`,
      deletedDateTime: '2026-11-22T08:00:00Z',
    });
    expect(listed).toEqual([id]);
    expect(cloud.graph('GET', `/directory/deletedItems/${id}`).status).toBe(404);
    expect(cloud.graph('GET', '/users/ada@contoso.com').body).toMatchObject({ id: heir });
  });

  it('is told among the deleted without properties that nobody selected', () => {
    const cloud = virtualCloud();
    const id = person(cloud, 'ada');
    cloud.graph('DELETE', `/users/${id}`);

    expect(itemsOf(cloud, '/directory/deletedItems/microsoft.graph.user?$select=id')).toEqual([{ id }]);
  });

  it.each([
    ['without a name', { displayName: 'x' }],
    ['with an empty name', { displayName: '', userPrincipalName: 'x@contoso.com' }],
    ['with a name that is none', { displayName: 'x', userPrincipalName: 'x' }],
    ['with a name that is no text', { displayName: 'x', userPrincipalName: 7 }],
    ['with the name of another one', { displayName: 'x', userPrincipalName: 'ADA@contoso.com' }],
    ['with a property that users do not have', { displayName: 'x', userPrincipalName: 'x@a.b', groupTypes: [] }],
    ['with a property that is read-only', { displayName: 'x', userPrincipalName: 'x@a.b', createdDateTime: 'now' }],
    ['with a text for a truth', { displayName: 'x', userPrincipalName: 'x@a.b', accountEnabled: 'true' }],
    ['with a text for a list', { displayName: 'x', userPrincipalName: 'x@a.b', otherMails: 'x@a.b' }],
    ['with a text for a password', { displayName: 'x', userPrincipalName: 'x@a.b', passwordProfile: 'x' }],
    ['with an object for a text', { displayName: { x: 1 }, userPrincipalName: 'x@a.b' }],
    ['with an id that is none', { id: 'x', displayName: 'x', userPrincipalName: 'x@a.b' }],
    ['with an id that is no text', { id: 1, displayName: 'x', userPrincipalName: 'x@a.b' }],
  ])('is not created %s', (_what, body) => {
    const cloud = virtualCloud();
    person(cloud, 'ada');

    const reply = cloud.graph('POST', '/users', body);

    expect([reply.status, codeOf(reply)]).toEqual([400, 'Request_BadRequest']);
    expect(itemsOf(cloud, '/users').length).toBe(1);
  });

  it('may be given its id, for demos, but not that of another object', () => {
    const cloud = virtualCloud();
    const id = 'ADA00000-0000-4000-8000-000000000001';

    expect(person(cloud, 'ada', { id })).toBe(id);
    expect(cloud.graph('GET', `/users/${id.toLowerCase()}`).body).toMatchObject({ id });
    expect(cloud.graph('POST', '/groups', { displayName: 'x', id: id.toLowerCase() }).status).toBe(400);
  });

  it('is not changed into somebody else, nor by what is no JSON', () => {
    const cloud = virtualCloud();
    person(cloud, 'ada');
    person(cloud, 'bob');

    const replies = [{ userPrincipalName: 'bob@contoso.com' }, { id: 'x' }, '{"accountEnabled":'].map((body) =>
      cloud.graph('PATCH', '/users/ada@contoso.com', body),
    );

    expect(replies.map(({ status }) => status)).toEqual([400, 400, 400]);
    expect(cloud.graph('PATCH', '/users/zoe@contoso.com', {}).status).toBe(404);
    expect(cloud.graph('DELETE', '/users/zoe@contoso.com').status).toBe(404);
    expect(cloud.graph('POST', '/users', 'x').status).toBe(400);
  });
});

describe('a group', () => {
  it('is a security group unless it says otherwise', () => {
    const cloud = virtualCloud();

    expect(cloud.graph('GET', `/groups/${team(cloud, "Väter & Söhne's + 北京 #1/2")}`).body).toMatchObject({
      displayName: "Väter & Söhne's + 北京 #1/2",
      securityEnabled: true,
      mailEnabled: false,
      groupTypes: [],
      visibility: null,
      isAssignableToRole: null,
      membershipRuleProcessingState: null,
      createdDateTime: '2026-11-22T08:00:00Z',
    });
    expect(
      cloud.graph('GET', `/groups/${team(cloud, '北京', [], { groupTypes: ['Unified', 'DynamicMembership'] })}`).body,
    ).toMatchObject({
      mailNickname: 'group',
      mailEnabled: true,
      securityEnabled: false,
      visibility: 'Public',
      membershipRuleProcessingState: 'On',
    });
  });

  it('is created with members and owners, twenty of each at most', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const bind = (count: number) => Array.from({ length: count }, () => reference(ada)['@odata.id']);

    const web = team(cloud, 'web', [], { 'members@odata.bind': bind(1), 'owners@odata.bind': bind(1) });
    const tooMany = cloud.graph('POST', '/groups', { displayName: 'x', 'members@odata.bind': bind(21) });
    const noId = cloud.graph('PATCH', `/groups/${web}`, { 'members@odata.bind': ['https://x/directoryObjects/y'] });
    const nobody = cloud.graph('POST', '/groups', {
      displayName: 'x',
      'members@odata.bind': ['https://x/users/99999999-9999-4999-8999-999999999999'],
    });

    expect(idsOf(cloud, `/groups/${web}/members`)).toEqual([ada]);
    expect(idsOf(cloud, `/groups/${web}/owners`)).toEqual([ada]);
    expect([tooMany.status, noId.status, nobody.status]).toEqual([400, 400, 404]);
  });

  it('takes further members with a PATCH', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const web = team(cloud, 'web');

    const bind = { 'members@odata.bind': [`https://graph.microsoft.com/v1.0/directoryObjects('${ada}')`] };
    const patched = cloud.graph('PATCH', `/groups/${web}`, bind);
    const nested = cloud.graph('PATCH', `/groups/${team(cloud, 'm365', [], { groupTypes: ['Unified'] })}`, {
      'members@odata.bind': [reference(web)['@odata.id']],
    });

    expect([patched.status, nested.status]).toEqual([204, 400]);
    expect(idsOf(cloud, `/groups/${web}/members`)).toEqual([ada]);
  });

  it('settles at its creation whether its members are hidden and whether it may hold roles', () => {
    const cloud = virtualCloud();
    const hidden = { groupTypes: ['Unified'], visibility: 'HiddenMembership' };
    const plain = team(cloud, 'plain');
    const admins = team(cloud, 'admins', [], { isAssignableToRole: true, securityEnabled: true });

    const refused = [
      cloud.graph('POST', '/groups', { displayName: 'x', visibility: 'HiddenMembership' }),
      cloud.graph('POST', '/groups', { displayName: 'x', isAssignableToRole: true, securityEnabled: false }),
      cloud.graph('POST', '/groups', {
        displayName: 'x',
        isAssignableToRole: true,
        groupTypes: ['DynamicMembership'],
      }),
      cloud.graph('PATCH', `/groups/${plain}`, { visibility: 'HiddenMembership' }),
      cloud.graph('PATCH', `/groups/${team(cloud, 'secret', [], hidden)}`, { visibility: 'Public' }),
      cloud.graph('PATCH', `/groups/${admins}`, { isAssignableToRole: false }),
    ];

    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400]);
    expect(cloud.graph('PATCH', `/groups/${admins}`, { isAssignableToRole: true, description: 'x' }).status).toBe(204);
  });

  it('of Microsoft 365 can be restored, a security group is gone', () => {
    const cloud = virtualCloud();
    const m365 = team(cloud, 'm365', [], { groupTypes: ['Unified'] });
    const security = team(cloud, 'security');
    cloud.control('POST', '/directory', { permissions: ['Directory.Read.All'] });

    cloud.graph('DELETE', `/groups/${m365}`);
    cloud.graph('DELETE', `/groups/${security}`);

    expect(cloud.graph('GET', `/directory/deletedItems/${m365}`).body).toMatchObject({
      deletedDateTime: '2026-11-22T08:00:00Z',
    });
    expect(cloud.graph('GET', `/directory/deletedItems/${security}`).status).toBe(404);
    expect(idsOf(cloud, '/directory/deletedItems/microsoft.graph.group')).toEqual([m365]);
    expect(itemsOf(cloud, '/groups')).toEqual([]);
  });
});

describe('objects of every kind', () => {
  it('have the shape of the official OpenAPI, with every property that they know', () => {
    const cloud = virtualCloud();
    cloud.control('POST', '/directory', { permissions: ['Directory.Read.All'] });
    const given = { appId: '33333333-3333-4333-8333-333333333333' };
    const bodies = {
      user: { displayName: 'a', userPrincipalName: 'a@b.c', businessPhones: ['1'] },
      group: { displayName: 'a', description: 'b' },
      device: { displayName: 'a', physicalIds: ['[OrderId]:1'] },
      servicePrincipal: given,
      orgContact: { displayName: 'a' },
    };
    for (const kind of KINDS) {
      const { collection } = KIND_TRAITS[kind];
      const id = created(cloud.graph('POST', `/${collection}`, bodies[kind]));

      for (const query of ['', `?$select=${propertiesOf(kind).join(',')}`]) {
        const { '@odata.context': _context, ...object } = bodyOf(cloud.graph('GET', `/${collection}/${id}${query}`));
        expect(wrongWith(kind, object)).toEqual([]);
        expect(object).toMatchObject(bodies[kind]);
      }
    }
  });

  it('are found by id, whatever their kind, with their type', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const web = team(cloud, 'web');
    const ids = [web, '99999999-9999-4999-8999-999999999999', ada];
    const getByIds = (body: unknown) => cloud.graph('POST', '/directoryObjects/getByIds?$select=id', body);

    expect(at(getByIds({ ids }).body, 'value')).toEqual([
      { '@odata.type': '#microsoft.graph.group', id: web },
      { '@odata.type': '#microsoft.graph.user', id: ada },
    ]);
    expect(at(getByIds({ ids, types: ['user'] }).body, 'value')).toEqual([
      { '@odata.type': '#microsoft.graph.user', id: ada },
    ]);
    expect(cloud.graph('GET', `/directoryObjects/${ada}`).body).toMatchObject({
      '@odata.type': '#microsoft.graph.user',
      displayName: 'ada',
    });
    for (const body of [{}, { ids: ['x'] }, { ids: Array.from({ length: 1001 }, () => ada) }]) {
      expect(getByIds(body).status).toBe(400);
    }
  });

  it('belong to a tenant that says its id', () => {
    const { body } = virtualCloud().graph('GET', '/organization');

    expect(at(body, 'value', '0', 'id')).toBe(TENANT);
    expect(wrongWith('organization', at(body, 'value', '0'))).toEqual([]);
  });
});
