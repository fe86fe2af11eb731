import type { DirectoryObject, Edge, Relation } from './store.ts';
import { valueAt } from './versions.ts';

/** From where the graph of groups is looked at. */
export interface Lens {
  readonly revision: number;
  /** Whether the members of a group can be seen; those of a hidden one are left out, without a word. */
  readonly shows: (group: DirectoryObject) => boolean;
}

/** Whether an object was there, not deleted, at a revision. */
export function lives(object: DirectoryObject, revision: number): boolean {
  const state = valueAt(object.state, revision);
  return state !== undefined && state.deleted === undefined;
}

/** Whether an edge stood at a revision. The deletion of either end ends it without a change of its own. */
export function stands({ from, until, group, object }: Edge, revision: number): boolean {
  return from <= revision && revision < until && lives(group, revision) && lives(object, revision);
}

/** The direct members (or owners) of a group with their place in its list, beginning at `start`. */
export function* related(
  group: DirectoryObject,
  relation: Relation,
  lens: Lens,
  start = 0,
): Generator<readonly [place: number, object: DirectoryObject]> {
  if (relation === 'members' && !lens.shows(group)) return;
  const edges = group[relation];
  for (let place = start; place < edges.length; place++) {
    const edge = edges[place];
    if (edge && stands(edge, lens.revision)) yield [place, edge.object];
  }
}

/** The groups that an object is a direct member of, in order of joining. */
export function* parents(object: DirectoryObject, { revision, shows }: Lens): Generator<DirectoryObject> {
  for (const edge of object.memberOf) if (stands(edge, revision) && shows(edge.group)) yield edge.group;
}

/** Everything below a group, each object once, in order of creation. Loops end where they begin: a group is not below itself. */
export function membersBelow(group: DirectoryObject, lens: Lens): DirectoryObject[] {
  return reached(group, function* (from) {
    if (from.kind === 'group') for (const [, object] of related(from, 'members', lens)) yield object;
  });
}

/** Every group above an object, in order of creation. */
export function groupsAbove(object: DirectoryObject, lens: Lens): DirectoryObject[] {
  return reached(object, (from) => parents(from, lens));
}

function reached(
  start: DirectoryObject,
  next: (from: DirectoryObject) => Iterable<DirectoryObject>,
): DirectoryObject[] {
  const seen = new Set([start]);
  // A set visits what is added on the way, each once.
  for (const from of seen) for (const object of next(from)) seen.add(object);
  seen.delete(start);
  return [...seen].toSorted((a, b) => a.ordinal - b.ordinal);
}
