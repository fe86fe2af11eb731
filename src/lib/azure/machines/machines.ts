/** Machines and their extensions in Azure Resource Manager, through `@azure/arm-hybridcompute`. */
import {
  HybridComputeManagementClient,
  type MachineExtension,
  type MachineExtensionsCreateOrUpdateOptionalParams,
} from '@azure/arm-hybridcompute';
import * as z from 'zod';
import { defined } from '../../defined.ts';
import { Failure } from '../../errors.ts';
import { ENTRA_SIGN_IN } from '../../onboarding/machine.ts';
import { armId, type MachineId } from '../../onboarding/machineId.ts';
import type {
  MachineReader,
  MachineReading,
  MachineWriter,
  OperationReading,
  WriteResult,
} from '../../onboarding/ports.ts';
import type { Clock } from '../../time.ts';
import type { Answer } from '../pipeline/answer.ts';
import type { ArmClientOptions } from '../pipeline/armPipeline.ts';
import { stepHeaders } from '../pipeline/internalHeaders.ts';
import { retryAfter } from '../pipeline/retryAfter.ts';
import { sendOnce } from '../pipeline/sendOnce.ts';
import { type RawRequest, sendThrough } from '../pipeline/sendThrough.ts';
import { readMachine } from './machineSchema.ts';
import { createOffers } from './offers.ts';
import { createTenants } from './tenants.ts';

/** Tags - Update At Scope (learn.microsoft.com/rest/api/resources/tags/update-at-scope). */
const TAGS_API_VERSION = '2021-04-01';

/** The api-version of the article's template: the first with `resources[]` on a machine and `configMode`. */
export const HYBRID_COMPUTE_API_VERSION = '2024-07-10';

export interface MachinesDeps {
  /** For machines that are on record, and for every write. */
  readonly known: ArmClientOptions;
  /** For reading machines that nobody has seen yet: a share of the rate of their own, since anybody can name an id. */
  readonly unknown: ArmClientOptions;
  readonly credential: ConstructorParameters<typeof HybridComputeManagementClient>[0];
  readonly clock: Clock;
}

/** Reader and writer over ARM. */
export function createMachines({ known, unknown, credential, clock }: MachinesDeps): MachineReader & MachineWriter {
  const client = clientsOf(known, credential);
  const strangers = clientsOf(unknown, credential);
  const asking = {
    send: (id: string, request: RawRequest) => sendThrough(client(id), request),
    endpoint: known.endpoint,
    clock,
  };
  const tenants = createTenants(asking);
  const offers = createOffers(asking);

  return {
    get: async (id, options) => {
      const { machines } = (options.unknown === true ? strangers : client)(id.subscriptionId);
      try {
        let body: string | null | undefined;
        await machines.get(id.resourceGroup, id.name, {
          requestOptions: { customHeaders: stepHeaders(options) },
          // The types of the SDK are those of 2021-05-20; the domain wants what 2024-07-10 says.
          onResponse: (response) => {
            body = response.bodyAsText;
          },
        });
        return { kind: 'machine', machine: readMachine(id, JSON.parse(body ?? '')) };
      } catch (error) {
        return missingOrDenied(error);
      }
    },

    check: async (subscriptionId) => {
      try {
        await client(subscriptionId).machines.listBySubscription().byPage().next();
        return { kind: 'readable' };
      } catch (error) {
        return missingOrDenied(error);
      }
    },

    operation: async (url, options) => {
      try {
        // Any client of the account will do: the URL says the subscription, and the pipeline checks the host.
        return readOperation(
          await sendThrough(client(subscriptionIn(url)), { method: 'GET', url }, options),
          url,
          clock,
        );
      } catch (error) {
        if (error instanceof Failure && error.kind === 'notFound') return { kind: 'ended' };
        throw error;
      }
    },

    tenantOf: (subscriptionId) => tenants.of(subscriptionId),

    offersExtension: (location, subscriptionId, anew) => offers.in(location, subscriptionId, anew),

    enableIdentity: (id, options) => {
      const url = `${known.endpoint}${armId(id)}?api-version=${HYBRID_COMPUTE_API_VERSION}`;
      const body = { identity: { type: 'SystemAssigned' } };
      return written(clock, () => sendThrough(client(id.subscriptionId), { method: 'PATCH', url, body }, options));
    },

    installExtension: (id, location, options) =>
      written(clock, () => sendOnce((once) => install(client(id.subscriptionId), id, location, once), options)),

    excludeByTag: (id, { name, value }, options) => {
      // A PATCH of the machine would replace all its tags, and lose what somebody else adds meanwhile.
      const url = `${known.endpoint}${armId(id)}/providers/Microsoft.Resources/tags/default?api-version=${TAGS_API_VERSION}`;
      const body = { operation: 'Merge', properties: { tags: { [name]: value } } };
      return written(clock, () => sendThrough(client(id.subscriptionId), { method: 'PATCH', url, body }, options));
    },

    removeExtension: ({ subscriptionId, resourceGroup, name }, extensionName, options) => {
      const { machineExtensions } = client(subscriptionId);
      return written(clock, () =>
        sendOnce((once) => machineExtensions.beginDelete(resourceGroup, name, extensionName, once), options),
      );
    },
  };
}

