/**
 * Events of the system topic Microsoft.Resources.Subscriptions. Which write makes which event is the table in
 * Event Grid's page on subscription events; the fields are those of Microsoft's sample events (eventgrid/data-plane/Microsoft.Resources).
 */

import type { Asker } from './caller.ts';
import type { Chance } from './chance.ts';
import { CLOUD_TRAITS, type CloudName } from './clouds.ts';
import type { Fields } from './exchange.ts';
import type { World } from './world.ts';

/** A change that ARM has to tell about. */
export interface Change {
  readonly subscriptionId: string;
  /** Id of the changed resource, in any case. */
  readonly resourceId: string;
  /** For instance `Microsoft.HybridCompute/machines`. */
  readonly resourceType: string;
  readonly verb: 'write' | 'delete';
  readonly succeeded: boolean;
  /** Whether the resource was there before: only then the event carries the request. */
  readonly existed: boolean;
}

/** Makes the event of a change and hands it to Event Grid. */
export function announce(world: World, asker: Asker, change: Change): void {
  const { verb, subscriptionId, resourceType, succeeded } = change;
  // Microsoft's samples spell it in lower case for writes only; who compares with case should fail here.
  const groups = verb === 'write' ? 'resourcegroups' : 'resourceGroups';
  const resourceUri = change.resourceId.replace(/\/resourcegroups\//i, `/${groups}/`);
  const operationName = `${resourceType}/${verb}`;
  world.publish({
    id: world.chance.guid(),
    subscriptionId,
    subject: resourceUri,
    type: `Microsoft.Resources.Resource${verb === 'write' ? 'Write' : 'Delete'}${succeeded ? 'Success' : 'Failure'}`,
    at: world.time.now(),
    data: {
      authorization: { scope: resourceUri, action: operationName, evidence: { role: 'Contributor' } },
      claims: claims(world.chance, world.cloud, world.tenantId, world.time.now(), asker),
      correlationId: asker.correlationId,
      ...(change.existed && { httpRequest: httpRequest(asker) }),
      resourceProvider: resourceType.split('/')[0],
      resourceUri,
      operationName,
      status: succeeded ? 'Succeeded' : 'Failed',
      subscriptionId,
      tenantId: world.tenantId,
    },
  });
}

function httpRequest({ method, url, clientRequestId }: Asker): Fields {
  return { clientRequestId, clientIpAddress: '127.0.0.1', method, url };
}

/** Claims of the caller, every value a string as in the samples. */
function claims(chance: Chance, cloud: CloudName, tenantId: string, now: number, { caller }: Asker): Fields {
  const issuedAt = Math.floor(now / 1000);
  return {
    aud: 'https://management.core.windows.net/',
    iss: `${CLOUD_TRAITS[cloud].tokenIssuer}/${tenantId}/`,
    iat: String(issuedAt),
    nbf: String(issuedAt),
    exp: String(issuedAt + 3600),
    appid: caller.appId,
    appidacr: '2',
    'http://schemas.microsoft.com/identity/claims/identityprovider': `${CLOUD_TRAITS[cloud].tokenIssuer}/${tenantId}/`,
    idtyp: 'app',
    'http://schemas.microsoft.com/identity/claims/objectidentifier': caller.objectId,
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier': caller.objectId,
    'http://schemas.microsoft.com/identity/claims/tenantid': tenantId,
    uti: chance.text(22),
    ver: '1.0',
  };
}
