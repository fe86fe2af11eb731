import { describe, expect, it } from 'vitest';
import { codeOf, created, EVENTUAL, idsOf, itemsOf, join, leave, person, team } from '../../testing/people.ts';
import { at, type VirtualCloud, virtualCloud } from '../../testing/virtualCloud.ts';
import type { Fields } from '../exchange.ts';

const CAST = 'transitiveMembers/microsoft.graph.user?$count=true&$select=id';

function behave(cloud: VirtualCloud, behaviour: object): unknown {
  return cloud.control('POST', '/directory', behaviour).body;
}

describe('POST /directory', () => {
  it('merges what is posted into what is set', () => {
    const cloud = virtualCloud();
    const web = team(cloud, 'web');

    behave(cloud, { replicationLagMs: 5000, hiddenGroups: [web] });

    expect(behave(cloud, { staleTransitiveReads: true, indexLagMs: 7 })).toEqual({
      indexLagMs: 7,
      replicationLagMs: 5000,
      feedLagMs: 0,
      listLagMs: 0,
      memberCheckLagMs: 0,
      staleTransitiveReads: true,
      hiddenGroups: [web],
      permissions: ['User.Read.All', 'GroupMember.Read.All', 'Device.Read.All', 'Application.Read.All'],
    });
    expect(cloud.control('POST', '/directory', { hiddenGroups: ['web'] }).status).toBe(400);
  });
});

describe('replication lag', () => {
  it('shows objects and members as they were, until it has passed', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const bob = person(cloud, 'bob');
    const web = team(cloud, 'web', [ada]);
    behave(cloud, { replicationLagMs: 10_000 });

    cloud.graph('PATCH', `/users/${ada}`, { accountEnabled: false });
    join(cloud, web, bob);
    leave(cloud, web, ada);
    const late = person(cloud, 'late');
    const seen = () => ({
      members: idsOf(cloud, `/groups/${web}/members`),
      transitive: idsOf(cloud, `/groups/${web}/transitiveMembers`),
      groups: [ada, bob].map((id) => idsOf(cloud, `/users/${id}/memberOf`).length),
      enabled: at(cloud.graph('GET', `/users/${ada}?$select=accountEnabled`).body, 'accountEnabled'),
      late: cloud.graph('GET', `/users/${late}`).status,
    });
    const atOnce = seen();
    cloud.seconds(9.999);
    const shortlyBefore = seen();
    cloud.seconds(0.001);

    expect(atOnce).toEqual({ members: [ada], transitive: [ada], groups: [1, 0], enabled: true, late: 404 });
    expect(shortlyBefore).toEqual(atOnce);
    expect(seen()).toEqual({ members: [bob], transitive: [bob], groups: [0, 1], enabled: false, late: 200 });
  });

  it('never takes back what was shown already, and ends with 0', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    behave(cloud, { replicationLagMs: 10_000 });
    const bob = person(cloud, 'bob');
    cloud.seconds(5);
    const cyd = person(cloud, 'cyd');
    cloud.seconds(5);

    const before = idsOf(cloud, '/users?$select=id');
    behave(cloud, { replicationLagMs: 60_000 });
    const after = idsOf(cloud, '/users?$select=id');
    behave(cloud, { replicationLagMs: 0 });

    expect([before, after]).toEqual([
      [ada, bob],
      [ada, bob],
    ]);
    expect(idsOf(cloud, '/users?$select=id')).toEqual([ada, bob, cyd]);
  });
});

