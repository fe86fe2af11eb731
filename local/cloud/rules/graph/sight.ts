import type { Time } from '../../time.ts';
import { KIND_TRAITS, type Kind } from './kinds.ts';
import { copyOf } from './lag.ts';
import type { Lens } from './membership.ts';
import type { DirectoryObject, DirectoryStore } from './store.ts';
import { valueAt } from './versions.ts';

/** How the directory behaves towards who reads it. */
export interface DirectoryBehaviour {
  /** How long a change takes to be seen. */
  readonly replicationLagMs: number;
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
  const replica = copyOf(store, time);
  const index = copyOf(store, time);
  let generation = 0;
  let behaviour: DirectoryBehaviour = {
    replicationLagMs: 0,
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
      if (change.replicationLagMs !== undefined) replica.run(change.replicationLagMs);
      const stale = change.staleTransitiveReads;
      if (stale !== undefined) index.run(typeof stale === 'number' ? stale : stale ? 'frozen' : 0);
      hidden = new Set(behaviour.hiddenGroups.map((id) => id.toLowerCase()));
      granted = new Set(behaviour.permissions);
      return behaviour;
    },
    lens: () => lensAt(replica.revision()),
    indexLens: () => lensAt(Math.min(index.revision(), replica.revision())),
    may,
    reads: (kind) => may(KIND_TRAITS[kind].readBy),
    declaredHidden: (id) => hidden.has(id.toLowerCase()),
    lagMs: () => behaviour.replicationLagMs,
    generation: () => generation,
  };
}
