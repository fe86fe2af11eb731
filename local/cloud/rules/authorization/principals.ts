/** What role assignments need to know of the directory. */
import type { Directory } from '../graph/directory.ts';

export type PrincipalKind = 'User' | 'Group' | 'ServicePrincipal' | 'Device';

/** Somebody or something that a role can be given to. */
export interface Principal {
  /** Absent when the directory does not care: of whatever type is asked for. */
  readonly kind?: PrincipalKind;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** The directory, as Microsoft.Authorization sees it. Ids are lower case. */
export interface Principals {
  find(id: string): Principal | undefined;
  /** All groups that it is in, through groups too. */
  memberOf(id: string): ReadonlySet<string>;
  /** How long the directory takes to tell of somebody new. */
  lagMs(): number;
}

/** A directory that knows everybody and tells of no groups. */
export const everybody: Principals = {
  find: () => ({ createdAt: Number.NEGATIVE_INFINITY }),
  memberOf: () => new Set(),
  lagMs: () => 0,
};

/** The directory behind Microsoft Graph, as Azure knows it: somebody new is told of as late as to who reads Graph. */
export function principalsOf(directory: Directory): Principals {
  return {
    find: (id) => directory.principal(id),
    memberOf: (id) => new Set(directory.memberOf(id)),
    lagMs: () => directory.sight.lagMs(),
  };
}

/** The principal, once the news of it has had the time to arrive. */
export function arrived(principals: Principals, id: string, now: number): Principal | undefined {
  const found = principals.find(id);
  return found !== undefined && found.createdAt + principals.lagMs() <= now ? found : undefined;
}
