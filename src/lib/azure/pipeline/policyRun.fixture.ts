/** Runs one policy alone. */
import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpMethods,
  type PipelinePolicy,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';

export const ARM = 'https://management.azure.com';
export const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
export const MACHINE = `${ARM}/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.HybridCompute/machines/web1`;

export interface Given {
  readonly method?: HttpMethods;
  readonly url?: string;
  readonly headers?: Record<string, string>;
  readonly abortSignal?: AbortSignal;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** What is sent is a copy of the request as the policy passed it on; an Error among the replies is thrown. */
export interface PolicyRun {
  readonly response: Promise<PipelineResponse>;
  readonly sent: { readonly url: string; readonly headers: Record<string, string> }[];
}

export function requestOf({ method = 'GET', url = MACHINE, headers = {}, abortSignal }: Given): PipelineRequest {
  const request = createPipelineRequest({ method, url, headers: createHttpHeaders(headers) });
  if (abortSignal !== undefined) request.abortSignal = abortSignal;
  return request;
}

/** Sends a request through the policy; what comes after it gives the replies in turn, the last one for ever. */
export function runPolicy(policy: PipelinePolicy, given: Given = {}, ...replies: (Reply | Error)[]): PolicyRun {
  const sent: PolicyRun['sent'] = [];
  const next = (request: PipelineRequest): Promise<PipelineResponse> => {
    const reply = replies[Math.min(sent.length, replies.length - 1)] ?? {};
    sent.push({ url: request.url, headers: request.headers.toJSON() });
    return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(responseOf(request, reply));
  };
  return { response: policy.sendRequest(requestOf(given), next), sent };
}

export function responseOf(request: PipelineRequest, { status = 200, headers = {}, body }: Reply): PipelineResponse {
  const bodyAsText = body === undefined ? '' : JSON.stringify(body);
  return { request, status, headers: createHttpHeaders(headers), bodyAsText };
}
