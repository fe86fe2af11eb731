/** Calls that the SDK has no operation for (a PATCH of a machine, a poll URL), through the same pipeline as all others. */
import type { ServiceClient } from '@azure/core-client';
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { type Answer, answerOf } from './answer.ts';
import { type StepContext, stepHeaders } from './internalHeaders.ts';

export interface RawRequest {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** Absolute, on the endpoint of the client; with its api-version, unless it is a HybridCompute resource. */
  readonly url: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/**
 * Sends one request through a client that was built with `armClientOptions`.
 *
 * @throws Failure for everything but an answer below 300
 */
export async function sendThrough(
  client: Pick<ServiceClient, 'sendRequest'>,
  { method, url, body }: RawRequest,
  context: StepContext = {},
): Promise<Answer> {
  const headers = createHttpHeaders({ accept: 'application/json', ...stepHeaders(context) });
  const request = createPipelineRequest({ method, url, headers });
  if (body !== undefined) {
    request.body = JSON.stringify(body);
    headers.set('content-type', 'application/json');
  }
  return answerOf(await client.sendRequest(request));
}
