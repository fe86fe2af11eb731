import { METHODS } from 'node:http';
import createRouter, { type HTTPMethod } from 'find-my-way';
import type { HostedFunction, HttpTrigger } from '../bindings.ts';
import type { Log } from '../core/functionsCore.ts';
import { LONGEST_REQUEST_LINE } from './exchange.ts';
import { routePaths } from './routeTemplate.ts';

export interface RouteMatch {
  fn: HostedFunction<HttpTrigger>;
  params: Record<string, string>;
}

export type Routes = (method: string, path: string) => RouteMatch | undefined;

/** As long as a path can be; the router's own limit of 100 would answer 404 for Azure's resource ids. */
const LONGEST_PARAMETER = LONGEST_REQUEST_LINE;

/**
 * The routing table of the HTTP functions, without regard to case. Of two functions on one route and method the first
 * one given answers (the real host: the first by name). HEAD and OPTIONS are answered only where a function lists
 * them. A route that cannot be read leaves only its own function out.
 */
export function createRoutes(functions: readonly HostedFunction<HttpTrigger>[], prefix: string, log: Log): Routes {
  const router = createRouter({
    caseSensitive: false,
    ignoreTrailingSlash: true,
    maxParamLength: LONGEST_PARAMETER,
    allowUnsafeRegex: true,
  });
  const taken = new Set<string>();
  const matches = new WeakMap<object, { fn: HostedFunction<HttpTrigger>; restName: string | undefined }>();

  const add = (fn: HostedFunction<HttpTrigger>): void => {
    const { paths, restName } = routePaths(prefix, fn.trigger.route);
    const handler = (): void => undefined;
    matches.set(handler, { fn, restName });
    for (const method of fn.trigger.methods) {
      for (const path of paths) {
        if (!isMethod(method)) throw new Error(`there is no HTTP method ${method}: take it off its methods.`);
        const key = `${method} ${path.replaceAll(/:\w+/g, ':').toLowerCase()}`;
        if (taken.has(key)) continue;
        taken.add(key);
        router.on(method, path, handler);
      }
    }
  };
  for (const fn of functions) {
    try {
      add(fn);
    } catch (error) {
      log('error', fn.name, `Function is not served: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  return (method, path) => {
    const found = isMethod(method) ? router.find(method, decodable(path)) : null;
    const match = found && matches.get(found.handler);
    return match ? { fn: match.fn, params: routeParams(found.params, match.restName) } : undefined;
  };
}

/** What is no encoded UTF-8 stays as it is, as in ASP.NET; the router would answer 404. */
function decodable(path: string): string {
  return path.replaceAll(/(?:%[0-9a-f]{2})+|%/gi, (encoded) => {
    try {
      decodeURIComponent(encoded);
      return encoded;
    } catch {
      return encoded.replaceAll('%', '%25');
    }
  });
}

function isMethod(method: string): method is HTTPMethod {
  return METHODS.includes(method);
}

/** Without the parameters that are not there, and the rest of the path under its own name. */
function routeParams(found: Record<string, string | undefined>, restName: string | undefined): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(found)) {
    if (value !== undefined && value !== '') params[name === '*' && restName ? restName : name] = value;
  }
  return params;
}
