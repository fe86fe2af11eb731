/** What any directory must tell of changes; held against the real adapter and the one in memory. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  type DirectoryHabits,
  type DirectoryHarness,
  type FreshDirectory,
  NOBODY,
  people,
} from './directoryHarness.ts';

/** Every page that follows another is empty once, and then tells something again. */
const MESSY = { graphPaging: { size: 1, emptyChance: 1, replayChance: 1 } };

const LATER = 'delta\\?\\$deltatoken=';

export function directoryChangesContract(name: string, freshCloud: FreshDirectory): void {
  describe(`changes of the directory, ${name}`, () => {
    let harness: DirectoryHarness | undefined;
    afterEach(() => harness?.close());

    async function fresh(habits: DirectoryHabits = {}) {
      harness = await freshCloud(habits);
      const { directory } = harness;
      /** What changed since the call before. */
      let { marks } = await directory.changes(undefined);
      const since = async () => {
        const changes = await directory.changes(marks);
        ({ marks } = changes);
        return changes.kind === 'changes'
          ? { users: [...changes.users].toSorted(), groups: [...changes.groups].toSorted() }
          : changes.kind;
      };
      return { ...harness, ...people(harness), marks, since };
    }

    it('starts over without marks, and tells nothing of what was before', async () => {
      const { directory, person, team, since } = await fresh();
      team('web', [person('ada')]);

      const { kind, marks } = await directory.changes(undefined);

      expect(kind).toBe('startOver');
      expect(await directory.changes(marks)).toMatchObject({ kind: 'changes', users: new Set(), groups: new Set() });
      expect(await since()).toMatchObject({ users: [expect.any(String)], groups: [expect.any(String)] });
    });

    it.each([
      { what: 'page by page', habits: {} },
      { what: 'through empty pages and repetitions', habits: MESSY },
    ])('tells each change once, $what', async ({ habits }) => {
      const { person, team, join, leave, change, remove, since } = await fresh(habits);
      const [ada, bob, eve] = [person('ada'), person('bob'), person('eve')];
      const inner = team('inner', [ada, bob]);
      const outer = team('outer', [inner]);

      expect(await since()).toEqual({ users: [ada, bob, eve].toSorted(), groups: [inner, outer].toSorted() });
      expect(await since()).toEqual({ users: [], groups: [] });

      join(outer, eve);
      expect(await since()).toEqual({ users: [], groups: [outer] });

      leave(inner, bob);
      expect(await since()).toEqual({ users: [], groups: [inner] });

      change(`/users/${ada}`, { accountEnabled: false });
      change(`/users/${eve}`, { userType: 'Guest' });
      change(`/users/${bob}`, { jobTitle: 'Boss' });
      expect(await since()).toEqual({ users: [ada, eve].toSorted(), groups: [] });

      change(`/groups/${outer}`, { displayName: 'renamed' });
      change(`/groups/${inner}`, { description: 'Nobody reads this.' });
      expect(await since()).toEqual({ users: [], groups: [outer] });

      remove(`/users/${ada}`);
      expect(await since()).toMatchObject({ users: [ada] });

      remove(`/groups/${inner}`);
      expect(await since()).toMatchObject({ groups: [inner] });
    });

    it('tells the same again for the same marks', async () => {
      const { directory, person, marks } = await fresh();
      const ada = person('ada');

      for (const _ of [1, 2]) expect(await directory.changes(marks)).toMatchObject({ users: new Set([ada]) });
    });

    it.each([
      { what: 'users are too old', fault: { path: `users/${LATER}`, status: 410 } },
      { what: 'groups are too old', fault: { path: `groups/${LATER}`, status: 410 } },
      {
        what: 'users are not known, in another case',
        fault: { path: LATER, status: 404, body: { error: { code: 'SyncStateNotFound', message: 'x' } } },
      },
      {
        what: 'groups want a resync',
        fault: { path: `groups/${LATER}`, status: 409, body: { error: { code: 'resyncRequired', message: 'x' } } },
      },
      { what: 'users are refused', fault: { path: LATER, status: 400 } },
    ])('starts over from now when the marks of $what', async ({ fault: refusal }) => {
      const { person, fault, since } = await fresh();
      person('ada');
      await fault(refusal);

      expect(await since()).toBe('startOver');
      const bob = person('bob');
      expect(await since()).toEqual({ users: [bob], groups: [] });
    });

    it.each([
      '',
      'nonsense',
      'https://graph.example.com/v1.0/users/delta?$deltatoken=x',
      'http://localhost/v1.0/users',
    ])('starts over when a mark is %j, and does not follow it', async (mark) => {
      const { directory, marks, counts } = await fresh();
      const asked = () => counts().reduce((sum, { count }) => sum + count, 0);
      const before = asked();

      expect((await directory.changes({ ...marks, users: mark })).kind).toBe('startOver');
      expect(asked() - before).toBe(2);
      expect((await directory.changes({ ...marks, groups: mark })).kind).toBe('startOver');
      expect(asked() - before).toBe(5);
    });

    it('throws what is no matter of age', async () => {
      const { directory, marks, fault, grant } = await fresh();

      await fault({ path: `users/${LATER}`, status: 503 });
      await expect(directory.changes(marks)).rejects.toMatchObject({ kind: 'transient' });
      await fault({ path: `users/${LATER}`, status: 429, retryAfter: 7 });
      await expect(directory.changes(marks)).rejects.toMatchObject({ kind: 'throttled' });
      await grant('Device.Read.All');
      await expect(directory.changes(marks)).rejects.toMatchObject({ kind: 'denied' });
    });

    it.each([
      { what: 'no link at all', links: {} },
      { what: 'a link to nowhere', links: { '@odata.deltaLink': '' } },
    ])('does not know where to go on from $what', async ({ links }) => {
      const { directory, fault } = await fresh();
      await fault({ path: 'users/delta', status: 200, body: { value: [{ id: NOBODY }], ...links } });

      await expect(directory.changes(undefined)).rejects.toMatchObject({ code: 'UnexpectedAnswer' });
    });

    it.each(['@odata.nextLink', '@odata.deltaLink'])('follows no %s to another host', async (link) => {
      const { directory, marks, fault } = await fresh();
      await fault({
        path: LATER,
        status: 200,
        body: { value: [], [link]: 'https://graph.example.com/v1.0/users/delta?$deltatoken=x' },
      });

      await expect(directory.changes(marks)).rejects.toMatchObject({ kind: 'rejected', code: 'ForeignLink' });
    });
  });
}
