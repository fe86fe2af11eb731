/** Lists of directory objects that hang on another one: members, owners, groups above. */
import { type CloudReply, refuse } from '../exchange.ts';
import type { GraphCall, GraphRoute, GraphWorld } from './graphWorld.ts';
import { KIND_TRAITS, KINDS, type Kind } from './kinds.ts';
import { objectNamed } from './lookups.ts';
import type { Lens } from './membership.ts';
import { contextOf, objectShape } from './objectShape.ts';
import { type Listing, pageOf, sizeOf } from './pages.ts';
import { badRequest, isRefused, type Refused, unsupported } from './refusals.ts';
import type { DirectoryObject } from './store.ts';

/** A list that hangs on objects of a kind. */
export interface RelatedList {
  readonly of: Kind;
  /** Last segment of its path. */
  readonly name: string;
  readonly units: number;
  readonly readBy: readonly string[];
  /** Transitive lists: casts and counts come from an index that may be stale, and only for advanced queries. */
  readonly indexed: boolean;
  /** A kind that the list without a cast leaves out. */
  readonly omitted?: Kind;
  readonly listing: (object: DirectoryObject, lens: Lens) => Listing;
}

/** The list itself, cast to a kind, and the counts of both. */
export function relatedRoutes(world: GraphWorld, list: RelatedList): GraphRoute[] {
  const { of, name, units, readBy } = list;
  const { collection } = KIND_TRAITS[of];
  const path = `/${collection}/{id}/${name}`;
  const shared = { resource: `${collection}/${name}`, units, readBy };
  const lists = { GET: (call: GraphCall) => listed(world, list, call) };
  const counts = { GET: (call: GraphCall) => counted(world, list, call) };
  return [
    { template: path, ...shared, methods: lists },
    { template: `${path}/$count`, ...shared, methods: counts },
    { template: `${path}/{cast}`, ...shared, methods: lists },
    { template: `${path}/{cast}/$count`, ...shared, methods: counts },
  ];
}

/** The text of a number, or the refusal without `ConsistencyLevel: eventual`. */
export function countReply({ eventual }: GraphCall, listing: Listing): CloudReply {
  if (!eventual) return badRequest('$count is not currently supported.');
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: String(sizeOf(listing)) };
}

/** The kind that a path segment `microsoft.graph.user` names. */
export function castOf(segment: string): { readonly kind: Kind } | Refused {
  const kind = KINDS.find((one) => `microsoft.graph.${one}`.toLowerCase() === segment.toLowerCase());
  return kind ? { kind } : { refused: refuse(400, 'BadRequest', `Resource not found for the segment '${segment}'.`) };
}

/** Objects in order of creation as a list whose places are their ordinals. */
export function inOrder(objects: readonly DirectoryObject[]): Listing {
  return function* (from) {
    for (let index = firstAt(objects, from); index < objects.length; index++) {
      const object = objects[index];
      if (object) yield [object.ordinal, object];
    }
  };
}

function listed(world: GraphWorld, list: RelatedList, call: GraphCall): CloudReply {
  const { sight } = world.directory;
  // Both the header and $count=true are needed (learn.microsoft.com/graph/aad-advanced-queries).
  if (list.indexed && call.params['cast'] !== undefined && !call.query.count) {
    return unsupported(`A cast of ${list.name} needs $count=true and the header 'ConsistencyLevel: eventual'.`);
  }
  const found = foundIn(world, list, call);
  if (isRefused(found)) return found.refused;
  const { select } = call.query;
  const { listing, kind, revision } = found;
  return pageOf(world, call, {
    context: contextOf(kind ? KIND_TRAITS[kind].collection : 'directoryObjects', select),
    listing,
    shape: (object) => objectShape(sight, object, { revision, select, typed: kind === undefined }),
  });
}

function counted(world: GraphWorld, list: RelatedList, call: GraphCall): CloudReply {
  const found = foundIn(world, list, call);
  return isRefused(found) ? found.refused : countReply(call, found.listing);
}

interface Found {
  readonly listing: Listing;
  readonly kind: Kind | undefined;
  readonly revision: number;
}

function foundIn(world: GraphWorld, list: RelatedList, { params, query, eventual }: GraphCall): Found | Refused {
  const { sight } = world.directory;
  const segment = params['cast'];
  const cast = segment === undefined ? { kind: undefined } : castOf(segment);
  if (isRefused(cast)) return cast;
  if (query.filter !== undefined) {
    return {
      refused: unsupported('The specified filter to the reference property query is currently not supported.'),
    };
  }
  const lens = list.indexed && eventual ? sight.indexLens() : sight.listLens();
  // A list that runs behind does not lack its group: it lacks what is in it (microsoft-graph-docs, issue 354).
  const object = objectNamed(world, list.of, params['id'] ?? '', sight.lens().revision);
  if (isRefused(object)) return object;
  const { kind } = cast;
  const wanted = (one: Kind) => (kind === undefined ? one !== list.omitted : one === kind);
  const all = list.listing(object, lens);
  return {
    kind,
    revision: lens.revision,
    *listing(from) {
      for (const item of all(from)) if (wanted(item[1].kind)) yield item;
    },
  };
}

/** Index of the first object that was created at this place or later. */
function firstAt(objects: readonly DirectoryObject[], ordinal: number): number {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((objects[middle]?.ordinal ?? 0) < ordinal) low = middle + 1;
    else high = middle;
  }
  return low;
}
