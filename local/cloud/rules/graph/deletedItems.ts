import { answer, type CloudReply, type Fields } from '../exchange.ts';
import type { GraphCall, GraphRoute, GraphWorld } from './graphWorld.ts';
import { KIND_TRAITS } from './kinds.ts';
import { isGuid } from './lookups.ts';
import { contextOf, objectShape, type Showing } from './objectShape.ts';
import { pageOf } from './pages.ts';
import { denied, isRefused, notFound } from './refusals.ts';
import { castOf } from './relatedLists.ts';
import type { DirectoryObject } from './store.ts';
import { directoryTimestamp } from './timestamps.ts';
import { valueAt } from './versions.ts';

const THIRTY_DAYS_MS = 30 * 24 * 3_600_000;

/** `/directory/deletedItems/{id}`, and with a cast instead of the id the list of a kind; the list of all does not exist. */
export function deletedItemsRoutes(world: GraphWorld): GraphRoute[] {
  return [
    {
      template: '/directory/deletedItems/{item}',
      resource: 'directory/deletedItems',
      methods: {
        GET: (call) => {
          const item = call.params['item'] ?? '';
          return isGuid(item) ? read(world, call, item) : list(world, call, item);
        },
      },
    },
  ];
}

/** When an object was deleted that can still be restored, as of a revision. */
export function restorableSince({ time }: GraphWorld, object: DirectoryObject, revision: number): number | undefined {
  const deleted = valueAt(object.state, revision)?.deleted;
  if (!deleted || deleted.forGood || time.now() >= deleted.at + THIRTY_DAYS_MS) return undefined;
  return deleted.at;
}

function read(world: GraphWorld, { query, base }: GraphCall, id: string): CloudReply {
  const { store, sight } = world.directory;
  const { revision } = sight.lens();
  const object = store.find(id);
  if (!object || restorableSince(world, object, revision) === undefined) return notFound(id);
  if (!sight.may(KIND_TRAITS[object.kind].readDeletedBy)) return denied();
  const shape = deletedShape(world, object, { revision, select: query.select, typed: true });
  return answer(200, { '@odata.context': `${base}/$metadata#directoryObjects/$entity`, ...shape });
}

function list(world: GraphWorld, call: GraphCall, segment: string): CloudReply {
  const cast = castOf(segment);
  if (isRefused(cast)) return cast.refused;
  const { store, sight } = world.directory;
  const { collection, readDeletedBy } = KIND_TRAITS[cast.kind];
  if (!sight.may(readDeletedBy)) return denied();
  const { revision } = sight.lens();
  const { select } = call.query;
  return pageOf(world, call, {
    context: contextOf(collection, select),
    *listing(from) {
      for (const object of store.all(cast.kind).slice(from)) {
        if (restorableSince(world, object, revision) !== undefined) yield [object.position, object];
      }
    },
    shape: (object) => deletedShape(world, object, { revision, select }),
  });
}

/** A deleted user's name is free again: its own has its id in front (recorded in public reports of restores). */
function deletedShape({ directory: { sight } }: GraphWorld, object: DirectoryObject, showing: Showing): Fields {
  const shape = objectShape(sight, object, showing);
  const at = valueAt(object.state, showing.revision)?.deleted?.at;
  if (at !== undefined && shape['deletedDateTime'] === null) shape['deletedDateTime'] = directoryTimestamp(at);
  const name = shape['userPrincipalName'];
  if (typeof name === 'string') shape['userPrincipalName'] = object.id.replaceAll('-', '') + name;
  return shape;
}
