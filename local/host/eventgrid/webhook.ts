import * as z from 'zod';
import type { HostedFunction } from '../bindings.ts';
import { type Answer, bare, type HostRequest, text } from '../http/exchange.ts';
import { type HostKeys, shownKey } from '../http/keys.ts';
import { parsedJson } from '../parsedJson.ts';
import type { Runner } from '../runner.ts';
import { eventGridCall } from './eventGridCall.ts';

export const WEBHOOK_PATH = '/runtime/webhooks/eventgrid';

const METHODS = new Set(['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS']);

const ValidationData = z.object({ validationCode: z.string() });
/** `data` may also be JSON text. */
const ValidationEvent = z.object({
  data: z.union([ValidationData, z.string().transform(parsedJson).pipe(ValidationData)]),
});

export interface WebhookDeps {
  keys: HostKeys;
  /** The Event Grid functions that may be triggered. */
  functions: readonly HostedFunction[];
  runner: Runner;
}

/**
 * The webhook of the Event Grid extension, `?functionName=NAME&code=KEY`, with the system key `eventgrid_extension` or
 * the master key. Statuses and texts are those measured on the real host. A batch is one invocation per event, all at
 * once; one failure makes the whole batch 500, upon which Event Grid sends all of it again.
 */
export async function answerWebhook(request: HostRequest, { keys, functions, runner }: WebhookDeps): Promise<Answer> {
  const shown = shownKey(request, keys);
  if (shown === undefined) return { status: 401, headers: { 'www-authenticate': 'Bearer' } };
  if (shown === 'function') return bare(403);
  if (!METHODS.has(request.method)) return bare(404);

  const name = request.url.searchParams.get('functionName') ?? '';
  const fn = functions.find((candidate) => candidate.name === name);
  if (!fn) return text(404, `cannot find function: '${name}'`);
  if (request.method === 'OPTIONS') {
    return { status: 200, headers: { 'webhook-allowed-origin': 'eventgrid.azure.net' } };
  }
  return answerEvent(request, fn, runner);
}

async function answerEvent(request: HostRequest, fn: HostedFunction, runner: Runner): Promise<Answer> {
  if (request.method === 'GET') return bare(400);
  switch (request.headers['aeg-event-type']?.toLowerCase()) {
    case 'subscriptionvalidation':
      return answerValidation(request);
    case 'notification':
      return deliver(request, fn, runner);
    case 'unsubscribe':
      return bare(202);
    default:
      return bare(400);
  }
}

function answerValidation(request: HostRequest): Answer {
  const validation = ValidationEvent.safeParse(readEvents(request)?.[0]);
  if (!validation.success) return bare(500);
  return text(200, JSON.stringify({ validationResponse: validation.data.data.validationCode }));
}

async function deliver(request: HostRequest, fn: HostedFunction, runner: Runner): Promise<Answer> {
  const events = readEvents(request);
  if (!events?.every(isObject)) return bare(500);
  const outcomes = await Promise.all(events.map((event) => runner.run(fn, eventGridCall(event))));
  if (outcomes.every(({ ok }) => ok)) return bare(202);
  return text(500, `Exception while executing function: Functions.${fn.name}`);
}

function isObject(event: unknown): boolean {
  return typeof event === 'object' && event !== null && !Array.isArray(event);
}

/** The events of an array or the single one; undefined when the body is not JSON. */
function readEvents({ body }: HostRequest): unknown[] | undefined {
  const parsed = parsedJson(body.toString());
  if (parsed === undefined) return undefined;
  return Array.isArray(parsed) ? parsed : [parsed];
}
