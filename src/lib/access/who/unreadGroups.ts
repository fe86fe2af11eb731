/** Groups with a role whose members no reading tells: who gets in through them is known to the directory alone. Pure. */
import type { Failure } from '../../errors.ts';
import type { Assignment } from '../assignment.ts';
import { directoryFix } from '../directoryFix.ts';
import { isOrphan, type Names, nameOf } from '../plan/names.ts';
import { GROUP_GAP_TEXTS } from '../readings/groupReading.ts';
import type { Known } from './who.ts';
import type { Unread } from './whoGaps.ts';

export interface UnreadGroup {
  readonly id: string;
  /** Where it has a role, or one of them. */
  readonly scope: string;
  /** Its members are in the directory of another tenant. */
  readonly elsewhere: boolean;
  /** A binding of the policy names it: its first reading is still to come. */
  readonly bound: boolean;
}

/** Those among the assignments, each once. */
export function unreadGroups(
  assignments: readonly Assignment[],
  { groups, bindings }: Pick<Known, 'groups' | 'bindings'>,
): readonly UnreadGroup[] {
  const found = new Map<string, UnreadGroup>();
  for (const { principalId: id, principalType, scope } of assignments) {
    const elsewhere = principalType === 'ForeignGroup';
    if ((principalType !== 'Group' && !elsewhere) || groups.has(id) || found.has(id)) continue;
    found.set(id, { id, scope, elsewhere, bound: bindings.some(({ binding }) => binding.group.id === id) });
  }
  return [...found.values()];
}

/** That nobody knows who is in them. Nobody is in a group that is gone. */
export function untoldMembers(unread: readonly UnreadGroup[], names: Names): readonly Unread[] {
  return unread
    .filter(({ id, elsewhere }) => elsewhere || !isOrphan(id, names))
    .map((group) => ({ scope: group.scope, ...membersText(group, names) }));
}

function membersText({ id, bound, elsewhere }: UnreadGroup, names: Names): Pick<Unread, 'message' | 'fix'> {
  const { sentence, fix } = GROUP_GAP_TEXTS.NeverRead;
  if (bound) return { message: `Group ${id}: ${sentence}`, fix };
  const name = nameOf(id, names);
  const called = name === undefined ? id : `${name} (${id})`;
  const untold = `Who is in group ${called} is not known:`;
  if (elsewhere)
    return {
      message: `${untold} it is a group of another tenant.`,
      fix: 'Look its members up in the directory of that tenant.',
    };
  return {
    message: `${untold} no binding of the policy names it, so that nobody reads its members.`,
    fix: 'Look its members up in the directory, or ask with user= for one person.',
  };
}

/** That nobody could find out whether one person is in them. */
export function untoldMembership(unread: readonly UnreadGroup[], failure: Failure): readonly Unread[] {
  const fix = directoryFix(failure, 'User.Read.All and GroupMember.Read.All');
  return unread.map(({ id, scope }) => ({
    scope,
    message: `Whether they are in group ${id}, which has a role there, could not be found out (${failure.code}).`,
    fix,
  }));
}
