import { answer, type CloudReply } from '../exchange.ts';
import { filterOf, passes, unknownProperty } from './filter.ts';
import type { GraphCall, GraphRoute, GraphWorld } from './graphWorld.ts';
import { KIND_TRAITS, KINDS, type Kind } from './kinds.ts';
import { objectNamed } from './lookups.ts';
import { type Lens, lives } from './membership.ts';
import { contextOf, objectShape, propertyOf } from './objectShape.ts';
import { create, erase, update } from './objectWrites.ts';
import { type Listing, pageOf } from './pages.ts';
import { isRefused, type Refused, unsupported } from './refusals.ts';
import { countReply } from './relatedLists.ts';

/** `/users`, `/groups`, `/devices`, `/servicePrincipals`, `/contacts`, and what is in them. */
export function objectRoutes(world: GraphWorld): GraphRoute[] {
  return KINDS.flatMap((kind) => {
    const { collection, readBy } = KIND_TRAITS[kind];
    const units = kind === 'user' ? { units: 2 } : {};
    return [
      {
        template: `/${collection}`,
        resource: collection,
        ...units,
        readBy,
        methods: {
          GET: (call: GraphCall) => list(world, kind, call),
          POST: (call: GraphCall) => create(world, kind, call),
        },
      },
      {
        template: `/${collection}/$count`,
        resource: `${collection}/count`,
        readBy,
        methods: { GET: (call: GraphCall) => count(world, kind, call) },
      },
      {
        template: `/${collection}/{id}`,
        resource: collection,
        readBy,
        methods: {
          GET: (call: GraphCall) => read(world, kind, call),
          PATCH: (call: GraphCall) => update(world, kind, call),
          DELETE: (call: GraphCall) => erase(world, kind, call),
        },
      },
    ];
  });
}

function list(world: GraphWorld, kind: Kind, call: GraphCall): CloudReply {
  const { sight } = world.directory;
  const lens = sight.lens();
  const listing = listingOf(world, kind, call, lens);
  if (isRefused(listing)) return listing.refused;
  const { select } = call.query;
  const showing = { revision: lens.revision, select };
  return pageOf(world, call, {
    context: contextOf(KIND_TRAITS[kind].collection, select),
    listing,
    shape: (object) => objectShape(sight, object, showing),
  });
}

function count(world: GraphWorld, kind: Kind, call: GraphCall): CloudReply {
  const listing = listingOf(world, kind, call, world.directory.sight.lens());
  return isRefused(listing) ? listing.refused : countReply(call, listing);
}

function listingOf(world: GraphWorld, kind: Kind, { query }: GraphCall, { revision }: Lens): Listing | Refused {
  const filter = query.filter === undefined ? undefined : filterOf(query.filter);
  const resource = KIND_TRAITS[kind].resource;
  const unknown = filter && unknownProperty(filter, kind);
  if (unknown !== undefined || (query.filter !== undefined && !filter)) {
    const what = unknown === undefined ? '' : ` for property '${unknown}'`;
    return {
      refused: unsupported(`Unsupported or invalid query filter clause specified${what} of resource '${resource}'.`),
    };
  }
  return function* (from) {
    const objects = world.directory.store.all(kind);
    for (let place = from; place < objects.length; place++) {
      const object = objects[place];
      if (!object || !lives(object, revision)) continue;
      if (!filter || passes(filter, (name) => propertyOf(object, name, revision))) yield [place, object];
    }
  };
}

function read(world: GraphWorld, kind: Kind, { params, query, base }: GraphCall): CloudReply {
  const { sight } = world.directory;
  const { revision } = sight.lens();
  const object = objectNamed(world, kind, params['id'] ?? '', revision);
  if (isRefused(object)) return object.refused;
  const { select } = query;
  const context = `${base}/$metadata#${contextOf(KIND_TRAITS[kind].collection, select)}/$entity`;
  return answer(200, { '@odata.context': context, ...objectShape(sight, object, { revision, select }) });
}
