/** Users, groups and members as Graph writes them (v1.0), as far as they are asked for with the `$select` beside them. */
import * as z from 'zod';
import type { GroupNamed, GroupSeen, MemberKind, MemberSeen, PersonSeen } from '../../access/directory.ts';
import { defined } from '../../defined.ts';
import { fromIso } from '../../time.ts';

const guid = z.guid().toLowerCase();

const text = z.string().nullish();

const flag = z
  .boolean()
  .nullish()
  .transform((told) => told ?? null);

// Without a type nobody knows what a member is; it might be a person.
const type = z.string().min(1);

const KINDS: ReadonlyMap<string, MemberKind> = new Map([
  ['#microsoft.graph.user', 'user'],
  ['#microsoft.graph.group', 'group'],
  ['#microsoft.graph.serviceprincipal', 'servicePrincipal'],
  ['#microsoft.graph.device', 'device'],
  ['#microsoft.graph.orgcontact', 'contact'],
]);

const kindOf = (type: string): MemberKind => KINDS.get(type.toLowerCase()) ?? 'other';

/** The visibility of a group whose members are shown to nobody without Member.Read.Hidden (learn.microsoft.com/graph/api/resources/group). */
const isHidden = (visibility: string | null | undefined) => visibility?.toLowerCase() === 'hiddenmembership';

export const GROUP_SELECT = '$select=id,displayName,visibility,isAssignableToRole';

const groupFields = z.object({ id: guid, displayName: text, visibility: text, isAssignableToRole: flag });

export const groupItem = groupFields.transform(groupOf);

export const NAMED_GROUP_SELECT = `${GROUP_SELECT},description,createdDateTime`;

export const namedGroupItem = groupFields.extend({ description: text, createdDateTime: text }).transform(
  ({ description, createdDateTime, ...group }): GroupNamed =>
    defined({
      ...groupOf(group),
      description: description || undefined,
      createdAt: fromIso(createdDateTime ?? ''),
    }),
);

function groupOf({ id, displayName, visibility, isAssignableToRole }: z.output<typeof groupFields>): GroupSeen {
  return defined({
    id,
    displayName: displayName || undefined,
    // Null is the usual answer for a group that is not; only where nothing of the group is told is it unknown.
    roleAssignable: isAssignableToRole ?? (displayName ? false : null),
    hiddenMembership: isHidden(visibility),
  });
}

export const MEMBER_SELECT = '$select=id,accountEnabled,userType,userPrincipalName,visibility';

/** Other kinds have properties of the same names; those of users are meant. */
export const memberItem = z
  .object({
    '@odata.type': type,
    id: guid,
    accountEnabled: flag,
    userType: text,
    userPrincipalName: text,
    visibility: text,
  })
  .transform(({ id, accountEnabled, userType, userPrincipalName, visibility, ...rest }): MemberSeen => {
    const kind = kindOf(rest['@odata.type']);
    const hiddenMembership = isHidden(visibility);
    if (kind !== 'user') return { id, kind, enabled: null, userType: null, hiddenMembership };
    const external = isExternal(userPrincipalName) || undefined;
    return defined({ id, kind, enabled: accountEnabled, userType: userType ?? null, external, hiddenMembership });
  });

/** `ann_fabrikam.com#EXT#@contoso.com` (learn.microsoft.com/entra/external-id/user-properties). */
const isExternal = (userPrincipalName: string | null | undefined) => /#ext#/i.test(userPrincipalName ?? '');

export const PERSON_SELECT = '$select=id,displayName,userPrincipalName,accountEnabled,userType';

/** Without a type in lists of users. */
export const personItem = z
  .object({
    '@odata.type': type.nullish(),
    id: guid,
    displayName: text,
    userPrincipalName: text,
    accountEnabled: flag,
    userType: text,
  })
  .transform(({ id, displayName, userPrincipalName, accountEnabled, userType, ...rest }): PersonSeen => {
    const kind = kindOf(rest['@odata.type'] ?? '#microsoft.graph.user');
    const isUser = kind === 'user';
    return defined({
      id,
      kind: isUser ? undefined : kind,
      displayName: displayName || undefined,
      userPrincipalName: userPrincipalName || undefined,
      enabled: isUser ? accountEnabled : null,
      userType: isUser ? (userType ?? null) : null,
    });
  });

export const ownerItem = z
  .object({ id: guid, displayName: text })
  .transform(({ id, displayName }) => defined({ id, displayName: displayName || undefined }));

/** The id, and what it is of. */
export const kindItem = z
  .object({ '@odata.type': type, id: guid })
  .transform(({ id, ...rest }) => ({ id, kind: kindOf(rest['@odata.type']) }));

/** What was deleted, by kind; `other` where the kind is not told. */
export const deletedItem = z
  .object({ '@odata.type': type.nullish(), id: guid })
  .transform((item) => kindOf(item['@odata.type'] ?? ''));

/** The id alone: in a list of one kind, or of what changed. */
export const idItem = z.object({ id: guid }).transform(({ id }) => id);

export const idList = z.object({ value: z.array(guid) });