describe('a stale index', () => {
  it('stands still while it is frozen; only casts and counts of transitive lists come from it', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const bob = person(cloud, 'bob');
    const web = team(cloud, 'web', [ada]);
    behave(cloud, { staleTransitiveReads: true });

    join(cloud, web, bob);
    leave(cloud, web, ada);
    cloud.seconds(3600);
    const groupsOf = (id: string) =>
      idsOf(cloud, `/users/${id}/transitiveMemberOf/microsoft.graph.group?$count=true`, EVENTUAL);
    const frozen = {
      cast: idsOf(cloud, `/groups/${web}/${CAST}`, EVENTUAL),
      uncast: idsOf(cloud, `/groups/${web}/transitiveMembers`),
      direct: idsOf(cloud, `/groups/${web}/members/microsoft.graph.user`),
      above: [groupsOf(ada), groupsOf(bob)],
    };
    behave(cloud, { staleTransitiveReads: false });

    expect(frozen).toEqual({ cast: [ada], uncast: [bob], direct: [bob], above: [[web], []] });
    expect(idsOf(cloud, `/groups/${web}/${CAST}`, EVENTUAL)).toEqual([bob]);
  });

  it('may be behind by a time instead, but never ahead of the store', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const web = team(cloud, 'web');
    behave(cloud, { staleTransitiveReads: 60_000, replicationLagMs: 90_000 });
    join(cloud, web, ada);

    cloud.seconds(60);
    const behindStore = idsOf(cloud, `/groups/${web}/${CAST}`, EVENTUAL);
    behave(cloud, { replicationLagMs: 0 });

    expect(behindStore).toEqual([]);
    expect(idsOf(cloud, `/groups/${web}/${CAST}`, EVENTUAL)).toEqual([ada]);
  });
});

describe('hidden members', () => {
  function hiding(more: Fields) {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const secret = team(cloud, 'secret', [ada], more);
    const outer = team(cloud, 'outer', [secret]);
    return { cloud, ada, secret, outer };
  }

  it.each([
    ['says its visibility', { groupTypes: ['Unified'], visibility: 'HiddenMembership' }, false],
    ['says the control route', {}, true],
  ])('are left out without a word, as %s, for who may not see them', (_who, more, named) => {
    const { cloud, ada, secret, outer } = hiding(more);
    if (named) behave(cloud, { hiddenGroups: [secret.toUpperCase()] });
    const seen = () => ({
      members: idsOf(cloud, `/groups/${secret}/members`),
      below: idsOf(cloud, `/groups/${outer}/transitiveMembers`),
      above: idsOf(cloud, `/users/${ada}/memberOf`),
      checked: at(cloud.graph('POST', `/users/${ada}/checkMemberGroups`, { groupIds: [secret, outer] }).body, 'value'),
      delta: itemsOf(cloud, '/groups/delta?$select=members').flatMap((group) => group['members@delta'] ?? []).length,
    });

    const some = seen();
    behave(cloud, { permissions: ['Directory.Read.All', 'Member.Read.Hidden'] });
    const all = seen();
    behave(cloud, { permissions: ['Directory.Read.All'] });

    expect(some).toEqual({ members: [], below: [secret], above: [], checked: [], delta: 1 });
    expect(all).toEqual({ members: [ada], below: [ada, secret], above: [secret], checked: [secret, outer], delta: 2 });
    expect(seen()).toEqual({ members: [], below: [secret], above: [], checked: [], delta: 1 });
  });
});