type Clients = (subscriptionId: string) => HybridComputeManagementClient;

/** The SDK wants a client a subscription; all of them share one pipeline, and so its token. */
function clientsOf(options: ArmClientOptions, credential: MachinesDeps['credential']): Clients {
  const clients = new Map<string, HybridComputeManagementClient>();
  return (subscriptionId) => {
    const existing = clients.get(subscriptionId);
    if (existing !== undefined) return existing;
    const client = new HybridComputeManagementClient(credential, subscriptionId, { ...options });
    clients.set(subscriptionId, client);
    return client;
  };
}

function install(
  { machineExtensions }: HybridComputeManagementClient,
  { resourceGroup, name }: MachineId,
  location: string,
  options: MachineExtensionsCreateOrUpdateOptionalParams,
) {
  const { name: extensionName, settings, ...properties } = ENTRA_SIGN_IN;
  const body: MachineExtension = { location, properties: { ...properties, settings: { ...settings } } };
  return machineExtensions.beginCreateOrUpdate(resourceGroup, name, extensionName, body, options);
}

/** 404 is gone. 401 and 403 never are: they say something about us, not about the machine. */
function missingOrDenied(error: unknown): Exclude<MachineReading, { kind: 'machine' }> {
  if (!(error instanceof Failure)) throw error;
  if (error.kind === 'notFound') return { kind: 'absent' };
  if (error.kind === 'denied') return { kind: 'denied', code: error.code, message: error.message };
  throw error;
}

async function written(clock: Clock, send: () => Promise<Answer>): Promise<WriteResult> {
  try {
    const { operationUrl, headers } = await send();
    const now = clock.now();
    const retryAt = retryAfter(headers['retry-after'], now);
    const retryAfterMs = retryAt === undefined ? undefined : retryAt - now;
    return defined({ kind: 'accepted' as const, operationUrl, retryAfterMs });
  } catch (error) {
    return notWritten(error);
  }
}

/** A lock on the resource or above it answers 409 like somebody else's work, and does not go away by itself. */
const LOCKED = 'ScopeLocked';

function notWritten(error: unknown): WriteResult {
  if (!(error instanceof Failure)) throw error;
  const { kind, code, message } = error;
  switch (kind) {
    case 'conflict':
      return code === LOCKED ? { kind: 'denied', code, message } : { kind: 'busy' };
    case 'notFound':
      return { kind: 'absent' };
    case 'denied':
      return { kind: 'denied', code, message };
    case 'rejected':
      return { kind: 'refused', code, message };
    default:
      throw error;
  }
}

const operationBody = z.object({
  status: z.string(),
  error: z
    .object({ code: z.string().catch('Unknown'), message: z.string().catch('') })
    .nullish()
    .catch(undefined),
});

/** Anything but Succeeded, Failed and Canceled is running (ARM's rules for asynchronous operations). */
function readOperation({ status, headers, body, operationUrl }: Answer, url: string, clock: Clock): OperationReading {
  const { status: said, error } = operationBody.safeParse(body).data ?? {
    status: status === 202 ? 'Running' : 'Succeeded',
  };
  switch (said.toLowerCase()) {
    case 'succeeded':
      return { kind: 'ended' };
    case 'failed':
    case 'canceled':
      return { kind: 'ended', failure: error ?? { code: said, message: `The operation ended as ${said}.` } };
    default: {
      const now = clock.now();
      const retryAt = retryAfter(headers['retry-after'], now);
      const retryAfterMs = retryAt === undefined ? undefined : retryAt - now;
      return defined({ kind: 'running' as const, url: operationUrl ?? url, retryAfterMs });
    }
  }
}

function subscriptionIn(url: string): string {
  return /\/subscriptions\/([^/]+)\//i.exec(url)?.[1]?.toLowerCase() ?? 'none';
}
