/** What the contracts of the directory have in common. */
import type { Fields } from '../../local/cloud/rules/exchange.ts';
import type { Paging } from '../../local/cloud/rules/graph/graphWorld.ts';
import type { DirectoryStore } from '../../local/cloud/rules/graph/store.ts';
import { at } from '../../local/cloud/testing/virtualCloud.ts';
import type { Directory } from '../../src/lib/access/directory.ts';
import type { CountedCall } from '../../src/lib/azure/pipeline/count.ts';

/** An id that nothing has. */
export const NOBODY = '00000000-0000-4000-8000-00000000dead';

/** How the simulated cloud is to be, and who calls it. */
export interface DirectoryHabits {
  readonly graphPaging?: Partial<Paging>;
  /** The `roles` claim of the app's token; without one the token cannot be read. */
  readonly roles?: unknown;
}

/** A fresh simulated cloud with the adapter under test on it. */
export interface DirectoryHarness {
  readonly directory: Directory;
  /** Of Graph, as links in its answers name it. */
  readonly endpoint: string;
  /** Anything that is done to Graph from outside; fails the test when it is refused. */
  readonly graph: (method: string, path: string, body?: unknown) => unknown;
  readonly control: (method: string, path: string, body?: unknown) => Promise<unknown>;
  /** For what would take too many calls. */
  readonly store: DirectoryStore;
  /** What the adapter has counted. */
  readonly counts: () => readonly (CountedCall & { readonly count: number })[];
  /** Of the adapter. */
  readonly now: () => number;
  close(): Promise<void>;
}

export type FreshDirectory = (habits: DirectoryHabits) => Promise<DirectoryHarness>;

/** What people do in a directory, and what goes wrong in it. */
export function people({ graph, control }: Pick<DirectoryHarness, 'graph' | 'control'>) {
  const created = (path: string, body: Fields) => String(at(graph('POST', path, body), 'id'));
  const person = (name: string, more: Fields = {}) =>
    created('/users', { displayName: name, userPrincipalName: `${name}@contoso.com`, ...more });
  const join = (group: string, member: string, relation = 'members') => {
    graph('POST', `/groups/${group}/${relation}/$ref`, { '@odata.id': `https://g/v1.0/directoryObjects/${member}` });
  };
  return {
    person,
    join,
    team: (name: string, members: readonly string[] = [], more: Fields = {}) => {
      const id = created('/groups', { displayName: name, ...more });
      for (const member of members) join(id, member);
      return id;
    },
    created,
    leave: (group: string, member: string) => graph('DELETE', `/groups/${group}/members/${member}/$ref`),
    remove: (path: string) => graph('DELETE', path),
    change: (path: string, body: Fields) => graph('PATCH', path, body),
    fault: (spec: Fields) => control('POST', '/faults', { service: 'graph', ...spec }),
    grant: (...permissions: string[]) => control('POST', '/directory', { permissions }),
  };
}
