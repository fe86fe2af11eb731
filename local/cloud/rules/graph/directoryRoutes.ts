import * as z from 'zod';
import { answer, type CloudReply } from '../exchange.ts';
import { unreadable } from './bodies.ts';
import type { GraphCall, GraphRoute, GraphWorld } from './graphWorld.ts';
import { KIND_TRAITS, KINDS } from './kinds.ts';
import { isGuid, objectNamed } from './lookups.ts';
import { lives } from './membership.ts';
import { objectShape } from './objectShape.ts';
import { badRequest, isRefused } from './refusals.ts';

/**
 * For getByIds the documentation names Directory.Read.All only, and says beside it that an app with less gets limited
 * information. We follow the latter.
 */
const READ_BY = KINDS.flatMap((kind) => KIND_TRAITS[kind].readBy);

const MOST_IDS = 1000;

const idsBody = z.object({ ids: z.array(z.string()), types: z.array(z.string()).optional() });

/** Objects of any kind by id, and the tenant. */
export function directoryRoutes(world: GraphWorld): GraphRoute[] {
  return [
    {
      template: '/directoryObjects/getByIds',
      resource: 'directoryObjects/getByIds',
      units: 3,
      readBy: READ_BY,
      onlyReads: true,
      methods: { POST: (call) => getByIds(world, call) },
    },
    {
      template: '/directoryObjects/{id}',
      resource: 'directoryObjects',
      readBy: READ_BY,
      methods: { GET: (call) => read(world, call) },
    },
    {
      template: '/organization',
      resource: 'organization',
      readBy: ['Organization.Read.All', 'User.Read.All', 'User.ReadWrite.All'],
      methods: { GET: (call) => organization(world, call) },
    },
  ];
}

/** Ids that nothing has are left out. */
function getByIds(world: GraphWorld, { request, query, base }: GraphCall): CloudReply {
  const parsed = idsBody.safeParse(request.body);
  if (!parsed.success) return unreadable();
  const { ids, types } = parsed.data;
  if (ids.length > MOST_IDS) return badRequest(`At most ${MOST_IDS} ids can be asked for.`);
  if (!ids.every(isGuid)) return badRequest('Invalid GUID specified.');

  const { store, sight } = world.directory;
  const { revision } = sight.lens();
  const wanted = types?.map((type) => type.toLowerCase());
  const objects = ids.map((id) => store.find(id)).filter((object) => object !== undefined);
  const value = objects
    .filter((object) => lives(object, revision) && (wanted?.includes(object.kind.toLowerCase()) ?? true))
    .map((object) => objectShape(sight, object, { revision, select: query.select, typed: true }));
  return answer(200, { '@odata.context': `${base}/$metadata#directoryObjects`, value });
}

function read(world: GraphWorld, { params, query, base }: GraphCall): CloudReply {
  const { sight } = world.directory;
  const { revision } = sight.lens();
  const object = objectNamed(world, 'any', params['id'] ?? '', revision);
  if (isRefused(object)) return object.refused;
  const shape = objectShape(sight, object, { revision, select: query.select, typed: true });
  return answer(200, { '@odata.context': `${base}/$metadata#directoryObjects/$entity`, ...shape });
}

function organization({ tenantId }: GraphWorld, { base }: GraphCall): CloudReply {
  const domain = { capabilities: 'Email', isDefault: true, isInitial: true, name: 'contoso.onmicrosoft.com' };
  return answer(200, {
    '@odata.context': `${base}/$metadata#organization`,
    value: [
      {
        id: tenantId,
        displayName: 'Contoso',
        countryLetterCode: 'DE',
        tenantType: 'AAD',
        verifiedDomains: [{ ...domain, type: 'Managed' }],
      },
    ],
  });
}
