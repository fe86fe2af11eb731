import { isDeepStrictEqual } from 'node:util';
import type { Fields } from '../exchange.ts';
import { restorableSince } from './deletedItems.ts';
import type { DeltaToken } from './deltaToken.ts';
import type { GraphWorld } from './graphWorld.ts';
import { KIND_TRAITS, odataTypeOf, propertiesOf } from './kinds.ts';
import { lives, stands } from './membership.ts';
import { objectShape, propertyOf } from './objectShape.ts';
import type { Change, DirectoryObject } from './store.ts';

/** How far a round has come: a position among the objects (or the changes), and among the members of that object. */
export interface Place {
  readonly at: number;
  readonly edge: number;
}

/** A stretch of a round: what it tells, and where the next one begins. */
export interface Stretch {
  readonly value: readonly Fields[];
  readonly next: Place | undefined;
}

/** What stretch of which round is to be told. */
export interface Telling {
  readonly token: DeltaToken;
  readonly from: Place;
  /** Objects and members of groups together. */
  readonly most: number;
  /** `Prefer: return=minimal`: only the properties that changed. */
  readonly minimal: boolean;
}

/** The next stretch of a round: of everything at first, of what changed later. */
export function stretchOf(world: GraphWorld, telling: Telling): Stretch {
  return telling.token.since === 0 ? everything(world, telling) : whatChanged(world, telling);
}

function everything(world: GraphWorld, { token, from, most }: Telling): Stretch {
  const objects = world.directory.store.all(token.kind);
  const value: Fields[] = [];
  let next = from;
  for (let left = most; left > 0; ) {
    const object = objects[next.at];
    if (!object) return { value, next: undefined };
    if (!isAskedFor(token, object) || !lives(object, token.until)) {
      next = { at: next.at + 1, edge: 0 };
      continue;
    }
    const { members, end } = someMembers(world, token, object, next.edge, Math.max(1, left - 1));
    value.push({
      ...objectShape(world.directory.sight, object, { revision: token.until, select: selected(token) }),
      ...(members.length > 0 && { 'members@delta': members }),
    });
    left -= 1 + members.length;
    // A group with many members comes again, with the next part of them.
    next = end === undefined ? { at: next.at + 1, edge: 0 } : { at: next.at, edge: end };
  }
  return { value, next };
}

function someMembers(
  world: GraphWorld,
  token: DeltaToken,
  group: DirectoryObject,
  from: number,
  most: number,
): { readonly members: readonly Fields[]; readonly end: number | undefined } {
  const members: Fields[] = [];
  if (!tellsMembers(world, token, group)) return { members, end: undefined };
  for (let place = from; place < group.members.length; place++) {
    const edge = group.members[place];
    if (!edge || !stands(edge, token.until)) continue;
    if (members.length === most) return { members, end: place };
    members.push(memberShape(edge.object, true));
  }
  return { members, end: undefined };
}

function whatChanged(world: GraphWorld, { token, from, most, minimal }: Telling): Stretch {
  const { changes } = world.directory.store;
  const changed = new Map<DirectoryObject, Set<DirectoryObject>>();
  let at = from.at;
  for (let left = most; at < token.until && left > 0; at++) {
    const change = changes[at];
    if (!change || !concerns(world, token, change, at + 1)) continue;
    const members = changed.get(change.object) ?? new Set();
    changed.set(change.object, change.edge ? members.add(change.edge.object) : members);
    left -= 1;
  }
  const value = [...changed].map(([object, members]) => changeShape(world, token, object, [...members], minimal));
  return { value, next: at < token.until ? { at, edge: 0 } : undefined };
}

/** Whether a change is one that the client asked to hear of. The end of a member is not: known, and left so by Microsoft. */
function concerns(world: GraphWorld, token: DeltaToken, { object, edge }: Change, revision: number): boolean {
  if (object.kind !== token.kind || !isAskedFor(token, object)) return false;
  if (edge) return edge.relation === 'members' && tellsMembers(world, token, object);
  if (lives(object, revision) !== lives(object, revision - 1)) return true;
  return differing(token, object, revision - 1, revision).length > 0;
}

function changeShape(
  world: GraphWorld,
  token: DeltaToken,
  object: DirectoryObject,
  members: readonly DirectoryObject[],
  minimal: boolean,
): Fields {
  const { since, until } = token;
  if (!lives(object, until)) {
    const restorable = restorableSince(world, object, until) !== undefined;
    return { id: object.id, '@removed': { reason: restorable ? 'changed' : 'deleted' } };
  }
  const select = minimal ? ['id', ...differing(token, object, since, until)] : selected(token);
  const isMember = (member: DirectoryObject) =>
    member.memberOf.some((edge) => edge.group === object && stands(edge, until));
  return {
    ...objectShape(world.directory.sight, object, { revision: until, select }),
    ...(members.length > 0 && { 'members@delta': members.map((member) => memberShape(member, isMember(member))) }),
  };
}

function memberShape({ id, kind }: DirectoryObject, present: boolean): Fields {
  return { '@odata.type': odataTypeOf(kind), id, ...(!present && { '@removed': { reason: 'deleted' } }) };
}

/** The properties that are told, and not the same at two revisions. */
function differing(token: DeltaToken, object: DirectoryObject, before: number, after: number): string[] {
  const { kind } = object;
  const names = token.select
    ? propertiesOf(kind).filter((name) => token.select?.includes(name))
    : KIND_TRAITS[kind].usual;
  return names.filter(
    (name) => name !== 'id' && !isDeepStrictEqual(propertyOf(object, name, before), propertyOf(object, name, after)),
  );
}

/** `id` comes whatever was selected. */
function selected({ select }: DeltaToken): readonly string[] | undefined {
  return select && ['id', ...select];
}

function isAskedFor({ ids }: DeltaToken, { id }: DirectoryObject): boolean {
  return ids === undefined || ids.some((one) => one.toLowerCase() === id.toLowerCase());
}

/** Members come only when selected, and those of hidden groups only to who may see them. */
function tellsMembers({ directory: { sight } }: GraphWorld, token: DeltaToken, group: DirectoryObject): boolean {
  return group.kind === 'group' && token.select?.includes('members') === true && sight.lens().shows(group);
}
