import type { Time } from '../../time.ts';
import type { Chance } from '../chance.ts';
import type { Kind } from './kinds.ts';
import { groupsAbove, type Lens, lives } from './membership.ts';
import { type Sight, sightOf } from './sight.ts';
import { type DirectoryStore, directoryStore } from './store.ts';

/** What kinds of principal Azure's role assignments name. */
export type PrincipalKind = 'User' | 'Group' | 'ServicePrincipal' | 'Device';

/** The directory of the tenant, for Graph and for the other rules. */
export interface Directory {
  readonly store: DirectoryStore;
  readonly sight: Sight;
  /** A principal that exists now, whatever has replicated. */
  principal(id: string): { readonly kind: PrincipalKind; readonly createdAt: number } | undefined;
  /** Ids of the groups that something is a member of now, directly or through others. */
  memberOf(id: string): string[];
}

const PRINCIPAL_KINDS: Readonly<Record<Kind, PrincipalKind | undefined>> = {
  user: 'User',
  group: 'Group',
  servicePrincipal: 'ServicePrincipal',
  device: 'Device',
  orgContact: undefined,
};

/** An empty directory. */
export function directoryOf(time: Time, chance: Chance): Directory {
  const store = directoryStore(time, chance);

  function living(id: string) {
    const object = store.find(id);
    return object && lives(object, store.changes.length) ? object : undefined;
  }

  return {
    store,
    sight: sightOf(store, time),
    principal(id) {
      const object = living(id);
      const kind = object && PRINCIPAL_KINDS[object.kind];
      return kind && { kind, createdAt: object.createdAt };
    },
    memberOf(id) {
      const object = living(id);
      const lens: Lens = { revision: store.changes.length, shows: () => true };
      return object ? groupsAbove(object, lens).map((group) => group.id) : [];
    },
  };
}
