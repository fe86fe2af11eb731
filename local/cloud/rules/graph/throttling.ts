import { type CloudReply, refuse } from '../exchange.ts';
import type { GraphRoute } from './graphWorld.ts';
import type { Query } from './query.ts';

/** learn.microsoft.com/graph/throttling-limits, _Identity and access_: resource units per app and tenant in ten seconds. */
const WINDOW_MS = 10_000;

/** From this part of the limit on, answers tell how near it is. */
const TOLD_FROM = 0.8;

/** Lets a request pass with the headers that tell what it cost, or refuses it with 429. */
export interface Throttle {
  pass(
    request: { readonly app: string; readonly units: number; readonly users: number },
    now: number,
  ): { readonly headers: Record<string, string> } | { readonly refused: CloudReply };
}

/** The units that a request costs: `$select` and a small `$top` make it cheaper. */
export function unitsOf(route: GraphRoute | undefined, query: Query): number {
  const cheaper = (query.select ? 1 : 0) + (query.top !== undefined && query.top < 20 ? 1 : 0);
  return Math.max(1, (route?.units ?? 1) - cheaper);
}

/** The limits of one tenant. */
export function throttleFor(tenantId: string): Throttle {
  const windows = new Map<string, { since: number; used: number }>();

  return {
    pass({ app, units, users }, now) {
      const limit = limitFor(users);
      const known = windows.get(app);
      const window = known && now - known.since < WINDOW_MS ? known : { since: now, used: 0 };
      windows.set(app, window);
      if (window.used + units > limit) return { refused: tooMany(tenantId, window.since + WINDOW_MS - now) };
      window.used += units;
      const part = window.used / limit;
      return {
        headers: {
          'x-ms-resource-unit': String(units),
          ...(part >= TOLD_FROM && { 'x-ms-throttle-limit-percentage': part.toFixed(2) }),
        },
      };
    },
  };
}

/** Small, medium and large tenants. */
function limitFor(users: number): number {
  if (users < 50) return 3500;
  return users <= 500 ? 5000 : 8000;
}

function tooMany(tenantId: string, waitMs: number): CloudReply {
  return refuse(429, 'TooManyRequests', 'Too many requests.', {
    headers: {
      'retry-after': String(Math.ceil(waitMs / 1000)),
      'x-ms-throttle-scope': `Tenant_Application/ReadWrite/${tenantId}`,
      'x-ms-throttle-information': 'ResourceUnitLimitExceeded',
    },
  });
}
