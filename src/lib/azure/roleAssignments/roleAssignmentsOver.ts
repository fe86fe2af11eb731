/** Reader and writer of role assignments over anything that makes the calls of Microsoft.Authorization. */
import {
  type AssignmentListing,
  type AssignmentReader,
  type Place,
  placeScope,
  scopeKey,
} from '../../access/assignment.ts';
import type { AssignmentWriter } from '../../access/assignmentWriter.ts';
import { LOGIN_ROLES, type LoginRole } from '../../access/role.ts';
import { activationItem } from './activationItem.ts';
import { allItems } from './allItems.ts';
import { type AssignmentItem, assignmentItem } from './assignmentItem.ts';
import type { AuthorizationCalls, ListedType, Listing } from './authorizationCalls.ts';
import { denialItem } from './denialItem.ts';
import { notCreated, notRemoved } from './writeOutcomes.ts';

/** The adapter, apart from how calls get to the service. */
export function roleAssignmentsOver(calls: AuthorizationCalls): AssignmentReader & AssignmentWriter {
  return {
    list: async (place) => listingOf(place, await allItems(calls, listingAt(place, 'roleAssignments'), assignmentItem)),

    denials: async (place) => {
      const denials = await allItems(calls, listingAt(place, 'denyAssignments'), denialItem);
      return denials.filter(({ roles }) => roles.length > 0);
    },

    activations: async (place) => {
      const listing = listingAt(place, 'roleAssignmentScheduleInstances');
      const instances = await allItems(calls, listing, activationItem);
      return instances.filter((instance) => instance !== undefined);
    },

    create: async ({ scope, role, principalId }, { name, principalType, description }, options = {}) => {
      const properties = { roleDefinitionId: roleIdAt(scope, role), principalId, principalType, description };
      try {
        const status = await calls.put(scope, name, properties, options);
        return { kind: status === 200 ? 'wasThere' : 'created' };
      } catch (error) {
        return notCreated(error);
      }
    },

    remove: async (scope, name, options = {}) => {
      try {
        const status = await calls.remove(scope, name, options);
        return { kind: status === 204 ? 'wasAbsent' : 'removed' };
      } catch (error) {
        return notRemoved(error);
      }
    },
  };
}

/**
 * Without a filter a listing shows what is at, above and below the scope (learn.microsoft.com, role-based-access-control,
 * role-assignments-list-rest and deny-assignments-rest). Below a management group that would be everything of every
 * subscription, which those show themselves.
 */
function listingAt(place: Place, type: ListedType): Listing {
  const scope = placeScope(place);
  return place.kind === 'subscription' ? { type, scope } : { type, scope, filter: 'atScope()' };
}

function listingOf(place: Place, items: readonly AssignmentItem[]): AssignmentListing {
  return {
    assignments: items.flatMap(({ assignment }) => assignment ?? []),
    used: items.filter(({ scope }) => countsTowards(place, scope)).length,
  };
}

/**
 * A subscription has one limit for itself, its groups and its resources; a management group has one of its own for what
 * stands exactly there (learn.microsoft.com, role-based-access-control/troubleshoot-limits).
 */
function countsTowards(place: Place, scope: string): boolean {
  const [limited, key] = [scopeKey(placeScope(place)), scopeKey(scope)];
  // No path leads from a management group down to what is in it.
  return key === limited || key.startsWith(`${limited}/`);
}

/** The id of a role as the documentation writes it: in a subscription with that in front. */
function roleIdAt(scope: string, role: LoginRole): string {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${LOGIN_ROLES[role]}`;
}
