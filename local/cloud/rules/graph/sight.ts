import type { Time } from '../../time.ts';
import { KIND_TRAITS, type Kind } from './kinds.ts';
import { copyOf, type Lags, NO_LAGS, surfacesOf } from './lag.ts';
import type { Lens } from './membership.ts';
import type { DirectoryObject, DirectoryStore } from './store.ts';
import { valueAt } from './versions.ts';

/** How the directory behaves towards who reads it. */
export interface DirectoryBehaviour extends Lags {
  /** The index of transitive casts: true is frozen, a number is that many milliseconds behind. */
  readonly staleTransitiveReads: boolean | number;
  /** Groups whose members are hidden, besides those whose visibility says so. */
  readonly hiddenGroups: readonly string[];
  /** Application permissions that were granted. */
  readonly permissions: readonly string[];
}

/** What readers see of the directory. */
export interface Sight {
  configure(change: Partial<DirectoryBehaviour>): DirectoryBehaviour;
  /** The store, as far as it has replicated. */
  lens(): Lens;
  /** The store as delta queries show it. */
  feedLens(): Lens;
  /** The store as lists of members show it. */
  listLens(): Lens;
  /** The store as checks of membership show it. */
  memberCheckLens(): Lens;
  /** The index that advanced queries on transitive lists use; never ahead of the store. */
  indexLens(): Lens;
  /** Whether one of the permissions was granted; those for the whole directory always do. */
  may(anyOf: readonly string[]): boolean;
  /** Whether more of an object of this kind is shown than its type and id. */
  reads(kind: Kind): boolean;
  /** Whether the members of a group were declared hidden after it was made, as nobody can through Graph. */
  declaredHidden(id: string): boolean;
  /** How long a change takes to be seen, in milliseconds. */
  lagMs(): number;
  /** Grows when the behaviour changes: what was derived before may be wrong. */
  generation(): number;
}

/** What the app asks for, its optional features included. Not Member.Read.Hidden: what is said to be hidden shall be so. */
const GRANTED = ['User.Read.All', 'GroupMember.Read.All', 'Device.Read.All', 'Application.Read.All'] as const;

/** They open everything but hidden members (learn.microsoft.com/graph/api, _List group members_). */
const WHOLE_DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All'];

/** Sight without lag, with the permissions that the app may want. */
export function sightOf(store: DirectoryStore, time: Time): Sight {
  const history = { newest: () => store.changes.length, revisionAt: (instant: number) => store.revisionAt(instant) };
  const surfaces = surfacesOf(history, time);
  const index = copyOf(history, time);
  let generation = 0;
  let behaviour: DirectoryBehaviour = {
    ...NO_LAGS,
    staleTransitiveReads: false,
    hiddenGroups: [],
    permissions: GRANTED,
  };
  let hidden = new Set<string>();
  let granted = new Set<string>(GRANTED);

  const may = (anyOf: readonly string[]) => [...anyOf, ...WHOLE_DIRECTORY].some((name) => granted.has(name));

  function lensAt(revision: number): Lens {
    if (granted.has('Member.Read.Hidden')) return { revision, shows: () => true };
    const shows = (group: DirectoryObject) =>
      !hidden.has(group.id.toLowerCase()) &&
      valueAt(group.state, revision)?.attributes['visibility'] !== 'HiddenMembership';
    return { revision, shows };
  }

  return {
    configure(change) {
      generation += 1;
      behaviour = { ...behaviour, ...change };
      surfaces.set(change);
      const stale = change.staleTransitiveReads;
      if (stale !== undefined) index.run(typeof stale === 'number' ? stale : stale ? 'frozen' : 0);
      hidden = new Set(behaviour.hiddenGroups.map((id) => id.toLowerCase()));
      granted = new Set(behaviour.permissions);
      return behaviour;
    },
    lens: () => lensAt(surfaces.direct()),
    feedLens: () => lensAt(surfaces.feed()),
    listLens: () => lensAt(surfaces.lists()),
    memberCheckLens: () => lensAt(surfaces.memberChecks()),
    indexLens: () => lensAt(Math.min(index.revision(), surfaces.direct())),
    may,
    reads: (kind) => may(KIND_TRAITS[kind].readBy),
    declaredHidden: (id) => hidden.has(id.toLowerCase()),
    lagMs: () => behaviour.replicationLagMs,
    generation: () => generation,
  };
}
