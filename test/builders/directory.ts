/** A directory of one group, as tests want it: what is not said is empty, and every question is written down. */
import type { Directory, GroupSeen, MemberSeen } from '../../src/lib/access/directory.ts';

export function aMember(id: string, rest: Partial<MemberSeen> = {}): MemberSeen {
  return { id, kind: 'user', enabled: true, userType: 'Member', hiddenMembership: false, ...rest };
}

/** A group as a member of another one. */
export function aNestedGroup(id: string, rest: Partial<MemberSeen> = {}): MemberSeen {
  return aMember(id, { kind: 'group', enabled: null, userType: null, ...rest });
}

export interface SmallDirectory {
  readonly group?: Partial<GroupSeen> | 'absent';
  readonly pages?: readonly (readonly MemberSeen[])[];
  readonly children?: Readonly<Record<string, readonly string[]>>;
  readonly owners?: readonly { readonly id: string; readonly displayName?: string }[];
  /** Members of last time that the directory still calls members. */
  readonly confirmed?: readonly string[];
  /** Members of last time about whom the check of their groups is answered with 404. */
  readonly uncheckable?: readonly string[];
  /** Of these, those that the directory has all the same. */
  readonly people?: readonly string[];
  readonly mayReadHidden?: boolean;
}

type Asked = Pick<
  Directory,
  'group' | 'members' | 'childGroups' | 'owners' | 'confirmedMembers' | 'people' | 'mayReadHidden'
>;

/** What reading a group asks for, answered from `told`; `asked` names the questions in their order. */
export function aDirectory(told: SmallDirectory = {}): Asked & { readonly asked: string[] } {
  const { group = {}, pages = [], children = {}, owners = [], confirmed = [], mayReadHidden = false } = told;
  const { uncheckable = [], people = [] } = told;
  const asked: string[] = [];
  return {
    asked,
    async group(id) {
      asked.push('group');
      return group === 'absent' ? group : { id, roleAssignable: false, hiddenMembership: false, ...group };
    },
    async *members() {
      asked.push('members');
      yield* pages;
    },
    async childGroups(ids) {
      asked.push('childGroups');
      return new Map(ids.map((id) => [id, children[id] ?? []]));
    },
    async owners() {
      asked.push('owners');
      return owners;
    },
    async confirmedMembers(ids) {
      asked.push('confirmedMembers');
      const absent = new Set(ids.filter((id) => uncheckable.includes(id)));
      return { members: new Set(ids.filter((id) => confirmed.includes(id))), absent };
    },
    async people(ids) {
      asked.push('people');
      const found = ids.filter((id) => people.includes(id));
      return new Map(found.map((id) => [id, { id, enabled: true, userType: 'Member' }]));
    },
    async mayReadHidden() {
      asked.push('mayReadHidden');
      return mayReadHidden;
    },
  };
}
