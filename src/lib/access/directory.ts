/** What access needs of the directory. The real implementation is in src/lib/azure/directory, one in memory in local/memory. */
import type { Instant } from '../time.ts';

/** A group as the directory shows it. */
export interface GroupSeen {
  /** Lower case. */
  readonly id: string;
  readonly displayName?: string;
  /** Only privileged roles may change its members; null when the directory does not tell. */
  readonly roleAssignable: boolean | null;
  /** Its members are hidden from who lacks the permission Member.Read.Hidden. */
  readonly hiddenMembership: boolean;
}

/** A group found by its name, with what tells it from another one of that name, as far as the directory says. */
export interface GroupNamed extends GroupSeen {
  readonly description?: string;
  readonly createdAt?: Instant;
}

export type MemberKind = 'user' | 'group' | 'servicePrincipal' | 'device' | 'contact' | 'other';

/** A member, direct or through nested groups. Null means that the directory does not tell: a permission is missing. */
export interface MemberSeen {
  /** Lower case. */
  readonly id: string;
  readonly kind: MemberKind;
  /** Of users. */
  readonly enabled: boolean | null;
  /** Of users: `Member`, `Guest`, in any case; `userTypeOf` reads it. */
  readonly userType: string | null;
  /** Of users: invited from another tenant, by the `#EXT#` in the user principal name. */
  readonly external?: true;
  /** Of groups. */
  readonly hiddenMembership: boolean;
}

/** A person with the names that people know. */
export interface PersonSeen {
  readonly id: string;
  /** What has this id and is no user; absent for users. */
  readonly kind?: Exclude<MemberKind, 'user'>;
  readonly displayName?: string;
  readonly userPrincipalName?: string;
  readonly enabled: boolean | null;
  readonly userType: string | null;
}

/** Where the change feeds of users and groups stand. Opaque; good for seven days. */
export interface DirectoryMarks {
  readonly users: string;
  readonly groups: string;
}

/** What changed since the marks; `startOver` when the marks were too old or there were none. */
export type DirectoryChanges =
  | {
      readonly kind: 'changes';
      readonly users: ReadonlySet<string>;
      readonly groups: ReadonlySet<string>;
      readonly marks: DirectoryMarks;
    }
  | { readonly kind: 'startOver'; readonly marks: DirectoryMarks };

/** Whoever is in neither set is there, and no member. */
export interface CheckedMembers {
  readonly members: ReadonlySet<string>;
  /** 404: deleted, or unknown to the replica that was asked. That is no answer about the group. */
  readonly absent: ReadonlySet<string>;
}

/** Reading the directory. Every method throws `Throttled` or a `Failure` (`denied` when a permission is missing). */
export interface Directory {
  group(id: string): Promise<GroupSeen | 'absent'>;
  /** All members through all levels, each once, page by page; nested groups are among them. */
  members(groupId: string): AsyncIterable<readonly MemberSeen[]>;
  /** The groups that are direct members of each of these groups. */
  childGroups(groupIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  owners(groupId: string): Promise<readonly { readonly id: string; readonly displayName?: string }[]>;
  /** What the directory says of each of these users, asked for each alone: members of the group through any level, or not. */
  confirmedMembers(userIds: readonly string[], groupId: string): Promise<CheckedMembers>;
  /** Of these groups those that hold one user through any level; `absent` when the directory does not know the user. */
  groupsHolding(userId: string, groupIds: readonly string[]): Promise<ReadonlySet<string> | 'absent'>;
  /** The direct groups of each of these users. */
  groupsOf(userIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Those of these ids that exist, users and anything else; an id that is missing from the answer does not. */
  people(ids: readonly string[]): Promise<ReadonlyMap<string, PersonSeen>>;
  /**
   * One user, asked for directly: never out of a listing, an index or what was read before. `deleted` is who can still be
   * restored; `absent` is whom the directory does not know, or no longer, or whose deletion it does not let us see.
   */
  person(id: string): Promise<PersonSeen | 'deleted' | 'absent'>;
  /** One person by user principal name. */
  personNamed(userPrincipalName: string): Promise<PersonSeen | 'absent'>;
  /** Every group of this display name; names are not unique. */
  groupsNamed(displayName: string): Promise<readonly GroupNamed[]>;
  /** Whether hidden members are shown to us; without a clear yes they are not. */
  mayReadHidden(): Promise<boolean>;
  changes(since: DirectoryMarks | undefined): Promise<DirectoryChanges>;
}
