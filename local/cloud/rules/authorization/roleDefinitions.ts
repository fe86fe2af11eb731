/** The built-in roles that this cloud knows: the two of Entra sign-in, and those that everybody meets. */
export interface RoleDefinition {
  /** GUID, the same in every tenant and cloud. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly actions: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
}

const SEE_MACHINES = [
  'Microsoft.Network/publicIPAddresses/read',
  'Microsoft.Network/virtualNetworks/read',
  'Microsoft.Network/loadBalancers/read',
  'Microsoft.Network/networkInterfaces/read',
  'Microsoft.Compute/virtualMachines/*/read',
  'Microsoft.HybridCompute/machines/*/read',
  'Microsoft.HybridConnectivity/endpoints/listCredentials/action',
];

/** Ids, texts and permissions: learn.microsoft.com, role-based-access-control/built-in-roles. */
export const ROLE_DEFINITIONS: readonly RoleDefinition[] = [
  {
    id: '1c0163c0-47e6-4577-8991-ea5c82e286e4',
    name: 'Virtual Machine Administrator Login',
    description: 'View Virtual Machines in the portal and login as administrator',
    actions: SEE_MACHINES,
    dataActions: [
      'Microsoft.Compute/virtualMachines/login/action',
      'Microsoft.Compute/virtualMachines/loginAsAdmin/action',
      'Microsoft.HybridCompute/machines/login/action',
      'Microsoft.HybridCompute/machines/loginAsAdmin/action',
    ],
  },
  {
    id: 'fb879df8-f326-4884-b1cf-06f3ad86be52',
    name: 'Virtual Machine User Login',
    description: 'View Virtual Machines in the portal and login as a regular user.',
    actions: SEE_MACHINES,
    dataActions: ['Microsoft.Compute/virtualMachines/login/action', 'Microsoft.HybridCompute/machines/login/action'],
  },
  {
    id: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
    name: 'Reader',
    description: 'View all resources, but does not allow you to make any changes.',
    actions: ['*/read'],
  },
  {
    id: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
    name: 'Owner',
    description: 'Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.',
    actions: ['*'],
  },
  {
    id: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
    name: 'Contributor',
    description:
      'Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC, manage assignments in Azure Blueprints, or share image galleries.',
    actions: ['*'],
    notActions: [
      'Microsoft.Authorization/*/Delete',
      'Microsoft.Authorization/*/Write',
      'Microsoft.Authorization/elevateAccess/Action',
    ],
  },
  {
    id: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
    name: 'User Access Administrator',
    description: 'Lets you manage user access to Azure resources.',
    actions: ['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'],
  },
];

const BY_ID = new Map(ROLE_DEFINITIONS.map((role) => [role.id, role]));

/** The role with that GUID, in lower case. */
export function roleDefinition(id: string): RoleDefinition | undefined {
  return BY_ID.get(id);
}

/** How a role's id is written in answers: with or without the subscription in front. Clients compare the last segment. */
export type RoleDefinitionForm = 'subscription' | 'tenant';

/** The ARM id of a role, as asked for at a scope of that subscription. */
export function roleDefinitionId(form: RoleDefinitionForm, id: string, subscriptionId: string | undefined): string {
  const prefix = form === 'tenant' || subscriptionId === undefined ? '' : `/subscriptions/${subscriptionId}`;
  return `${prefix}/providers/Microsoft.Authorization/roleDefinitions/${id}`;
}
