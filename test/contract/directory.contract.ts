/** What any directory must tell of groups and their members; held against the real adapter and the one in memory. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Directory, MemberSeen } from '../../src/lib/access/directory.ts';
import {
  type DirectoryHabits,
  type DirectoryHarness,
  type FreshDirectory,
  NOBODY,
  people,
} from './directoryHarness.ts';

const HIDDEN = { groupTypes: ['Unified'], visibility: 'HiddenMembership' };

async function pagesOf(directory: Directory, group: string): Promise<(readonly MemberSeen[])[]> {
  const pages: (readonly MemberSeen[])[] = [];
  for await (const page of directory.members(group)) pages.push(page);
  return pages;
}

const membersOf = async (directory: Directory, group: string) => (await pagesOf(directory, group)).flat();

export function directoryContract(name: string, freshCloud: FreshDirectory): void {
  describe(`groups of the directory, ${name}`, () => {
    let harness: DirectoryHarness | undefined;
    afterEach(() => harness?.close());

    async function fresh(habits: DirectoryHabits = {}) {
      harness = await freshCloud(habits);
      return { ...harness, ...people(harness) };
    }

    it('tells a group, and that there is none', async () => {
      const { directory, team, remove } = await fresh();
      const plain = team('Väter & Söhne');
      const assignable = team('admins', [], { securityEnabled: true, isAssignableToRole: true });
      const hidden = team('secret', [], HIDDEN);
      const deleted = team('gone');
      remove(`/groups/${deleted}`);

      expect(await directory.group(plain.toUpperCase())).toEqual({
        id: plain,
        displayName: 'Väter & Söhne',
        roleAssignable: false,
        hiddenMembership: false,
      });
      expect(await directory.group(assignable)).toMatchObject({ roleAssignable: true });
      expect(await directory.group(hidden)).toMatchObject({ hiddenMembership: true });
      expect(await directory.group(deleted)).toBe('absent');
      expect(await directory.group(NOBODY)).toBe('absent');
    });

    it('leaves out a name that it does not know', async () => {
      const { directory, fault } = await fresh();
      await fault({ status: 200, body: { id: NOBODY.toUpperCase(), displayName: null, isAssignableToRole: false } });

      expect(await directory.group(NOBODY)).toEqual({ id: NOBODY, roleAssignable: false, hiddenMembership: false });
    });

    it('tells members of every kind through all levels, each once, and nothing of users about the others', async () => {
      const { directory, person, team, join, created } = await fresh();
      const [ada, bob, eve] = [
        person('ada'),
        person('bob', { accountEnabled: false }),
        person('eve', { userType: 'Guest' }),
      ];
      const device = created('/devices', { displayName: 'pc' });
      const contact = created('/contacts', { displayName: 'cleo' });
      const service = created('/servicePrincipals', { appId: NOBODY });
      const inner = team('inner', [ada, bob, device, service]);
      const secret = team('secret', [], HIDDEN);
      const outer = team('outer', [inner, ada, eve, contact, secret]);
      join(inner, outer);

      const members = await membersOf(directory, outer);

      const other = { enabled: null, userType: null, hiddenMembership: false };
      expect(members.toSorted((a, b) => a.kind.localeCompare(b.kind))).toEqual([
        { id: contact, kind: 'contact', ...other },
        { id: device, kind: 'device', ...other },
        { id: inner, kind: 'group', ...other },
        { id: secret, kind: 'group', ...other, hiddenMembership: true },
        { id: service, kind: 'servicePrincipal', ...other },
        { id: ada, kind: 'user', ...other, enabled: true, userType: 'Member' },
        { id: bob, kind: 'user', ...other, enabled: false, userType: 'Member' },
        { id: eve, kind: 'user', ...other, enabled: true, userType: 'Guest' },
      ]);
    });

    it('does not know a kind that Graph may have one day, and cares for no case', async () => {
      const { directory, fault, team } = await fresh();
      const items = [
        { '@odata.type': '#microsoft.graph.agentUser', id: NOBODY, accountEnabled: true, userType: 'Member' },
        { '@odata.type': '#Microsoft.Graph.User', id: NOBODY.toUpperCase(), accountEnabled: true },
      ];
      const web = team('web');
      await fault({ status: 200, body: { value: items } });

      expect(await membersOf(directory, web)).toEqual([
        { id: NOBODY, kind: 'other', enabled: null, userType: null, hiddenMembership: false },
        { id: NOBODY, kind: 'user', enabled: true, userType: null, hiddenMembership: false },
      ]);
    });

    it('tells whom another tenant has sent by the user principal name', async () => {
      const { directory, person, team } = await fresh();
      const invited = (userType: string) => ({ userPrincipalName: `x_${userType}.com#ext#@contoso.com`, userType });
      const web = team('web', [person('ada'), person('bob', invited('Member')), person('eve', invited('Guest'))]);

      expect((await membersOf(directory, web)).map(({ external }) => external)).toEqual([undefined, true, true]);
    });

    it('says null, not false, where a permission is missing', async () => {
      const { directory, person, team, grant } = await fresh();
      const web = team('web', [person('ada', { accountEnabled: false })]);
      await grant('GroupMember.Read.All');

      expect(await membersOf(directory, web)).toMatchObject([{ kind: 'user', enabled: null, userType: null }]);
    });

    it('tells nothing of an empty group', async () => {
      const { directory, team } = await fresh();

      expect(await membersOf(directory, team('empty'))).toEqual([]);
    });

    it('reads on behind an empty page, to the last one', async () => {
      const { directory, person, team } = await fresh({ graphPaging: { most: 2, emptyChance: 1 } });
      const ids = ['a', 'b', 'c', 'd', 'e'].map((name) => person(name));
      const web = team('web', ids);

      const pages = await pagesOf(directory, web);

      expect(pages.map((page) => page.length)).toEqual([2, 0, 2, 0, 1]);
      expect(pages.flat().map(({ id }) => id)).toEqual(ids);
    });

    it('reads a group of thousands in the largest pages there are', async () => {
      const { directory, store, counts } = await fresh({ graphPaging: { emptyChance: 0 } });
      const group = store.add('group', { displayName: 'everybody' });
      for (let number = 0; number < 2500; number += 1) {
        store.link(group, 'members', store.add('user', { displayName: `u${number}`, accountEnabled: true }));
      }

      const pages = await pagesOf(directory, group.id);

      expect(pages.map((page) => page.length)).toEqual([999, 999, 502]);
      expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(2500);
      expect(counts()).toEqual([
        { service: 'graph', operation: 'GET groups/*/transitiveMembers', status: '200', count: 3 },
      ]);
    });

    it('throws notFound for the members and owners of a group that is not there', async () => {
      const { directory } = await fresh();

      await expect(membersOf(directory, NOBODY)).rejects.toMatchObject({ kind: 'notFound' });
      await expect(directory.owners(NOBODY)).rejects.toMatchObject({ kind: 'notFound' });
    });

    it('shows the members of a hidden group to nobody without the permission, and knows whether it has it', async () => {
      const withIt = await fresh({ roles: ['User.Read.All', 'Member.Read.Hidden'] });
      const secret = withIt.team('secret', [withIt.person('ada')], HIDDEN);
      const before = await membersOf(withIt.directory, secret);
      await withIt.grant('User.Read.All', 'GroupMember.Read.All', 'Member.Read.Hidden');

      expect([before.length, (await membersOf(withIt.directory, secret)).length]).toEqual([0, 1]);
      expect(await withIt.directory.mayReadHidden()).toBe(true);
    });

    it.each([
      { what: 'without it', roles: ['Directory.Read.All'] },
      { what: 'without roles', roles: null },
      { what: 'that cannot be read', roles: undefined },
    ])('takes a token $what for a no', async ({ roles }) => {
      const { directory } = await fresh({ roles });

      expect(await directory.mayReadHidden()).toBe(false);
    });

    it('tells the groups that are directly in each of many, over all pages', async () => {
      const { directory, team, person, join, remove } = await fresh({ graphPaging: { most: 2, emptyChance: 1 } });
      const leaves = ['a', 'b', 'c', 'd', 'e'].map((name) => team(name));
      const middle = team('middle', [person('ada'), ...leaves.slice(0, 5)]);
      const top = team('top', [person('bob'), middle]);
      join(middle, top);
      const deleted = team('deleted');
      remove(`/groups/${deleted}`);

      const children = await directory.childGroups([top, middle.toUpperCase(), ...leaves, deleted, top]);

      expect(children.get(top)).toEqual([middle]);
      expect(children.get(middle)?.toSorted()).toEqual([...leaves, top].toSorted());
      expect(children.get(leaves[0] ?? '')).toEqual([]);
      expect([...children.keys()]).toEqual([top, middle, ...leaves]);
      expect(await directory.childGroups([])).toEqual(new Map());
    });

    it('tells all owners', async () => {
      const { directory, person, team, join, created } = await fresh({ graphPaging: { most: 1, emptyChance: 0 } });
      const web = team('web');
      const owners = [person('ada'), person('bob'), created('/servicePrincipals', { appId: NOBODY })];
      for (const owner of owners) join(web, owner, 'owners');

      expect(await directory.owners(web)).toEqual([
        { id: owners[0], displayName: 'ada' },
        { id: owners[1], displayName: 'bob' },
        { id: owners[2] },
      ]);
    });

    it.each([
      "O'Brien's",
      'a & b',
      'C# people',
      '1 + 1',
      '100 %',
      'Väter',
      '北京管理员',
      "' or displayName eq 'x",
      'a/b?c=d',
    ])('finds every group that is called %s', async (displayName) => {
      const { directory, team, now } = await fresh({ graphPaging: { most: 1, emptyChance: 1 } });
      // To the second, as the directory tells it.
      const before = Math.floor(now() / 1000) * 1000;
      const [first, second] = [team(displayName), team(displayName, [], { ...HIDDEN, description: 'The other one' })];
      const after = now();
      team('x');
      team(`${displayName} too`);

      const found = await directory.groupsNamed(displayName);
      const createdAt: unknown = expect.toSatisfy((at: number) => before <= at && at <= after);

      expect(found).toEqual([
        { id: first, displayName, roleAssignable: false, hiddenMembership: false, createdAt },
        {
          id: second,
          displayName,
          roleAssignable: false,
          hiddenMembership: true,
          description: 'The other one',
          createdAt,
        },
      ]);
    });

    it('finds no group of a name that none has, were it half a character', async () => {
      const { directory } = await fresh();

      expect(await directory.groupsNamed('nobody')).toEqual([]);
      expect(await directory.groupsNamed('\ud800')).toEqual([]);
    });
  });
}
