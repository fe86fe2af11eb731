import { HYBRID_COMPUTE_VERSIONS } from './apiVersions.ts';
import { CLOUD_TRAITS } from './clouds.ts';
import { answer } from './exchange.ts';
import type { Route } from './routes.ts';
import type { World } from './world.ts';

/** The subscription itself, and which api-versions and regions the provider has in it. */
export function subscriptionRoutes(world: World): Route[] {
  return [
    {
      template: '/subscriptions/{subscription}',
      resource: 'subscriptions',
      hybridCompute: false,
      methods: {
        GET: ({ params }) => {
          const given = params['subscription'] ?? '';
          const subscriptionId = world.subscriptions.get(given.toLowerCase()) ?? given;
          const displayName = `Simulated ${subscriptionId.slice(0, 8)}`;
          const id = `/subscriptions/${subscriptionId}`;
          return answer(200, { id, subscriptionId, tenantId: world.tenantId, displayName, state: 'Enabled' });
        },
      },
    },
    {
      template: '/subscriptions/{subscription}/providers/Microsoft.HybridCompute',
      resource: 'providers',
      hybridCompute: false,
      methods: {
        GET: ({ params }) => {
          const { locations } = CLOUD_TRAITS[world.cloud];
          const apiVersions = HYBRID_COMPUTE_VERSIONS;
          return answer(200, {
            id: `/subscriptions/${params['subscription']}/providers/Microsoft.HybridCompute`,
            namespace: 'Microsoft.HybridCompute',
            resourceTypes: ['machines', 'machines/extensions'].map((resourceType) => ({
              resourceType,
              locations,
              apiVersions,
              capabilities: 'None',
            })),
            registrationState: 'Registered',
          });
        },
      },
    },
  ];
}
