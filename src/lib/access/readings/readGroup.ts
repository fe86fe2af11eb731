/** Reads a group: every page of its members through all levels, who of them may get access, and what is in doubt. */
import { defined } from '../../defined.ts';
import type { Instant } from '../../time.ts';
import type { Directory, GroupSeen, MemberSeen } from '../directory.ts';
import { userTypeOf } from '../userType.ts';
import { type GroupGap, type GroupReading, type LeftOutReason, unread } from './groupReading.ts';
import { missingMembers } from './missingMembers.ts';

export interface ReadGroupDeps {
  readonly directory: Pick<
    Directory,
    'group' | 'members' | 'childGroups' | 'owners' | 'confirmedMembers' | 'people' | 'mayReadHidden'
  >;
  /** The last reading of this group. */
  readonly previous?: GroupReading | undefined;
  /** Its owners are of interest: they decide who becomes an administrator. */
  readonly withOwners: boolean;
  readonly now: Instant;
  /** Takes how many members have been read so far. */
  readonly progress?: (members: number) => void;
}

/** Reads a group. Throws what the directory throws: whoever calls decides whether to try again or to call it unread. */
export async function readGroup(groupId: string, deps: ReadGroupDeps): Promise<GroupReading> {
  const { directory, previous, now } = deps;
  const group = await directory.group(groupId);
  if (group === 'absent') return unread(groupId, previous, { reason: 'GroupDeleted', detail: '404' }, now);
  const members = await allMembers(groupId, deps);
  // In a loop of nested groups it is a member of itself, which says nothing.
  members.delete(groupId);
  const { nested, ...people } = sorted(members);
  const [parents, owners] = await Promise.all([
    parentsIn(groupId, nested, directory),
    deps.withOwners ? directory.owners(groupId) : undefined,
  ]);
  const gap = await gapOf(group, members, deps);
  // What was known stays known: the next reading compares with it again.
  if (gap?.reason === 'EmptyAnswer') return unread(groupId, previous, gap, now);
  const { displayName, roleAssignable } = group;
  return defined({
    version: 1 as const,
    groupId,
    displayName,
    roleAssignable,
    readAt: now,
    gap: gap && { ...gap, since: previous?.gap?.since ?? now },
    ...people,
    missing: missingMembers(previous, people, now),
    nested,
    parents,
    owners: owners && [...owners],
  });
}

/** Pages may overlap and come in any order; each member counts once. */
async function allMembers(groupId: string, { directory, progress }: ReadGroupDeps): Promise<Map<string, MemberSeen>> {
  const members = new Map<string, MemberSeen>();
  for await (const page of directory.members(groupId)) {
    for (const member of page) members.set(member.id, member);
    progress?.(members.size);
  }
  return members;
}

function sorted(members: ReadonlyMap<string, MemberSeen>) {
  const eligible: string[] = [];
  const leftOut: { id: string; reason: LeftOutReason }[] = [];
  const nested: string[] = [];
  for (const member of members.values()) {
    const reason = member.kind === 'group' ? 'group' : leftOutFor(member);
    if (reason === 'group') nested.push(member.id);
    else if (reason === undefined) eligible.push(member.id);
    else leftOut.push({ id: member.id, reason });
  }
  const those = (is: (member: MemberSeen | undefined) => boolean): string[] | undefined => {
    const found = eligible.filter((id) => is(members.get(id))).toSorted();
    return found.length === 0 ? undefined : found;
  };
  return {
    eligible: eligible.toSorted(),
    external: those((member) => member?.external === true),
    untyped: those((member) => !member?.userType),
    leftOut: leftOut.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    nested: nested.toSorted(),
  };
}

/**
 * Why a member gets no access through the group; undefined for an eligible person: an enabled account that is a member of
 * the tenant. Guests cannot sign in to Arc-enabled Windows machines (Microsoft's article on Entra sign-in for them).
 */
export function leftOutFor({ kind, enabled, userType }: MemberSeen): LeftOutReason | undefined {
  if (kind === 'servicePrincipal' || kind === 'device' || kind === 'contact') return kind;
  if (kind !== 'user') return 'notAPerson';
  const type = userTypeOf({ enabled, userType });
  if (type === 'guest') return 'guest';
  if (enabled === false) return 'disabled';
  // Null is not false: the directory does not tell, because a permission is missing.
  return enabled === true && type === 'member' ? undefined : 'notReadable';
}

/** Which of the groups in the closure each nested group sits in: from this the way of a person into the group is told. */
async function parentsIn(
  groupId: string,
  nested: readonly string[],
  directory: ReadGroupDeps['directory'],
): Promise<Record<string, string[]>> {
  if (nested.length === 0) return {};
  const children = await directory.childGroups([groupId, ...nested]);
  const parents = new Map<string, string[]>();
  for (const [parent, ids] of [...children].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    for (const id of new Set(ids)) parents.set(id, [...(parents.get(id) ?? []), parent]);
  }
  return Object.fromEntries([...parents].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

type Gap = { readonly reason: GroupGap; readonly detail: string };

/** What keeps this reading from being the whole truth. */
async function gapOf(
  group: GroupSeen,
  members: ReadonlyMap<string, MemberSeen>,
  deps: ReadGroupDeps,
): Promise<Gap | undefined> {
  const all = [...members.values()];
  const hidden = group.hiddenMembership ? group : all.find((member) => member.hiddenMembership);
  // Members that are hidden from us are missing from the answer without an error (Microsoft Graph, list members).
  if (hidden !== undefined && !(await deps.directory.mayReadHidden())) {
    return { reason: 'HiddenMembership', detail: `group ${hidden.id}` };
  }
  const unclear = all.filter((member) => leftOutFor(member) === 'notReadable' && member.enabled === null);
  if (unclear.length > 0) return { reason: 'PermissionMissing', detail: `${unclear.length} members` };
  return members.size === 0 ? emptyGap(group.id, deps) : undefined;
}

/** The most people whose leaving is confirmed one by one when a group suddenly is empty. */
const CONFIRMED_AT_MOST = 2000;

/** A group that was not empty last time must be confirmed to be so, person by person. */
async function emptyGap(groupId: string, { directory, previous }: ReadGroupDeps): Promise<Gap | undefined> {
  const before = previous?.eligible ?? [];
  if (before.length === 0) return undefined;
  if (before.length > CONFIRMED_AT_MOST) return { reason: 'EmptyAnswer', detail: `${before.length} members last time` };
  const { members, absent } = await directory.confirmedMembers(before, groupId);
  if (members.size > 0) return { reason: 'EmptyAnswer', detail: `${members.size} are members still` };
  // The deleted are members of nothing; of all others a 404 says nothing.
  const there = absent.size === 0 ? absent : new Set((await directory.people([...absent])).keys());
  return there.size === 0 ? undefined : { reason: 'EmptyAnswer', detail: `${there.size} could not be checked` };
}
