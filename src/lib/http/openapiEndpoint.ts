import * as z from 'zod';
import { defineEndpoint, type Endpoint, type EndpointInfo } from './endpoint.ts';
import { type ApiInfo, openApi } from './openapi.ts';

/** `GET openapi.json`: the description of these endpoints and of itself, made once, when first asked for. */
export function openApiEndpoint(others: readonly EndpointInfo[], info: ApiInfo): Endpoint<unknown> {
  let description: Record<string, unknown> | undefined;
  const self: Endpoint<unknown> = defineEndpoint({
    name: 'openApi',
    method: 'GET',
    route: 'openapi.json',
    who: 'anyone',
    summary: 'This API, described as OpenAPI 3.1',
    // Tools that show descriptions add parameters of their own, such as one that keeps caches away.
    unknownQuery: 'ignored',
    answers: { 200: { description: 'The description', schema: z.record(z.string(), z.unknown()) } },
    handle: async () => {
      description ??= { ...openApi([...others, self], info) };
      return { status: 200, body: description };
    },
  });
  return self;
}
