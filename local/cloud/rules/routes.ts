import type { Asker } from './caller.ts';
import type { CloudReply, CloudRequest } from './exchange.ts';

/** A request that has passed the door: authenticated, with an api-version, for a subscription that exists. */
export interface Call {
  readonly request: CloudRequest;
  /** Placeholders of the route's template, decoded, in the case of the request. */
  readonly params: Readonly<Record<string, string>>;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly apiVersion: string;
  /** Scheme and host under which the client reached us, for links back. */
  readonly base: string;
  readonly asker: Asker;
}

/** One resource path of ARM and what it answers to each method. */
export interface Route {
  /** Path with placeholders, `/subscriptions/{subscription}`; `{+scope}` takes any number of segments. Paths compare without case. */
  readonly template: string;
  /** What the counts call it, without the verb: `machines/extensions`. */
  readonly resource: string;
  readonly hybridCompute: boolean;
  /** Whatever the method: a POST that asks something counts as a read. */
  readonly onlyReads?: true;
  readonly methods: Readonly<Partial<Record<string, (call: Call) => CloudReply>>>;
}

/** A route that fits a path. */
export interface Match<R = Route> {
  readonly route: R;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route of a path among those given. */
export function routerOf<R extends { readonly template: string }>(
  routes: readonly R[],
): (path: string) => Match<R> | undefined {
  const compiled = routes.map((route) => ({ route, pattern: patternOf(route.template) }));
  return (path) => {
    for (const { route, pattern } of compiled) {
      const match = pattern.exec(path);
      // A template without placeholders has no groups.
      if (match) return { route, params: decoded(match.groups ?? {}) };
    }
    return undefined;
  };
}

function patternOf(template: string): RegExp {
  const escaped = template
    .replace(/[.$]/g, '\\$&')
    .replace(/\{\+(\w+)\}/g, '(?<$1>(?:/[^/]+)*)')
    .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return new RegExp(`^${escaped}/?$`, 'i');
}

function decoded(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
