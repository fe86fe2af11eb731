/** A directory of plain data, as tests of runs want it: groups, people, and what fails. */
import type { Directory, DirectoryMarks, MemberSeen, PersonSeen } from '../../src/lib/access/directory.ts';

export interface HandGroup {
  /** The name of the group itself when nothing is said. */
  readonly displayName?: string;
  readonly roleAssignable?: boolean | null;
  readonly hiddenMembership?: boolean;
  /** Ids of people and groups, direct. */
  readonly members?: readonly string[];
  readonly owners?: readonly string[];
}

export interface HandPerson {
  readonly displayName?: string;
  readonly userPrincipalName?: string;
  readonly enabled?: boolean | null;
  readonly userType?: string | null;
}

export interface HandDirectory extends Directory {
  /** Every question, such as `members staff`. */
  readonly asked: string[];
  /** People of whom `checkMemberGroups` is asked at a replica that does not know them yet: it answers 404. */
  readonly unknownToChecks: Set<string>;
  /** People whom listings of groups do not show, although they are members: the index is late. */
  readonly notListed: Set<string>;
  /** Happens before each question about a group. */
  before: (() => void) | undefined;
  /** Writes a group, which the change feed then tells of. */
  put(id: string, group: HandGroup): void;
  /** Writes a person, likewise. */
  putPerson(id: string, person?: HandPerson): void;
  /** Deletes a group, or a person who could still be restored. */
  remove(id: string): void;
  /** A person, deleted or not, is gone for good. */
  purge(id: string): void;
  /** The next `times` answers to this question are that failure; all of them when nothing is said. */
  fail(method: keyof Directory, failure: Error, times?: number): void;
  /** Nothing fails any more. */
  mend(): void;
  /** What the change feed was is forgotten: marks are too old. */
  forgetMarks(): void;
}

