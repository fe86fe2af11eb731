import { answer, type CloudReply, type Fields } from '../exchange.ts';
import { type ObjectBody, referencedId } from './bodies.ts';
import type { GraphCall, GraphWorld } from './graphWorld.ts';
import { linkProblem } from './groupRules.ts';
import { objectNamed } from './lookups.ts';
import { badRequest, isRefused, notFound, type Refused } from './refusals.ts';
import { type DirectoryObject, RELATIONS, type Relation } from './store.ts';

/** Objects that are to be linked, all of them fit. */
export type Links = readonly { readonly relation: Relation; readonly object: DirectoryObject }[];

/** What the references of a body stand for, or why one of them can't be linked to a group with these attributes. */
export function linkables(world: GraphWorld, group: Fields, body: Pick<ObjectBody, Relation>): Links | Refused {
  const links: { relation: Relation; object: DirectoryObject }[] = [];
  for (const relation of RELATIONS) {
    for (const id of body[relation]) {
      const object = linkable(world, group, relation, id);
      if (isRefused(object)) return object;
      links.push({ relation, object });
    }
  }
  return links;
}

/** Links them; those that are linked already stay so. */
export function linkAll({ directory: { store } }: GraphWorld, group: DirectoryObject, links: Links): void {
  for (const { relation, object } of links) store.link(group, relation, object);
}

/** `POST /groups/{id}/members/$ref` and the same for owners. */
export function addReference(world: GraphWorld, relation: Relation, { request, params }: GraphCall): CloudReply {
  const { store } = world.directory;
  const group = objectNamed(world, 'group', params['id'] ?? '', store.changes.length);
  if (isRefused(group)) return group.refused;
  const id = referencedId(request.body);
  if (typeof id !== 'string') return id.refused;
  const object = linkable(world, group.state.value.attributes, relation, id);
  if (isRefused(object)) return object.refused;
  if (store.link(group, relation, object)) return answer(204);
  return badRequest(
    `One or more added object references already exist for the following modified properties: '${relation}'.`,
  );
}

/** `DELETE /groups/{id}/members/{member}/$ref` and the same for owners. */
export function removeReference(world: GraphWorld, relation: Relation, { params }: GraphCall): CloudReply {
  const { store } = world.directory;
  const { id = '', member = '' } = params;
  const group = objectNamed(world, 'group', id, store.changes.length);
  if (isRefused(group)) return group.refused;
  const object = objectNamed(world, 'any', member, store.changes.length);
  if (isRefused(object)) return object.refused;
  return store.unlink(group, relation, object) ? answer(204) : notFound(member);
}

function linkable(world: GraphWorld, group: Fields, relation: Relation, id: string): DirectoryObject | Refused {
  const object = objectNamed(world, 'any', id, world.directory.store.changes.length);
  if (isRefused(object)) return object;
  const problem = linkProblem(group, relation, object);
  return problem === undefined ? object : { refused: badRequest(problem) };
}
