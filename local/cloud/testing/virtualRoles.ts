import type { Principal, PrincipalKind, Principals } from '../rules/authorization/principals.ts';
import { type CloudReply, isFields } from '../rules/exchange.ts';
import { at, bodyOf, SUBSCRIPTION, type VirtualCloud } from './virtualCloud.ts';

export const ADMINISTRATOR_LOGIN = '1c0163c0-47e6-4577-8991-ea5c82e286e4';
export const USER_LOGIN = 'fb879df8-f326-4884-b1cf-06f3ad86be52';
export const IN_SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION}`;
export const IN_GROUP = `${IN_SUBSCRIPTION}/resourceGroups/rg-web`;
export const IN_DEMO = '/providers/Microsoft.Management/managementGroups/demo';

/** A GUID for each number. */
export function guid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** The full id of a role. */
export function roleId(role: string, prefix = ''): string {
  return `${prefix}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
}

/** Calls of Microsoft.Authorization on a virtual cloud. Names and principals are numbers. */
export function rolesIn({ call }: VirtualCloud) {
  const path = (scope: string, name: number) =>
    `${scope}/providers/Microsoft.Authorization/roleAssignments/${guid(name)}?api-version=2022-04-01`;
  const listed = (scope: string, filter?: string, type = 'roleAssignments', version = '2022-04-01') => {
    const query = filter === undefined ? '' : `&$filter=${encodeURIComponent(filter)}`;
    return call('GET', `${scope}/providers/Microsoft.Authorization/${type}?api-version=${version}${query}`);
  };
  return {
    /** Gives Virtual Machine User Login, unless `further` says something else. */
    give: (scope: string, name: number, principal: number, further: object = {}): CloudReply => {
      const properties = { roleDefinitionId: roleId(USER_LOGIN), principalId: guid(principal), ...further };
      return call('PUT', path(scope, name), { properties });
    },
    get: (scope: string, name: number) => call('GET', path(scope, name)),
    take: (scope: string, name: number) => call('DELETE', path(scope, name)),
    listed,
    /** Numbers of the names that a list holds, over all its pages. */
    namesAt: (scope: string, filter?: string, type?: string, version?: string): number[] => {
      const names: number[] = [];
      let page = listed(scope, filter, type, version);
      for (;;) {
        const { value, nextLink } = bodyOf(page);
        names.push(...(Array.isArray(value) ? value.map((item) => numberIn(at(item, 'name'))) : []));
        if (typeof nextLink !== 'string') return names;
        page = call('GET', nextLink.replace('https://localhost:8443', ''));
      }
    },
  };
}

function numberIn(name: unknown): number {
  return Number(String(name).slice(-12));
}

/** The error code of an answer, with its status. */
export function codeOf(reply: CloudReply): string {
  return `${reply.status} ${String(at(isFields(reply.body) ? reply.body : {}, 'error', 'code'))}`;
}

/** A directory to write into. Principals are numbers. */
export interface TestDirectory extends Principals {
  readonly create: (principal: number, kind: PrincipalKind, createdAt: number) => void;
  readonly remove: (principal: number) => void;
  /** Puts the first into the groups. */
  readonly join: (principal: number, ...groups: number[]) => void;
}

/** A directory without anybody. */
export function testDirectory(lagMs = 0): TestDirectory {
  const known = new Map<string, Principal>();
  const groups = new Map<string, ReadonlySet<string>>();
  return {
    find: (id) => known.get(id),
    memberOf: (id) => groups.get(id) ?? new Set(),
    lagMs: () => lagMs,
    create: (principal, kind, createdAt) => void known.set(guid(principal), { kind, createdAt }),
    remove: (principal) => void known.delete(guid(principal)),
    join: (principal, ...joined) => void groups.set(guid(principal), new Set(joined.map(guid))),
  };
}
