import type { Fields } from '../exchange.ts';
import type { DirectoryObject, Relation } from './store.ts';

/** Whether a group is a Microsoft 365 group. */
export function isUnified(attributes: Fields): boolean {
  return typesOf(attributes).includes('Unified');
}

/** Why a group can't be created so (learn.microsoft.com/graph/api/resources/group, visibility and isAssignableToRole). */
export function creationProblem(attributes: Fields): string | undefined {
  const { visibility, isAssignableToRole, securityEnabled } = attributes;
  if (visibility === 'HiddenMembership' && !isUnified(attributes)) {
    return 'HiddenMembership can be set only for Microsoft 365 groups.';
  }
  const dynamic = typesOf(attributes).includes('DynamicMembership');
  if (isAssignableToRole === true && (dynamic || securityEnabled !== true)) {
    return 'A group that is assignable to roles must be security-enabled, with assigned membership.';
  }
  return undefined;
}

/** Why a group can't be changed so: some things are settled when it is created. */
export function changeProblem(group: DirectoryObject, change: Fields): string | undefined {
  const { attributes } = group.state.value;
  const wasHidden = attributes['visibility'] === 'HiddenMembership';
  const toBeHidden = (change['visibility'] ?? attributes['visibility']) === 'HiddenMembership';
  if (wasHidden !== toBeHidden) return 'HiddenMembership can be set only when the group is created.';
  const assignable = change['isAssignableToRole'];
  if (assignable !== undefined && assignable !== attributes['isAssignableToRole']) {
    return "Property 'isAssignableToRole' cannot be changed.";
  }
  return undefined;
}

/** Why an object can't be a member (or an owner) of a group (learn.microsoft.com/graph/api, _Add members_, _Add owners_). */
export function linkProblem(group: Fields, relation: Relation, { kind }: DirectoryObject): string | undefined {
  if (relation === 'owners') {
    return kind === 'user' || kind === 'servicePrincipal' ? undefined : `A ${kind} cannot own a group.`;
  }
  if (kind !== 'group') return undefined;
  if (isUnified(group)) return 'Groups cannot be members of a Microsoft 365 group.';
  if (group['isAssignableToRole'] === true) return 'Groups cannot be members of a group that is assignable to roles.';
  return undefined;
}

/** What kinds of group it is. */
export function typesOf({ groupTypes }: Fields): readonly unknown[] {
  return Array.isArray(groupTypes) ? groupTypes : [];
}
