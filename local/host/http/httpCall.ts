import type { Call } from '../core/invoke.ts';
import type { NullableValue } from '../core/rpc.ts';
import type { HostRequest } from './exchange.ts';

/** What an HTTP function is called with: everything about the request, the body as bytes. */
export function httpCall({ method, url, headers, body }: HostRequest, params: Record<string, string>): Call {
  return {
    input: {
      http: {
        method,
        url: url.href,
        nullableHeaders: nullable(headers),
        nullableQuery: nullable(queryValues(url)),
        nullableParams: nullable(params),
        ...(body.length > 0 ? { body: { bytes: body } } : {}),
      },
    },
    triggerMetadata: {},
    traceParent: headers['traceparent'],
  };
}

/** A repeated parameter comes as one text, joined by commas, as the real host sends it. */
function queryValues(url: URL): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of new Set(url.searchParams.keys())) values[name] = url.searchParams.getAll(name).join(',');
  return values;
}

function nullable(values: Record<string, string>): Record<string, NullableValue<string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}