describe('permissions', () => {
  it.each([
    ['/users', ['GroupMember.Read.All']],
    ['/users/delta', ['GroupMember.Read.All']],
    ['/users/x@y.z', ['GroupMember.Read.All']],
    ['/groups', ['User.Read.All']],
    ['/groups/delta', ['User.Read.All']],
    ['/groups/99999999-9999-4999-8999-999999999999/members', ['User.Read.All']],
    ['/devices', ['User.Read.All']],
    ['/contacts', ['User.Read.All']],
    ['/organization', ['GroupMember.Read.All']],
    ['/directoryObjects/99999999-9999-4999-8999-999999999999', []],
    ['/directory/deletedItems/microsoft.graph.group', ['GroupMember.Read.All']],
    ['/directory/deletedItems/microsoft.graph.user', ['GroupMember.Read.All']],
  ])('are needed for GET %s: %j does not do, the whole directory does', (path, permissions) => {
    const cloud = virtualCloud();
    behave(cloud, { permissions });

    const refused = cloud.graph('GET', path);
    behave(cloud, { permissions: ['Directory.Read.All'] });

    expect([refused.status, codeOf(refused)]).toEqual([403, 'Authorization_RequestDenied']);
    expect(cloud.graph('GET', path).status).not.toBe(403);
  });

  it('are needed for what was deleted, too', () => {
    const cloud = virtualCloud();
    const web = team(cloud, 'web', [], { groupTypes: ['Unified'] });
    cloud.graph('DELETE', `/groups/${web}`);

    expect(cloud.graph('GET', `/directory/deletedItems/${web}`).status).toBe(403);
  });

  it('for a kind of member show more than its type and id; without them all is null', () => {
    const cloud = virtualCloud();
    const ada = person(cloud, 'ada');
    const web = team(cloud, 'web', [ada]);
    behave(cloud, { permissions: ['GroupMember.Read.All'] });

    expect(itemsOf(cloud, `/groups/${web}/members?$select=id,displayName,accountEnabled,businessPhones`)).toEqual([
      {
        '@odata.type': '#microsoft.graph.user',
        id: ada,
        displayName: null,
        accountEnabled: null,
        businessPhones: null,
      },
    ]);
    expect(at(cloud.graph('POST', '/directoryObjects/getByIds', { ids: [ada] }).body, 'value', '0')).toMatchObject({
      id: ada,
      displayName: null,
    });
  });

  it('do not keep anybody from writing', () => {
    const cloud = virtualCloud();
    behave(cloud, { permissions: [] });

    expect(join(cloud, team(cloud, 'web'), person(cloud, 'ada')).status).toBe(204);
    expect(created(cloud.graph('POST', '/devices', { displayName: 'x' }))).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('the lags of feed, lists and checks', () => {
  const checked = (cloud: VirtualCloud, id: string, group: string) =>
    cloud.graph('POST', `/users/${id}/checkMemberGroups`, { groupIds: [group] });
  const deltaLink = (cloud: VirtualCloud, from: string) =>
    String(at(cloud.graph('GET', from).body, '@odata.deltaLink')).replace(/^.*\/v1\.0/, '');

  const tells = (body: unknown) => JSON.stringify(at(body, 'value')) !== '[]';

  /** Two people and a group, and what each kind of reading shows. */
  function world() {
    const cloud = virtualCloud({ graphPaging: { emptyChance: 0, replayChance: 0 } });
    const [ada, bob] = [person(cloud, 'ada'), person(cloud, 'bob')];
    const web = team(cloud, 'web', [ada]);
    let mark = deltaLink(cloud, '/groups/delta?$select=members&$deltatoken=latest');
    const seen = () => {
      const round = cloud.graph('GET', mark).body;
      mark = String(at(round, '@odata.deltaLink')).replace(/^.*\/v1\.0/, '');
      return {
        announced: tells(round),
        listed: idsOf(cloud, `/groups/${web}/transitiveMembers`),
        checked: tells(checked(cloud, bob, web).body),
        direct: cloud.graph('GET', `/users/${bob}?$select=accountEnabled`).status,
      };
    };
    return { cloud, ada, bob, web, seen };
  }

  it.each([
    ['feedLagMs', { announced: false, listed: 2, checked: true }],
    ['listLagMs', { announced: true, listed: 1, checked: true }],
    ['memberCheckLagMs', { announced: true, listed: 2, checked: false }],
  ])('%s holds back that one alone, until it has passed', (lag, expected) => {
    const { cloud, bob, web, seen } = world();
    behave(cloud, { [lag]: 10_000 });
    join(cloud, web, bob);

    const { listed, direct, ...before } = seen();
    cloud.seconds(10);
    const after = seen();

    expect({ ...before, listed: listed.length }).toEqual(expected);
    expect(direct).toBe(200);
    expect(after).toMatchObject({ announced: lag === 'feedLagMs', checked: true });
    expect(after.listed).toHaveLength(2);
  });

  it('lists nobody in a group that is newer than the lists, and does not know somebody who is newer than the checks', () => {
    const { cloud, ada, web } = world();
    behave(cloud, { listLagMs: 10_000, memberCheckLagMs: 10_000 });
    const late = person(cloud, 'late');
    const fresh = team(cloud, 'fresh', [ada]);

    expect(idsOf(cloud, `/groups/${fresh}/transitiveMembers`)).toEqual([]);
    expect(checked(cloud, late, web).status).toBe(404);
    expect(cloud.graph('GET', `/users/${late}`).status).toBe(200);
  });

  it('are never ahead of what has replicated', () => {
    const { cloud, bob, web, seen } = world();
    behave(cloud, { replicationLagMs: 10_000, listLagMs: 0 });
    join(cloud, web, bob);

    expect(seen()).toMatchObject({ announced: false, checked: false });
  });
});
