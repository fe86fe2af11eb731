import * as z from 'zod';
import { answer, type CloudReply } from '../exchange.ts';
import { unreadable } from './bodies.ts';
import type { GraphCall, GraphRoute, GraphWorld } from './graphWorld.ts';
import { KIND_TRAITS, KINDS, type Kind } from './kinds.ts';
import { isGuid, objectNamed } from './lookups.ts';
import { groupsAbove, parents } from './membership.ts';
import { badRequest, isRefused } from './refusals.ts';
import { inOrder, relatedRoutes } from './relatedLists.ts';

/** One of these opens what is above an object (msgraph devx-content, permissions.json). */
const READ_BY = [
  ...KIND_TRAITS.group.readBy,
  'GroupMember.ReadBasic.All',
  'User.Read.All',
  'User.ReadWrite.All',
  'Device.Read.All',
  'Application.Read.All',
];

/** Ids that one check may name (learn.microsoft.com/graph/api/directoryobject-checkmembergroups). */
const MOST_CHECKED = 20;

const checkBody = z.object({ groupIds: z.array(z.string()) });
const getBody = z.object({ securityEnabledOnly: z.boolean() });

/** Which groups an object is in: lists of groups, and checks by id. */
export function membershipRoutes(world: GraphWorld): GraphRoute[] {
  return [
    ...KINDS.flatMap((kind) => [
      ...relatedRoutes(world, {
        of: kind,
        name: 'memberOf',
        units: 2,
        readBy: READ_BY,
        indexed: false,
        listing: (object, lens) => inOrder([...parents(object, lens)].toSorted((a, b) => a.ordinal - b.ordinal)),
      }),
      ...relatedRoutes(world, {
        of: kind,
        name: 'transitiveMemberOf',
        units: 2,
        readBy: READ_BY,
        indexed: true,
        listing: (object, lens) => inOrder(groupsAbove(object, lens)),
      }),
      ...checkRoutes(world, kind, KIND_TRAITS[kind].collection),
    ]),
    ...checkRoutes(world, 'any', 'directoryObjects'),
  ];
}

function checkRoutes(world: GraphWorld, kind: Kind | 'any', collection: string): GraphRoute[] {
  const shared = { readBy: READ_BY, onlyReads: true } as const;
  return [
    {
      template: `/${collection}/{id}/checkMemberGroups`,
      resource: `${collection}/checkMemberGroups`,
      units: 4,
      ...shared,
      methods: { POST: (call) => checkMemberGroups(world, kind, call) },
    },
    {
      template: `/${collection}/{id}/getMemberGroups`,
      resource: `${collection}/getMemberGroups`,
      units: 2,
      ...shared,
      methods: { POST: (call) => getMemberGroups(world, kind, call) },
    },
  ];
}

function checkMemberGroups(world: GraphWorld, kind: Kind | 'any', call: GraphCall): CloudReply {
  const parsed = checkBody.safeParse(call.request.body);
  if (!parsed.success) return unreadable();
  const { groupIds } = parsed.data;
  if (groupIds.length > MOST_CHECKED) return badRequest(`At most ${MOST_CHECKED} groups can be checked.`);
  if (!groupIds.every(isGuid)) return badRequest('Invalid GUID specified.');
  const asked = new Set(groupIds.map((id) => id.toLowerCase()));
  return groupsOf(world, kind, call, (id) => asked.has(id.toLowerCase()));
}

function getMemberGroups(world: GraphWorld, kind: Kind | 'any', call: GraphCall): CloudReply {
  const parsed = getBody.safeParse(call.request.body);
  if (!parsed.success) return unreadable();
  const { store } = world.directory;
  const secure = (id: string) => store.find(id)?.state.value.attributes['securityEnabled'] === true;
  return groupsOf(world, kind, call, parsed.data.securityEnabledOnly ? secure : () => true);
}

function groupsOf(
  world: GraphWorld,
  kind: Kind | 'any',
  { params, base }: GraphCall,
  wanted: (id: string) => boolean,
): CloudReply {
  const lens = world.directory.sight.memberCheckLens();
  const object = objectNamed(world, kind, params['id'] ?? '', lens.revision);
  if (isRefused(object)) return object.refused;
  const ids = groupsAbove(object, lens).map(({ id }) => id);
  return answer(200, { '@odata.context': `${base}/$metadata#Collection(Edm.String)`, value: ids.filter(wanted) });
}
