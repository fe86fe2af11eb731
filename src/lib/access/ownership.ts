/**
 * Whose an assignment is. Ours are known by their names, which follow from what they assign: nothing has to be stored to
 * recognise them, and a repeated write hits the same name.
 */

import { v5 } from 'uuid';
import { foldCase } from '../foldCase.ts';
import type { Assignment } from './assignment.ts';
import { scopeKey } from './assignment.ts';
import { LOGIN_ROLES, type LoginRole } from './role.ts';

/** Namespace of our names; made once, never changed. */
const NAMESPACE = '47b0f269-ff5c-51fa-a24f-362ca3bb725d';

const TEXT = new TextEncoder();

/** What an assignment gives to whom. */
export interface Grant {
  readonly scope: string;
  readonly role: LoginRole;
  readonly principalId: string;
}

/** Whether both assign the same. */
export function isSameGrant(one: Grant, other: Grant): boolean {
  return (
    one.principalId === other.principalId && one.role === other.role && scopeKey(one.scope) === scopeKey(other.scope)
  );
}

/** Who we are, and whose assignments we take over. */
export interface Self {
  /** `INSTALLATION_ID`, lower case. */
  readonly installationId: string;
  /** `FORMER_INSTALLATION_IDS`, lower case. */
  readonly formerInstallationIds: readonly string[];
  /** Object id of the app's own identity; absent when it is not known. */
  readonly appId?: string;
}

export type Ownership =
  | { readonly kind: 'own' }
  /** Made under this installation's id, by another app, or by one that may be another: two apps share the id. */
  | { readonly kind: 'twin'; readonly appId: string }
  /** Of an installation that is none of ours. */
  | { readonly kind: 'otherInstallation'; readonly installationId: string }
  | { readonly kind: 'foreign' };

/** The name that an installation gives to the assignment of this grant: a GUID (UUIDv5). */
export function assignmentName(installationId: string, { scope, role, principalId }: Grant): string {
  const said = [installationId, scopeKey(scope), LOGIN_ROLES[role], principalId].join('|');
  // As bytes: as text it takes twice as long, and throws on half of a surrogate pair.
  return v5(TEXT.encode(foldCase(said)), NAMESPACE);
}

/** What our assignments carry as their description, for people who find them and for other installations. */
export function descriptionOf({ installationId, appId }: Pick<Self, 'installationId' | 'appId'>): string {
  return `arc-entra-signin installation=${installationId}${appId === undefined ? '' : ` app=${appId}`}`;
}

const GUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const DESCRIPTION = new RegExp(`^arc-entra-signin installation=(${GUID})(?: app=(${GUID}))?$`, 'i');

/** What a description says of its maker; undefined when it is not of our making. */
export function makerOf(description: string | undefined): { installationId: string; appId?: string } | undefined {
  const match = DESCRIPTION.exec(description ?? '');
  if (match === null) return undefined;
  const [, installationId = '', appId] = match;
  return {
    installationId: foldCase(installationId),
    ...(appId !== undefined && { appId: foldCase(appId) }),
  };
}

/** Whose an assignment is. The name decides; a description alone proves nothing, since anybody can write one. */
export function ownershipOf(assignment: Assignment, self: Self): Ownership {
  const name = foldCase(assignment.name);
  if (!isOfOurKind(name)) return FOREIGN;
  const maker = makerOf(assignment.description);
  if (assignmentName(self.installationId, assignment) === name) {
    const twin = otherApp(maker, self);
    return twin === undefined ? OWN : { kind: 'twin', appId: twin };
  }
  if (self.formerInstallationIds.some((id) => assignmentName(id, assignment) === name)) return OWN;
  if (maker !== undefined && assignmentName(maker.installationId, assignment) === name)
    return { kind: 'otherInstallation', installationId: maker.installationId };
  return FOREIGN;
}

const OWN: Ownership = { kind: 'own' };
const FOREIGN: Ownership = { kind: 'foreign' };

/**
 * Whether an installation may have made this name: ours are GUIDs of version 5. Most of what others make is of version 4,
 * and needs no computing.
 */
export function isOfOurKind(name: string): boolean {
  return name[14] === '5';
}

/**
 * The app that made it under our id, as its description has it, if that is not us. While our own object id is unknown,
 * every app that is named may be another one.
 */
function otherApp(maker: ReturnType<typeof makerOf>, { installationId, appId }: Self): string | undefined {
  if (maker?.installationId !== foldCase(installationId)) return undefined;
  return appId !== undefined && maker.appId === foldCase(appId) ? undefined : maker.appId;
}
