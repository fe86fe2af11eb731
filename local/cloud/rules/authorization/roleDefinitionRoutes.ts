import { answer, type Fields } from '../exchange.ts';
import type { Route } from '../routes.ts';
import type { World } from '../world.ts';
import { badFilter, unknownRole } from './refusals.ts';
import { ROLE_DEFINITIONS, type RoleDefinition, roleDefinition, roleDefinitionId } from './roleDefinitions.ts';
import { type ResourceType, scoped } from './scoped.ts';
import type { Scope } from './scopes.ts';

const TYPE: ResourceType = { name: 'roleDefinitions', apiVersion: '2022-04-01' };
const PATH = '{+scope}/providers/Microsoft.Authorization/roleDefinitions';

/** Role definitions: the built-in ones are the same at every scope. */
export function roleDefinitionRoutes(world: World): Route[] {
  const shared = { resource: TYPE.name, hybridCompute: false };
  return [
    {
      ...shared,
      template: `${PATH}/{name}`,
      methods: {
        GET: scoped(world, TYPE, (scope, { params }) => {
          const id = (params['name'] ?? '').toLowerCase();
          const role = roleDefinition(id);
          return role ? answer(200, view(world, role, scope)) : unknownRole(404, id);
        }),
      },
    },
    {
      ...shared,
      template: PATH,
      methods: {
        GET: scoped(world, TYPE, (scope, { query }) => {
          const keep = chosenBy(query.get('$filter'));
          if (!keep) return badFilter();
          return answer(200, { value: ROLE_DEFINITIONS.filter(keep).map((role) => view(world, role, scope)) });
        }),
      },
    },
  ];
}

/** Filters that learn.microsoft.com, role-based-access-control/role-definitions-list names. */
function chosenBy(filter: string | null): ((role: RoleDefinition) => boolean) | undefined {
  if (filter === null || /^atScopeAndBelow\(\)$/i.test(filter)) return () => true;
  const [, property = '', value = ''] = /^(roleName|type) eq '([^']*)'$/i.exec(filter) ?? [];
  if (property === '') return undefined;
  const wanted = value.toLowerCase();
  return property.toLowerCase() === 'type'
    ? () => wanted === 'builtinrole'
    : ({ name }) => name.toLowerCase() === wanted;
}

function view({ authorization }: World, role: RoleDefinition, { subscriptionId }: Scope): Fields {
  const { id, name, description, actions, notActions = [], dataActions = [] } = role;
  return {
    properties: {
      roleName: name,
      type: 'BuiltInRole',
      description,
      assignableScopes: ['/'],
      permissions: [{ actions, notActions, dataActions, notDataActions: [] }],
    },
    id: roleDefinitionId(authorization.roleDefinitionForm, id, subscriptionId),
    type: 'Microsoft.Authorization/roleDefinitions',
    name: id,
  };
}
