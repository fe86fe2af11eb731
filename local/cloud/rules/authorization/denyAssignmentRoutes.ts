import type { ControlRoutes } from '../control.ts';
import { checked } from '../controlInput.ts';
import { answer, type Fields, refuse } from '../exchange.ts';
import type { Route } from '../routes.ts';
import { azureTimestamp } from '../timestamp.ts';
import type { World } from '../world.ts';
import { type DenyAssignment, denySchema } from './denyAssignments.ts';
import { notAScope } from './refusals.ts';
import { listAt, type ResourceType, scoped } from './scoped.ts';

const TYPE: ResourceType = { name: 'denyAssignments', apiVersion: '2022-04-01' };
const PATH = '{+scope}/providers/Microsoft.Authorization/denyAssignments';

/** Deny assignments are only read through ARM: Azure itself makes them. */
export function denyAssignmentRoutes(world: World): Route[] {
  const { denials } = world.authorization;
  const shared = { resource: TYPE.name, hybridCompute: false };
  return [
    {
      ...shared,
      template: `${PATH}/{name}`,
      methods: {
        GET: scoped(world, TYPE, (scope, { params }) => {
          const name = (params['name'] ?? '').toLowerCase();
          const found = [...denials.at(scope.key).after(-1)].find((one) => one.name === name);
          const message = `The deny assignment '${name}' is not found.`;
          return found ? answer(200, view(found)) : refuse(404, 'DenyAssignmentNotFound', message);
        }),
      },
    },
    {
      ...shared,
      template: PATH,
      methods: { GET: scoped(world, TYPE, (scope, call) => listAt(world, denials, { scope, call }, view)) },
    },
  ];
}

/** `POST /denyAssignments`: makes one, since nobody can make one in Azure. */
export function denyAssignmentControl(world: World): ControlRoutes {
  return {
    'POST /denyAssignments': ({ body }) =>
      checked(denySchema, body, ({ scope: path, ...denial }) => {
        const scope = world.authorization.readScope(path);
        if (typeof scope === 'string') return notAScope(scope, path);
        const entry: DenyAssignment = {
          ordinal: world.nextOrdinal++,
          name: world.chance.guid(),
          scope,
          principalIds: denial.principals.map(({ id }) => id.toLowerCase()),
          denial,
          createdAt: world.time.now(),
        };
        world.authorization.denials.add(entry);
        return answer(200, view(entry));
      }),
  };
}

function view({ name, scope, denial, createdAt }: DenyAssignment): Fields {
  const at = azureTimestamp(createdAt);
  return {
    properties: { ...denial, scope: scope.path || '/', isSystemProtected: true, createdOn: at, updatedOn: at },
    id: `${scope.path}/providers/Microsoft.Authorization/denyAssignments/${name}`,
    type: 'Microsoft.Authorization/denyAssignments',
    name,
  };
}