/** An empty directory. */
export function aHandDirectory(): HandDirectory {
  const groups = new Map<string, HandGroup>();
  const people = new Map<string, HandPerson>();
  const deleted = new Set<string>();
  const unknownToChecks = new Set<string>();
  const notListed = new Set<string>();
  const failures = new Map<string, { readonly failure: Error; left: number }>();
  const feed: { readonly id: string; readonly kind: 'users' | 'groups' }[] = [];
  const asked: string[] = [];
  let oldest = 0;

  /** Writes the question down, and fails when it is to. */
  const ask = (method: keyof Directory, about: readonly string[] = []): void => {
    asked.push([method, ...about].join(' '));
    const failing = failures.get(method);
    if (failing === undefined || failing.left === 0) return;
    failing.left -= 1;
    throw failing.failure;
  };
  const groupSeen = (
    id: string,
    { displayName = id, roleAssignable = false, hiddenMembership = false }: HandGroup,
  ) => ({
    id,
    displayName,
    roleAssignable,
    hiddenMembership,
  });
  const personSeen = (id: string, person: HandPerson): PersonSeen => ({
    id,
    displayName: id,
    userPrincipalName: `${id}@contoso.com`,
    enabled: true,
    userType: 'Member',
    ...person,
  });
  const isGroup = (id: string): boolean => groups.has(id);
  const isChecked = (id: string): boolean => people.has(id) && !unknownToChecks.has(id);
  const directMembers = (id: string): readonly string[] =>
    (groups.get(id)?.members ?? []).filter((one) => people.has(one) || isGroup(one));
  const closure = (id: string, seen = new Set<string>()): ReadonlySet<string> => {
    for (const one of directMembers(id)) {
      if (seen.has(one)) continue;
      seen.add(one);
      closure(one, seen);
    }
    return seen;
  };
  const memberSeen = (id: string): MemberSeen => {
    const person = people.get(id);
    if (person === undefined)
      return {
        id,
        kind: 'group',
        enabled: null,
        userType: null,
        hiddenMembership: groups.get(id)?.hiddenMembership === true,
      };
    const { enabled, userType } = personSeen(id, person);
    return { id, kind: 'user', enabled, userType, hiddenMembership: false };
  };
  const marks = (): DirectoryMarks => ({ users: String(feed.length), groups: String(feed.length) });

  const directory: HandDirectory = {
    asked,
    unknownToChecks,
    notListed,
    before: undefined,
    put(id, group) {
      groups.set(id, group);
      feed.push({ id, kind: 'groups' });
    },
    putPerson(id, person = {}) {
      people.set(id, person);
      deleted.delete(id);
      feed.push({ id, kind: 'users' });
    },
    remove(id) {
      feed.push({ id, kind: people.has(id) ? 'users' : 'groups' });
      groups.delete(id);
      if (people.delete(id)) deleted.add(id);
    },
    purge(id) {
      directory.remove(id);
      deleted.delete(id);
    },
    fail: (method, failure, times = Number.POSITIVE_INFINITY) => void failures.set(method, { failure, left: times }),
    mend: () => failures.clear(),
    forgetMarks() {
      oldest = feed.length + 1;
    },

    async group(id) {
      directory.before?.();
      ask('group', [id]);
      const group = groups.get(id);
      return group === undefined ? 'absent' : groupSeen(id, group);
    },
    async *members(id) {
      ask('members', [id]);
      for (const one of closure(id)) if (!notListed.has(one)) yield [memberSeen(one)];
    },
    async childGroups(ids) {
      ask('childGroups', ids);
      return new Map(ids.map((id) => [id, directMembers(id).filter(isGroup)]));
    },
    async owners(id) {
      ask('owners', [id]);
      return (groups.get(id)?.owners ?? []).map((owner) => ({ id: owner, displayName: owner }));
    },
    async confirmedMembers(ids, groupId) {
      ask('confirmedMembers', [groupId]);
      const known = ids.filter(isChecked);
      const members = new Set(known.filter((id) => closure(groupId).has(id)));
      return { members, absent: new Set(ids.filter((id) => !isChecked(id))) };
    },
    async groupsHolding(id, groupIds) {
      ask('groupsHolding', groupIds);
      return isChecked(id) ? new Set(groupIds.filter((group) => closure(group).has(id))) : 'absent';
    },
    async groupsOf(ids) {
      ask('groupsOf', [String(ids.length)]);
      const of = (id: string) => [...groups.keys()].filter((group) => directMembers(group).includes(id));
      return new Map(ids.map((id) => [id, of(id)]));
    },
    async people(ids) {
      ask('people', [String(ids.length)]);
      const found = new Map<string, PersonSeen>();
      for (const id of ids) {
        const person = people.get(id);
        const group = groups.get(id);
        if (person !== undefined) found.set(id, personSeen(id, person));
        if (group !== undefined)
          found.set(id, { id, kind: 'group', displayName: group.displayName ?? id, enabled: null, userType: null });
      }
      return found;
    },
    async person(id) {
      ask('person', [id]);
      const person = people.get(id);
      if (person !== undefined) return personSeen(id, person);
      return deleted.has(id) ? 'deleted' : 'absent';
    },
    async personNamed(name) {
      ask('personNamed', [name]);
      const seen = [...people].map(([id, person]) => personSeen(id, person));
      return seen.find(({ userPrincipalName }) => userPrincipalName?.toLowerCase() === name.toLowerCase()) ?? 'absent';
    },
    async groupsNamed(name) {
      ask('groupsNamed', [name]);
      return [...groups].map(([id, group]) => groupSeen(id, group)).filter(({ displayName }) => displayName === name);
    },
    async mayReadHidden() {
      ask('mayReadHidden');
      return false;
    },
    async changes(since) {
      ask('changes');
      const from = Number(since?.users ?? 0);
      if (since === undefined || from < oldest) {
        oldest = 0;
        return { kind: 'startOver', marks: marks() };
      }
      const of = (kind: 'users' | 'groups') =>
        new Set(feed.slice(from).flatMap((one) => (one.kind === kind ? one.id : [])));
      return { kind: 'changes', users: of('users'), groups: of('groups'), marks: marks() };
    },
  };
  return directory;
}
