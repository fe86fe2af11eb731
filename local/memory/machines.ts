/**
 * Machines in memory: the rules of the simulated cloud without its sockets, for simulations on virtual time. Held to the
 * same contract as the real adapter.
 */
import { createHttpHeaders, createPipelineRequest, type PipelineRequest, RestError } from '@azure/core-rest-pipeline';
import * as z from 'zod';
import { readMachine } from '../../src/lib/azure/machines/machineSchema.ts';
import { createOffers } from '../../src/lib/azure/machines/offers.ts';
import { createTenants } from '../../src/lib/azure/machines/tenants.ts';
import { type RetryDeps, retryPolicy } from '../../src/lib/azure/pipeline/retry.ts';
import { LONGEST_RETRY_AFTER_MS } from '../../src/lib/azure/pipeline/retryAfter.ts';
import type { RawRequest } from '../../src/lib/azure/pipeline/sendThrough.ts';
import { defined } from '../../src/lib/defined.ts';
import { Failure, Throttled } from '../../src/lib/errors.ts';
import { ENTRA_SIGN_IN } from '../../src/lib/onboarding/machine.ts';
import { armId } from '../../src/lib/onboarding/machineId.ts';
import type { MachineReader, MachineWriter, OperationReading, WriteResult } from '../../src/lib/onboarding/ports.ts';
import type { Clock } from '../../src/lib/time.ts';
import type { CloudReply, CloudRequest } from '../cloud/rules/exchange.ts';

const API_VERSION = 'api-version=2024-07-10';
const HOST = 'localhost';

export interface MemoryMachinesDeps {
  /** `rules.arm.handle` of a simulated cloud. */
  readonly handle: (request: CloudRequest) => CloudReply;
  readonly clock: Clock;
  /** A token as the app's identity would have it. */
  readonly token: string;
  /** What fails by accident is sent again as the pipeline does; never when absent. */
  readonly resending?: RetryDeps;
}

const armError = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** Reader and writer over the rules. */
export function createMemoryMachines({
  handle,
  clock,
  token,
  resending,
}: MemoryMachinesDeps): MachineReader & MachineWriter {
  const send = async (method: Method, url: string, body?: unknown): Promise<CloudReply> => {
    const headers = { host: HOST, authorization: `Bearer ${token}` };
    const once = () => handle({ method, url, headers, body });
    const reply = resending === undefined ? once() : await sentAgain(method, url, once, resending);
    if (reply.dropConnection === true) throw new Failure('transient', 'NetworkError', 'No answer.');
    if (reply.status === 429) throw new Throttled('Throttled', 'Too many calls.', clock.now() + pause(reply, 10_000));
    if (reply.status >= 500) throw new Failure('transient', `Http${reply.status}`, 'The service failed.');
    return reply;
  };
  const said = (reply: CloudReply) =>
    armError.safeParse(reply.body).data?.error ?? { code: `Http${reply.status}`, message: 'No text.' };
  const asking = {
    send: async (_subscriptionId: string, { method, url }: RawRequest) => {
      const { status, headers, body } = await send(method, url);
      return { status, headers, body, operationUrl: undefined };
    },
    endpoint: '',
    clock,
  };
  const tenants = createTenants(asking);
  const offers = createOffers(asking);

  return {
    async get(id) {
      const reply = await send('GET', `${armId(id)}?${API_VERSION}`);
      if (reply.status === 404) return { kind: 'absent' };
      if (isDenied(reply)) return { kind: 'denied', ...said(reply) };
      return { kind: 'machine', machine: readMachine(id, reply.body) };
    },
    async check(subscriptionId) {
      const reply = await send(
        'GET',
        `/subscriptions/${subscriptionId}/providers/Microsoft.HybridCompute/machines?${API_VERSION}`,
      );
      if (reply.status === 404) return { kind: 'absent' };
      return isDenied(reply) ? { kind: 'denied', ...said(reply) } : { kind: 'readable' };
    },
    async operation(url) {
      const { pathname, search } = new URL(url);
      return operationOf(await send('GET', `${pathname}${search}`), url);
    },
    tenantOf: (subscriptionId) => tenants.of(subscriptionId),
    offersExtension: (location, subscriptionId) => offers.in(location, subscriptionId),
    async enableIdentity(id) {
      return written(
        await send('PATCH', `${armId(id)}?${API_VERSION}`, { identity: { type: 'SystemAssigned' } }),
        said,
      );
    },
    async installExtension(id, location) {
      const { name, ...properties } = ENTRA_SIGN_IN;
      return written(
        await send('PUT', `${armId(id)}/extensions/${name}?${API_VERSION}`, { location, properties }),
        said,
      );
    },
    async excludeByTag(id, { name, value }) {
      const url = `${armId(id)}/providers/Microsoft.Resources/tags/default?api-version=2021-04-01`;
      return written(await send('PATCH', url, { operation: 'Merge', properties: { tags: { [name]: value } } }), said);
    },
    async removeExtension(id, extensionName) {
      return written(await send('DELETE', `${armId(id)}/extensions/${extensionName}?${API_VERSION}`), said);
    },
  };
}

type Method = RawRequest['method'];

/** Through the policy of the real pipeline; the last answer counts. */
async function sentAgain(method: Method, url: string, once: () => CloudReply, deps: RetryDeps): Promise<CloudReply> {
  let last: CloudReply | undefined;
  const attempt = async (request: PipelineRequest) => {
    last = once();
    if (last.dropConnection === true) throw new RestError('No answer.', { code: 'ECONNRESET' });
    return { request, status: last.status, headers: createHttpHeaders({ ...last.headers }) };
  };
  await retryPolicy(deps)
    .sendRequest(createPipelineRequest({ method, url: `https://${HOST}${url}` }), attempt)
    .catch((error: unknown) => {
      if (last?.dropConnection !== true) throw error;
    });
  return last ?? once();
}

function isDenied({ status }: CloudReply): boolean {
  return status === 401 || status === 403;
}

type Said = (reply: CloudReply) => { readonly code: string; readonly message: string };

function isLocked(reply: CloudReply, said: Said): boolean {
  return reply.status === 409 && said(reply).code === 'ScopeLocked';
}

function written(reply: CloudReply, said: Said): WriteResult {
  if (reply.status === 404) return { kind: 'absent' };
  if (isDenied(reply) || isLocked(reply, said)) return { kind: 'denied', ...said(reply) };
  if (reply.status === 409) return { kind: 'busy' };
  if (reply.status >= 400) return { kind: 'refused', ...said(reply) };
  const operationUrl = header(reply, 'azure-asyncoperation');
  return defined({
    kind: 'accepted' as const,
    operationUrl,
    retryAfterMs: header(reply, 'retry-after') === undefined ? undefined : pause(reply, 0),
  });
}

const operationBody = z.object({
  status: z.string(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

function operationOf(reply: CloudReply, url: string): OperationReading {
  if (reply.status === 404) return { kind: 'ended' };
  const { status, error } = operationBody.parse(reply.body);
  if (status === 'Succeeded') return { kind: 'ended' };
  if (status === 'Failed' || status === 'Canceled') return defined({ kind: 'ended' as const, failure: error });
  return { kind: 'running', url: header(reply, 'azure-asyncoperation') ?? url, retryAfterMs: pause(reply, 15_000) };
}

function header({ headers }: CloudReply, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

function pause(reply: CloudReply, otherwise: number): number {
  const seconds = header(reply, 'retry-after');
  return seconds === undefined ? otherwise : Math.min(Number(seconds) * 1000, LONGEST_RETRY_AFTER_MS);
}
