import type { GraphRoute, GraphWorld } from './graphWorld.ts';
import { KIND_TRAITS } from './kinds.ts';
import { related } from './membership.ts';
import { addReference, removeReference } from './references.ts';
import { inOrder, relatedRoutes } from './relatedLists.ts';
import { RELATIONS, type Relation } from './store.ts';

const READ_BY = [...KIND_TRAITS.group.readBy, 'GroupMember.ReadBasic.All', 'GroupMember.ReadWrite.All'];

/** Members of groups, direct and transitive, and owners: lists, and references to be added and removed. */
export function groupRoutes(world: GraphWorld): GraphRoute[] {
  const shared = { of: 'group', readBy: READ_BY, indexed: false } as const;
  return [
    ...RELATIONS.flatMap((relation) => referenceRoutes(world, relation)),
    ...relatedRoutes(world, {
      ...shared,
      name: 'members',
      units: 3,
      // A known issue of v1.0 (learn.microsoft.com/graph/api/group-list-members): service principals are not listed.
      omitted: 'servicePrincipal',
      listing: (group, lens) => (from) => related(group, 'members', lens, from),
    }),
    ...relatedRoutes(world, {
      ...shared,
      name: 'transitiveMembers',
      units: 5,
      indexed: true,
      listing: (group, lens) => inOrder(world.closures.below(group, lens)),
    }),
    ...relatedRoutes(world, {
      ...shared,
      name: 'owners',
      units: 1,
      listing: (group, lens) => (from) => related(group, 'owners', lens, from),
    }),
  ];
}

function referenceRoutes(world: GraphWorld, relation: Relation): GraphRoute[] {
  const resource = `groups/${relation}`;
  return [
    {
      template: `/groups/{id}/${relation}/$ref`,
      resource,
      methods: { POST: (call) => addReference(world, relation, call) },
    },
    {
      template: `/groups/{id}/${relation}/{member}/$ref`,
      resource,
      methods: { DELETE: (call) => removeReference(world, relation, call) },
    },
  ];
}
