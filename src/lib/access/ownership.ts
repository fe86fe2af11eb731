/**
 * Whose an assignment is. Ours are known by their names, which follow from what they assign: nothing has to be stored to
 * recognise them, and a repeated write hits the same name.
 */
import { v5 } from 'uuid';
import type { Assignment } from './assignment.ts';
import { scopeKey } from './assignment.ts';
import { LOGIN_ROLES, type LoginRole } from './role.ts';

/** Namespace of our names; made once, never changed. */
const NAMESPACE = '47b0f269-ff5c-51fa-a24f-362ca3bb725d';

/** What an assignment gives to whom. */
export interface Grant {
  readonly scope: string;
  readonly role: LoginRole;
  readonly principalId: string;
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
  /** Made under this installation's id, by another app: two apps share the id. */
  | { readonly kind: 'twin'; readonly appId: string }
  /** Of an installation that is none of ours. */
  | { readonly kind: 'otherInstallation'; readonly installationId: string }
  | { readonly kind: 'foreign' };

/** The name that an installation gives to the assignment of this grant: a GUID (UUIDv5). */
export function assignmentName(installationId: string, { scope, role, principalId }: Grant): string {
  const said = [installationId, scopeKey(scope), LOGIN_ROLES[role], principalId].join('|');
  return v5(said.toLowerCase(), NAMESPACE);
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
    installationId: installationId.toLowerCase(),
    ...(appId !== undefined && { appId: appId.toLowerCase() }),
  };
}

/** Whose an assignment is. The name decides; a description alone proves nothing, since anybody can write one. */
export function ownershipOf(assignment: Assignment, self: Self): Ownership {
  const { name } = assignment;
  const maker = makerOf(assignment.description);
  const ours = [self.installationId, ...self.formerInstallationIds];
  const owner = ours.find((id) => assignmentName(id, assignment) === name);
  if (owner !== undefined) {
    const twin = owner === self.installationId ? otherApp(maker?.appId, self.appId) : undefined;
    return twin === undefined ? { kind: 'own' } : { kind: 'twin', appId: twin };
  }
  if (maker !== undefined && assignmentName(maker.installationId, assignment) === name)
    return { kind: 'otherInstallation', installationId: maker.installationId };
  return { kind: 'foreign' };
}

/** The app that made it, if that is known and not us. */
function otherApp(maker: string | undefined, self: string | undefined): string | undefined {
  return self === undefined || maker === self ? undefined : maker;
}
