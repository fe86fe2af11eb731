import { type CloudReply, refuse } from './exchange.ts';

/** 15 queries in 5 seconds for a principal (learn.microsoft.com, resource-graph/concepts/guidance-for-throttled-requests). */
const MOST_QUERIES = 15;
const WINDOW_MS = 5000;

interface Window {
  readonly since: number;
  queries: number;
}

/** Lets a query pass with the headers that tell what is left, or refuses it with 429. */
export interface ResourceGraphQuota {
  pass(
    principal: string,
    now: number,
    correlationId: string,
  ): { readonly headers: Record<string, string> } | { readonly refused: CloudReply };
}

/** The quota of all principals. A window begins with the first query after the last one ended. */
export function resourceGraphQuota(): ResourceGraphQuota {
  const windows = new Map<string, Window>();
  return {
    pass(principal, now, correlationId) {
      const last = windows.get(principal);
      const window = last !== undefined && now < last.since + WINDOW_MS ? last : { since: now, queries: 0 };
      windows.set(principal, window);
      window.queries += 1;
      const seconds = Math.ceil((window.since + WINDOW_MS - now) / 1000);
      const headers = {
        'x-ms-user-quota-remaining': String(Math.max(0, MOST_QUERIES - window.queries)),
        'x-ms-user-quota-resets-after': `00:00:${String(seconds).padStart(2, '0')}`,
      };
      return window.queries <= MOST_QUERIES ? { headers } : { refused: tooMany(headers, now, correlationId) };
    },
  };
}

/** Code and texts as reported in Azure/azure-cli-extensions#3325; no report shows a `Retry-After`. */
function tooMany(headers: Record<string, string>, now: number, correlationId: string): CloudReply {
  return graphRefusal(429, 'RateLimiting', { now, correlationId }, headers, [
    {
      code: 'RateLimiting',
      message:
        'Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed. Please see https://aka.ms/resourcegraph-throttling for help.',
    },
  ]);
}

/** A refusal of Resource Graph: the message says nothing, the details say why. */
export function graphRefusal(
  status: number,
  code: string,
  { now, correlationId }: { readonly now: number; readonly correlationId: string },
  headers: Record<string, string>,
  details: readonly { readonly code: string; readonly message: string }[],
): CloudReply {
  const timestamp = new Date(now).toISOString();
  const message = `Please provide below info when asking for support: timestamp = ${timestamp}, correlationId = ${correlationId}.`;
  const reply = refuse(status, code, message, { headers });
  return { ...reply, body: { error: { code, message, details } } };
}
