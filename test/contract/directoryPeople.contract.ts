/** What any directory must tell of people; held against the real adapter and the one in memory. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  type DirectoryHabits,
  type DirectoryHarness,
  type FreshDirectory,
  NOBODY,
  people,
} from './directoryHarness.ts';

export function directoryPeopleContract(name: string, freshCloud: FreshDirectory): void {
  describe(`people of the directory, ${name}`, () => {
    let harness: DirectoryHarness | undefined;
    afterEach(() => harness?.close());

    async function fresh(habits: DirectoryHabits = {}) {
      harness = await freshCloud(habits);
      return { ...harness, ...people(harness) };
    }

    it('confirms members through any level, asked in twenties, and nobody else', async () => {
      const { directory, person, team, remove, counts } = await fresh();
      const everybody = Array.from({ length: 45 }, (_, number) => person(`u${number}`));
      const inner = team('inner', everybody.slice(20, 40));
      const outer = team('outer', [inner, ...everybody.slice(0, 20)]);
      remove(`/users/${everybody[3]}`);

      const confirmed = await directory.confirmedMembers(
        [...everybody, NOBODY].map((id) => id.toUpperCase()),
        outer.toUpperCase(),
      );

      expect(confirmed).toEqual({
        members: new Set(everybody.slice(0, 40).filter((_, index) => index !== 3)),
        absent: new Set([everybody[3], NOBODY]),
      });
      expect(counts()).toEqual([
        { service: 'graph', operation: 'POST users/*/checkMemberGroups', status: '200', count: 44 },
        { service: 'graph', operation: 'POST $batch', status: '200', count: 3 },
        { service: 'graph', operation: 'POST users/*/checkMemberGroups', status: '404', count: 2 },
      ]);
    });

    it('confirms nobody in a group that is gone, and asks nothing about nobody', async () => {
      const { directory, person, counts } = await fresh();

      const none = { members: new Set(), absent: new Set() };
      expect(await directory.confirmedMembers([], NOBODY)).toEqual(none);
      expect(counts()).toEqual([]);
      expect(await directory.confirmedMembers([person('ada')], NOBODY)).toEqual(none);
    });

    it('tells which of many groups hold one person, through any level, in one call', async () => {
      const { directory, person, team, counts } = await fresh();
      const [ada, bob] = [person('ada'), person('bob')];
      const inner = team('inner', [ada]);
      const groups = Array.from({ length: 45 }, (_, number) => team(`g${number}`, number % 2 === 0 ? [inner] : [bob]));

      const holding = await directory.groupsHolding(
        ada.toUpperCase(),
        [NOBODY, ...groups].map((id) => id.toUpperCase()),
      );

      expect(holding).toEqual(new Set(groups.filter((_, index) => index % 2 === 0)));
      expect(counts()).toEqual([
        { service: 'graph', operation: 'POST users/*/checkMemberGroups', status: '200', count: 3 },
        { service: 'graph', operation: 'POST $batch', status: '200', count: 1 },
      ]);
    });

    it('does not know what holds somebody who is not there, and asks nothing about no group', async () => {
      const { directory, person, team, counts } = await fresh();

      expect(await directory.groupsHolding(person('ada'), [])).toEqual(new Set());
      expect(counts()).toEqual([]);
      expect(await directory.groupsHolding(NOBODY, [team('web')])).toBe('absent');
    });

    it('tells the direct groups of many, over all pages; whoever is not there has none', async () => {
      const { directory, person, team } = await fresh({ graphPaging: { most: 2, emptyChance: 1 } });
      const [ada, bob, eve] = [person('ada'), person('bob'), person('eve')];
      const groups = ['a', 'b', 'c', 'd', 'e'].map((name) => team(name, [ada]));
      const inner = team('inner', [bob]);
      team('outer', [inner]);

      const found = await directory.groupsOf([ada.toUpperCase(), bob, eve, NOBODY, ada]);

      expect(found.get(ada)?.toSorted()).toEqual(groups.toSorted());
      expect([...found].slice(1)).toEqual([
        [bob, [inner]],
        [eve, []],
      ]);
    });

    it('takes nothing but groups for groups', async () => {
      const { directory, person, fault } = await fresh();
      const value = [
        { '@odata.type': '#microsoft.graph.directoryRole', id: NOBODY },
        { '@odata.type': '#microsoft.graph.group', id: NOBODY.replace('dead', 'BEEF') },
      ];
      await fault({ path: 'memberOf', status: 200, body: { value } });
      const ada = person('ada');

      expect(await directory.groupsOf([ada])).toEqual(new Map([[ada, [NOBODY.replace('dead', 'beef')]]]));
    });

    it('tells those who exist with their names, and anything else that does', async () => {
      const { directory, person, team, created, remove } = await fresh();
      const [ada, eve, gone] = [
        person('ada', { accountEnabled: false }),
        person('eve', { userType: 'Guest' }),
        person('x'),
      ];
      const group = team('web');
      const device = created('/devices', { displayName: 'pc' });
      remove(`/users/${gone}`);

      const found = await directory.people([ada.toUpperCase(), eve, gone, group, device, NOBODY]);

      const other = { enabled: null, userType: null };
      expect([...found.values()]).toEqual([
        { id: ada, displayName: 'ada', userPrincipalName: 'ada@contoso.com', enabled: false, userType: 'Member' },
        { id: eve, displayName: 'eve', userPrincipalName: 'eve@contoso.com', enabled: true, userType: 'Guest' },
        { id: group, kind: 'group', displayName: 'web', ...other },
        { id: device, kind: 'device', displayName: 'pc', ...other },
      ]);
      expect([...found.keys()]).toEqual([ada, eve, group, device]);
    });

    it('tells who exists without names where a permission is missing', async () => {
      const { directory, person, grant } = await fresh();
      const ada = person('ada');
      await grant('GroupMember.Read.All');

      expect(await directory.people([ada])).toEqual(new Map([[ada, { id: ada, enabled: null, userType: null }]]));
    });

    it('asks for a thousand at a time', async () => {
      const { directory, store, counts } = await fresh();
      const ids = Array.from({ length: 1001 }, (_, number) => store.add('user', { displayName: `u${number}` }).id);

      expect((await directory.people(ids)).size).toBe(1001);
      expect(counts()).toMatchObject([{ operation: 'POST directoryObjects/getByIds', count: 2 }]);
      expect((await directory.people([])).size).toBe(0);
      expect(counts()).toMatchObject([{ count: 2 }]);
    });

    it('tells of one person by id, in one question', async () => {
      const { directory, person, counts } = await fresh();
      const eve = person('eve', { accountEnabled: false, userType: 'Guest' });

      expect(await directory.person(eve.toUpperCase())).toEqual({
        id: eve,
        displayName: 'eve',
        userPrincipalName: 'eve@contoso.com',
        enabled: false,
        userType: 'Guest',
      });
      expect(counts()).toEqual([{ service: 'graph', operation: 'GET users/*', status: '200', count: 1 }]);
    });

    it('tells who was deleted from who never was', async () => {
      const { directory, person, remove, counts } = await fresh();
      const [gone, heir] = [person('ada'), person('bob')];
      remove(`/users/${gone}`);

      expect(await directory.person(gone.toUpperCase())).toBe('deleted');
      expect(await directory.person(NOBODY)).toBe('absent');
      expect(await directory.person(heir)).toMatchObject({ id: heir });
      expect(counts()).toEqual([
        { service: 'graph', operation: 'GET users/*', status: '404', count: 2 },
        { service: 'graph', operation: 'GET directory/deletedItems/*', status: '200', count: 1 },
        { service: 'graph', operation: 'GET directory/deletedItems/*', status: '404', count: 1 },
        { service: 'graph', operation: 'GET users/*', status: '200', count: 1 },
      ]);
    });

    it('takes nothing but a user for a deleted person', async () => {
      const { directory, team, remove, grant, fault } = await fresh();
      await grant('Directory.Read.All');
      const group = team('web', [], { groupTypes: ['Unified'] });
      remove(`/groups/${group}`);
      const untold = { path: `deletedItems/${NOBODY}`, status: 200, body: { id: NOBODY } };
      await fault(untold);

      expect(await directory.person(team('mail'))).toBe('absent');
      expect(await directory.person(group)).toBe('absent');
      expect(await directory.person(NOBODY)).toBe('absent');
    });

    it('calls a deleted person absent where nobody lets us see what was deleted', async () => {
      const { directory, person, remove, fault } = await fresh();
      const gone = person('ada');
      remove(`/users/${gone}`);
      await fault({ path: 'deletedItems', status: 403 });

      expect(await directory.person(gone)).toBe('absent');
    });

    it.each([
      'ada@contoso.com',
      "o'brien@contoso.com",
      'eve_adatum.com#EXT#@contoso.onmicrosoft.com',
      'a+b&c=d@contoso.com',
      'jürgen@müller.de',
      '王@contoso.cn',
      '^~!@contoso.com',
    ])('finds %s by name', async (userPrincipalName) => {
      const { directory, person } = await fresh();
      const id = person('somebody', { userPrincipalName });

      expect(await directory.personNamed(userPrincipalName.toUpperCase())).toEqual({
        id,
        displayName: 'somebody',
        userPrincipalName,
        enabled: true,
        userType: 'Member',
      });
    });

    it.each([
      'nobody@contoso.com',
      'ada',
      '',
      '@',
      'a@b@c',
      'a/../b@contoso.com',
      'a%2Fb@contoso.com',
      'a?$select=id@contoso.com',
      'a b@contoso.com',
      'a\\b@contoso.com',
      'a\u0000b@contoso.com',
    ])('finds nobody of the name %j', async (userPrincipalName) => {
      const { directory } = await fresh();

      expect(await directory.personNamed(userPrincipalName)).toBe('absent');
    });
  });
}
