import type { Time } from '../../time.ts';
import type { Chance } from '../chance.ts';
import type { Fields } from '../exchange.ts';
import type { Kind } from './kinds.ts';
import type { Version } from './versions.ts';

/** What a group has of other objects. */
export const RELATIONS = ['members', 'owners'] as const;

export type Relation = (typeof RELATIONS)[number];

/** An object as it is, or was. */
export interface ObjectState {
  readonly attributes: Fields;
  /** Absent while it lives. */
  readonly deleted?: { readonly at: number; readonly forGood: boolean };
}

/** That an object is a member (or an owner) of a group, from one revision until another. */
export interface Edge {
  readonly group: DirectoryObject;
  readonly relation: Relation;
  readonly object: DirectoryObject;
  readonly from: number;
  /** The first revision without it. */
  until: number;
}

/** A user, group, device, service principal or contact. */
export interface DirectoryObject {
  readonly id: string;
  readonly kind: Kind;
  /** Position among its kind: pages have an order that deletions don't disturb. */
  readonly position: number;
  /** Number of its creation among all objects. */
  readonly ordinal: number;
  readonly createdAt: number;
  state: Version<ObjectState>;
  /** In order of adding, the ended ones included. */
  readonly members: Edge[];
  readonly owners: Edge[];
  /** Where it is a member. */
  readonly memberOf: Edge[];
}

/** One change; its number, from 1, is the revision that it made. */
export interface Change {
  readonly at: number;
  readonly object: DirectoryObject;
  /** What was added or ended; absent when the object itself changed. */
  readonly edge?: Edge;
}

/**
 * The objects with their whole past. Nothing is forgotten, so that lagging replicas, stale indexes and delta queries are
 * all the same: a look at an older revision.
 */
export interface DirectoryStore {
  /** Every change; as many as there are revisions. */
  readonly changes: readonly Change[];
  /** The newest revision that was there at an instant. */
  revisionAt(instant: number): number;
  /** The object with this id, deleted ones included; ids compare without case. */
  find(id: string): DirectoryObject | undefined;
  /** The users that have, or once had, this user principal name. */
  usersNamed(userPrincipalName: string): readonly DirectoryObject[];
  /** All objects of a kind in order of creation, deleted ones included. */
  all(kind: Kind): readonly DirectoryObject[];
  /** How many users live now. */
  userCount(): number;
  add(kind: Kind, attributes: Fields, id?: string): DirectoryObject;
  /** Lays attributes over those that it has. */
  change(object: DirectoryObject, attributes: Fields): void;
  remove(object: DirectoryObject, forGood: boolean): void;
  /** False when it is one already. */
  link(group: DirectoryObject, relation: Relation, object: DirectoryObject): boolean;
  /** False when it is none. */
  unlink(group: DirectoryObject, relation: Relation, object: DirectoryObject): boolean;
}

/** An empty directory. */
export function directoryStore(time: Time, chance: Chance): DirectoryStore {
  const changes: Change[] = [];
  const byId = new Map<string, DirectoryObject>();
  const byName = new Map<string, DirectoryObject[]>();
  const byKind: Readonly<Record<Kind, DirectoryObject[]>> = {
    user: [],
    group: [],
    device: [],
    servicePrincipal: [],
    orgContact: [],
  };
  const edges = new Map<string, Edge>();
  let livingUsers = 0;

  function log(change: Omit<Change, 'at'>): number {
    return changes.push({ at: time.now(), ...change });
  }

  function put(object: DirectoryObject, value: ObjectState): void {
    object.state = { since: log({ object }), value, before: object.state };
    name(object, value.attributes);
  }

  function name(object: DirectoryObject, { userPrincipalName }: Fields): void {
    if (typeof userPrincipalName !== 'string') return;
    const key = userPrincipalName.toLowerCase();
    const named = byName.get(key) ?? [];
    if (!named.includes(object)) byName.set(key, [...named, object]);
  }

  return {
    changes,
    revisionAt(instant) {
      let low = 0;
      let high = changes.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((changes[middle]?.at ?? 0) <= instant) low = middle + 1;
        else high = middle;
      }
      return low;
    },
    find: (id) => byId.get(id.toLowerCase()),
    usersNamed: (userPrincipalName) => byName.get(userPrincipalName.toLowerCase()) ?? [],
    all: (kind) => byKind[kind],
    userCount: () => livingUsers,
    add(kind, attributes, id = chance.guid()) {
      const siblings = byKind[kind];
      const object: DirectoryObject = {
        id,
        kind,
        position: siblings.length,
        ordinal: byId.size,
        createdAt: time.now(),
        state: { since: changes.length + 1, value: { attributes }, before: undefined },
        members: [],
        owners: [],
        memberOf: [],
      };
      log({ object });
      name(object, attributes);
      siblings.push(object);
      byId.set(id.toLowerCase(), object);
      if (kind === 'user') livingUsers += 1;
      return object;
    },
    change(object, attributes) {
      const { value } = object.state;
      put(object, { ...value, attributes: { ...value.attributes, ...attributes } });
    },
    remove(object, forGood) {
      if (object.kind === 'user') livingUsers -= 1;
      put(object, { attributes: object.state.value.attributes, deleted: { at: time.now(), forGood } });
    },
    link(group, relation, object) {
      const key = `${relation} ${group.id} ${object.id}`;
      if (edges.has(key)) return false;
      const edge: Edge = { group, relation, object, from: changes.length + 1, until: Number.POSITIVE_INFINITY };
      log({ object: group, edge });
      edges.set(key, edge);
      group[relation].push(edge);
      if (relation === 'members') object.memberOf.push(edge);
      return true;
    },
    unlink(group, relation, object) {
      const key = `${relation} ${group.id} ${object.id}`;
      const edge = edges.get(key);
      if (!edge) return false;
      edge.until = log({ object: group, edge });
      edges.delete(key);
      return true;
    },
  };
}
