import { answer, type CloudReply, type Fields, isFields } from '../exchange.ts';
import { type ObjectBody, objectBody } from './bodies.ts';
import type { GraphCall, GraphWorld } from './graphWorld.ts';
import { changeProblem, creationProblem, isUnified } from './groupRules.ts';
import { KIND_TRAITS, type Kind } from './kinds.ts';
import { isCalled, isGuid, objectNamed } from './lookups.ts';
import { lives } from './membership.ts';
import { objectShape } from './objectShape.ts';
import { linkAll, linkables } from './references.ts';
import { badRequest, isRefused } from './refusals.ts';
import type { DirectoryObject } from './store.ts';
import { usualAttributes } from './usualAttributes.ts';

/** What must be there. Entra wants more of users and groups; what is missing is made up. */
const REQUIRED: Readonly<Record<Kind, readonly string[]>> = {
  user: ['displayName', 'userPrincipalName'],
  group: ['displayName'],
  device: ['displayName'],
  servicePrincipal: ['appId'],
  orgContact: ['displayName'],
};

/** POST to a collection. An `id` may be given, which Graph would refuse: demos want to know ids beforehand. */
export function create(world: GraphWorld, kind: Kind, call: GraphCall): CloudReply {
  const { store, sight } = world.directory;
  const { id, rest } = givenId(call.request.body);
  const body = objectBody(kind, rest);
  if (isRefused(body)) return body.refused;
  const attributes = { ...usualAttributes(world, kind, body.attributes), ...body.attributes };
  const problem = missing(kind, attributes) ?? idProblem(world, id) ?? refusedNew(world, kind, attributes);
  if (problem !== undefined) return badRequest(problem);
  const links = linkables(world, attributes, body);
  if (isRefused(links)) return links.refused;

  const object = store.add(kind, attributes, id);
  linkAll(world, object, links);
  const showing = { revision: store.changes.length, select: undefined };
  const { collection } = KIND_TRAITS[kind];
  const shape = objectShape(sight, object, showing);
  return answer(
    201,
    { '@odata.context': `${call.base}/$metadata#${collection}/$entity`, ...shape },
    { location: `${call.base}/${collection}/${object.id}` },
  );
}

/** PATCH of an object. */
export function update(world: GraphWorld, kind: Kind, { request, params }: GraphCall): CloudReply {
  const { store } = world.directory;
  const object = objectNamed(world, kind, params['id'] ?? '', store.changes.length);
  if (isRefused(object)) return object.refused;
  const body = objectBody(kind, request.body);
  if (isRefused(body)) return body.refused;
  const problem = refusedChange(world, object, body);
  if (problem !== undefined) return badRequest(problem);
  const links = linkables(world, object.state.value.attributes, body);
  if (isRefused(links)) return links.refused;

  if (Object.keys(body.attributes).length > 0) store.change(object, body.attributes);
  linkAll(world, object, links);
  return answer(204);
}

/**
 * DELETE of an object. Users, service principals and Microsoft 365 groups can be restored for 30 days, the others are
 * gone (learn.microsoft.com/graph/api/resources/directory).
 */
export function erase(world: GraphWorld, kind: Kind, { params }: GraphCall): CloudReply {
  const { store } = world.directory;
  const object = objectNamed(world, kind, params['id'] ?? '', store.changes.length);
  if (isRefused(object)) return object.refused;
  const restorable = kind === 'user' || kind === 'servicePrincipal' || isUnified(object.state.value.attributes);
  store.remove(object, !restorable);
  return answer(204);
}

function givenId(body: unknown): { id: string | undefined; rest: unknown } {
  if (!isFields(body)) return { id: undefined, rest: body };
  const { id, ...rest } = body;
  return { id: id === undefined || typeof id === 'string' ? id : '', rest };
}

function idProblem({ directory: { store } }: GraphWorld, id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  if (!isGuid(id)) return `Invalid object identifier '${id}'.`;
  return store.find(id) ? 'Another object with the same value for property id already exists.' : undefined;
}

function missing(kind: Kind, attributes: Fields): string | undefined {
  const name = REQUIRED[kind].find((required) => attributes[required] === undefined || attributes[required] === '');
  return name && `A value is required for property '${name}' of resource '${KIND_TRAITS[kind].resource}'.`;
}

function refusedNew(world: GraphWorld, kind: Kind, attributes: Fields): string | undefined {
  return kind === 'group' ? creationProblem(attributes) : nameProblem(world, attributes, undefined);
}

function refusedChange(world: GraphWorld, object: DirectoryObject, { attributes }: ObjectBody): string | undefined {
  return object.kind === 'group' ? changeProblem(object, attributes) : nameProblem(world, attributes, object);
}

/** Two living users never have the same name. Its domain is not looked at: the simulated tenant owns them all. */
function nameProblem(
  { directory: { store } }: GraphWorld,
  { userPrincipalName: name }: Fields,
  bearer: DirectoryObject | undefined,
): string | undefined {
  if (name === undefined) return undefined;
  if (typeof name !== 'string' || !/^[^@\s]+@[^@\s]+$/.test(name)) {
    return "Property userPrincipalName is invalid: it must be 'alias@domain'.";
  }
  const now = store.changes.length;
  const taken = store.usersNamed(name).some((user) => user !== bearer && lives(user, now) && isCalled(user, name, now));
  return taken ? 'Another object with the same value for property userPrincipalName already exists.' : undefined;
}
