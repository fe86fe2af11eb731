/** The directory over anything that makes calls to Microsoft Graph. */

import type { Directory, PersonSeen } from '../../access/directory.ts';
import { foldCase } from '../../foldCase.ts';
import { readAs } from '../pipeline/readAs.ts';
import { ask, askFor, type GraphDeps } from './askGraph.ts';
import { batch } from './batch.ts';
import { changesSince } from './changes.ts';
import { grantedRoles } from './grantedRoles.ts';
import type { GraphRequest } from './graphCalls.ts';
import { groupsHolding } from './groupsHolding.ts';
import {
  GROUP_SELECT,
  groupItem,
  idItem,
  idList,
  kindItem,
  MEMBER_SELECT,
  memberItem,
  NAMED_GROUP_SELECT,
  namedGroupItem,
  ownerItem,
  PERSON_SELECT,
  personItem,
} from './items.ts';
import { itemsOf, type ListOf, pages, pagesFrom } from './pages.ts';
import { encoded, equals, userPath } from './paths.ts';
import { personOf } from './person.ts';

/** As many as one page holds (learn.microsoft.com/graph/api/group-list-transitivemembers); fewer calls, fewer pages to fail. */
const TOP = '$top=999';

/** Ids in one question (learn.microsoft.com/graph/api/directoryobject-getbyids). */
const MOST_IDS = 1000;

const get = (path: string): GraphRequest => ({ method: 'GET', path });

/** The adapter, apart from how calls get to the service. */
export function directoryOver(deps: GraphDeps): Directory {
  return {
    async group(id) {
      const found = await askFor(deps, get(`/groups/${encoded(id)}?${GROUP_SELECT}`));
      return found === 'absent' ? 'absent' : readAs(groupItem, found.body, 'a group');
    },

    /**
     * Without a cast to users: that would be answered from an index which may be stale, this is not
     * (learn.microsoft.com/graph/aad-advanced-queries).
     */
    async *members(groupId) {
      const path = `/groups/${encoded(groupId)}/transitiveMembers?${MEMBER_SELECT}&${TOP}`;
      for await (const { items } of pages(deps, path, { item: memberItem, what: 'the members' })) yield items;
    },

    // A cast of direct members is an ordinary query; only that of transitive lists needs the index (same page). It spares
    // the pages of people.
    childGroups: (groupIds) =>
      lists(deps, groupIds, (id) => `/groups/${id}/members/microsoft.graph.group?$select=id&${TOP}`, {
        item: idItem,
        what: 'the groups in a group',
      }),

    owners: (groupId) =>
      itemsOf(
        pages(deps, `/groups/${encoded(groupId)}/owners?$select=id,displayName&${TOP}`, {
          item: ownerItem,
          what: 'the owners',
        }),
      ),

    async confirmedMembers(userIds, groupId) {
      const group = foldCase(groupId);
      const checks = await batch(deps, unique(userIds), (id) => ({
        method: 'POST',
        path: `/users/${encoded(id)}/checkMemberGroups`,
        body: { groupIds: [group] },
      }));
      const members = new Set<string>();
      const absent = new Set<string>();
      for (const [id, found] of checks) {
        if (found === 'absent') absent.add(id);
        else if (readAs(idList, found.body, 'a check of groups').value.includes(group)) members.add(id);
      }
      return { members, absent };
    },

    groupsHolding: (userId, groupIds) => groupsHolding(deps, encoded(userId), unique(groupIds)),

    async groupsOf(userIds) {
      const above = await lists(deps, userIds, (id) => `/users/${id}/memberOf?$select=id&${TOP}`, {
        item: kindItem,
        what: 'the groups of a user',
      });
      // Directory roles and administrative units have members, too.
      const groups = (objects: readonly { id: string; kind: string }[]) =>
        objects.filter(({ kind }) => kind === 'group').map(({ id }) => id);
      return new Map([...above].map(([user, objects]) => [user, groups(objects)]));
    },

    async people(ids) {
      const asked = unique(ids);
      const people: PersonSeen[] = [];
      for (let at = 0; at < asked.length; at += MOST_IDS) {
        const body = { ids: asked.slice(at, at + MOST_IDS) };
        const path = `/directoryObjects/getByIds?${PERSON_SELECT}`;
        const first = await ask(deps, { method: 'POST', path, body });
        people.push(...(await itemsOf(pagesFrom(deps, first, { item: personItem, what: 'the people' }))));
      }
      return new Map(people.map((person) => [person.id, person]));
    },

    person: (id) => personOf(deps, id),

    async personNamed(userPrincipalName) {
      const path = userPath(userPrincipalName);
      const found = path === undefined ? 'absent' : await askFor(deps, get(`${path}?${PERSON_SELECT}`));
      return found === 'absent' ? 'absent' : readAs(personItem, found.body, 'a user');
    },

    groupsNamed: (displayName) =>
      itemsOf(
        pages(deps, `/groups?${equals('displayName', displayName)}&${NAMED_GROUP_SELECT}&${TOP}`, {
          item: namedGroupItem,
          what: 'the groups',
        }),
      ),

    // It is needed beside any other permission (learn.microsoft.com/graph/api/group-list-members).
    mayReadHidden: async () => grantedRoles(await deps.calls.token()).includes('Member.Read.Hidden'),

    changes: (since) => changesSince(deps, since),
  };
}

/** The whole list of each object, in few calls; an object that is not there is left out. */
async function lists<T>(
  deps: GraphDeps,
  ids: readonly string[],
  path: (id: string) => string,
  list: ListOf<T>,
): Promise<Map<string, T[]>> {
  const all = new Map<string, T[]>();
  for (const [id, found] of await batch(deps, unique(ids), (id) => get(path(encoded(id))))) {
    if (found !== 'absent') all.set(id, await itemsOf(pagesFrom(deps, found.body, list)));
  }
  return all;
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids.map((id) => foldCase(id)))];
}
