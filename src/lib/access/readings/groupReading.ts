/**
 * What one reading of a group says: who may get access through it, who is left out and why, and whether the answer is the
 * whole truth. An incomplete reading can give access, never take it.
 */
import * as z from 'zod';
import { instant } from '../../instant.ts';

/** Why a member gets no access through the group. */
export const LEFT_OUT_REASONS = [
  'guest',
  'disabled',
  'servicePrincipal',
  'device',
  'contact',
  'notAPerson',
  'notReadable',
] as const;

export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/** Why a reading of a group is not the whole truth. */
export const GROUP_GAPS = [
  'GroupDeleted',
  'HiddenMembership',
  'PermissionMissing',
  'ReadDenied',
  'PageFailed',
  'UnexpectedAnswer',
  'EmptyAnswer',
  'ChangeUnseen',
  'NeverRead',
] as const;

export type GroupGap = (typeof GROUP_GAPS)[number];

const leftOut = z.object({ id: z.string(), reason: z.enum(LEFT_OUT_REASONS) });

export const groupReading = z.object({
  version: z.literal(1),
  /** Lower case, as all ids here. */
  groupId: z.string(),
  displayName: z.string().exactOptional(),
  roleAssignable: z.boolean().nullable(),
  /** When the reading began, epoch milliseconds. */
  readAt: instant,
  /** Why it is not the whole truth; absent when every page was read and nothing was hidden. */
  gap: z.object({ reason: z.enum(GROUP_GAPS), detail: z.string(), since: instant }).exactOptional(),
  /** People who may get access, sorted, each once. */
  eligible: z.array(z.string()),
  /** Of the eligible those invited from another tenant that count as its members, sorted; absent when there are none. */
  external: z.array(z.string()).exactOptional(),
  /** Of the eligible those without a `userType`, sorted; absent when there are none. */
  untyped: z.array(z.string()).exactOptional(),
  /** Whom an earlier reading had as eligible and this one lacks, sorted, with the first complete reading without them. */
  missing: z.array(z.object({ id: z.string(), since: instant })).exactOptional(),
  /** Everybody and everything else, sorted by id. */
  leftOut: z.array(leftOut),
  /** Nested groups through all levels, sorted. */
  nested: z.array(z.string()),
  /** Child group → the groups of this closure that it is a direct member of. */
  parents: z.record(z.string(), z.array(z.string())),
  /** What may have changed and not show yet; absent when nothing has. */
  awaited: z
    .object({
      /** The first of the complete readings that are alike, none of them older than the last news. */
      alikeSince: z.number().exactOptional(),
      /** When a reading last showed something new. */
      changedAt: z.number().exactOptional(),
      /** Since when an announced change has shown in no reading. */
      unseenSince: z.number().exactOptional(),
    })
    .exactOptional(),
  owners: z.array(z.object({ id: z.string(), displayName: z.string().exactOptional() })).optional(),
});

export type GroupReading = z.output<typeof groupReading>;

/** Why members are left out, for people. */
export const LEFT_OUT_SENTENCES: Readonly<Record<LeftOutReason, string>> = {
  guest: 'Guests cannot sign in to these machines.',
  disabled: 'The account is disabled.',
  servicePrincipal: 'A service principal is no person.',
  device: 'A device is no person.',
  contact: 'A contact cannot sign in.',
  notAPerson: 'It is of a kind that cannot sign in.',
  notReadable: 'The directory does not say that it is an enabled member of the tenant (accountEnabled, userType).',
};

/** Why readings are incomplete, for people, each with the way out. */
export const GROUP_GAP_TEXTS: Readonly<Record<GroupGap, { readonly sentence: string; readonly fix: string }>> = {
  GroupDeleted: {
    sentence: 'The directory has no such group.',
    fix: 'Restore the group, or take its binding out of the policy.',
  },
  HiddenMembership: {
    sentence: 'The members of the group, or of one nested in it, are hidden from this app.',
    fix: 'Grant Member.Read.Hidden to the identity of this app, or bind a group whose members are not hidden.',
  },
  PermissionMissing: {
    sentence: 'The directory does not tell of some members whether they are enabled.',
    fix: 'Grant User.Read.All to the identity of this app; a new permission can take a day to reach it.',
  },
  ReadDenied: {
    sentence: 'The directory does not let this app read the group.',
    fix: 'Grant GroupMember.Read.All to the identity of this app; a new permission can take a day to reach it.',
  },
  PageFailed: {
    sentence: 'A page of the members could not be read.',
    fix: 'Nothing to do: the next run reads the group again.',
  },
  UnexpectedAnswer: {
    sentence: 'The directory answered something that this app does not understand.',
    fix: 'Look for a newer version of this app; nothing is removed meanwhile.',
  },
  EmptyAnswer: {
    sentence: 'The group came back empty, and its members of last time are not confirmed to have left.',
    fix: 'Look at the group in the directory; when it really is empty, the next run will say so.',
  },
  ChangeUnseen: {
    sentence: 'The directory announced a change in the group, and its list of members does not show one yet.',
    fix: 'Nothing to do: each run reads the group again, and believes the list after 15 minutes.',
  },
  NeverRead: { sentence: 'The group has not been read yet.', fix: 'Wait for the run that is under way.' },
};

/** The reading of a group that could not be read: what was known stays known, and nobody is removed for it. */
export function unread(
  groupId: string,
  previous: GroupReading | undefined,
  gap: { readonly reason: GroupGap; readonly detail: string },
  now: number,
): GroupReading {
  const since = previous?.gap?.since ?? now;
  const known = previous ?? { eligible: [], leftOut: [], nested: [], parents: {}, roleAssignable: null };
  return { ...known, version: 1, groupId, readAt: now, gap: { ...gap, since } };
}
