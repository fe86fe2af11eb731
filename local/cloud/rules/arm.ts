import { HYBRID_COMPUTE_VERSIONS, isKnownVersion, unknownApiVersion } from './apiVersions.ts';
import { type Caller, callerOf } from './caller.ts';
import { CLOUD_TRAITS } from './clouds.ts';
import { type CloudReply, type CloudRequest, refuse } from './exchange.ts';
import { type Match, type Route, routerOf } from './routes.ts';
import type { RequestKind, Throttle } from './throttling.ts';
import type { World } from './world.ts';

/** What the counts call a request. */
export interface Described {
  /** Resource type and verb, `machines/extensions/write`. */
  readonly operation: string;
  /** The machine that a write is for. */
  readonly writtenMachine?: string | undefined;
}

/** A service as plain values. */
export interface Service {
  readonly describe: (request: CloudRequest) => Described;
  readonly handle: (request: CloudRequest) => CloudReply;
}

/** ARM's front: who may enter, then the route, then the headers that every answer carries. */
export function armOf(world: World, routes: readonly Route[], throttle: Throttle | undefined): Service {
  const match = routerOf(routes);
  return {
    describe(request) {
      const { path } = targetOf(request);
      const route = match(path)?.route;
      const kind = kindOf(request.method, route);
      const writtenMachine = kind === 'read' ? undefined : machineIn(world, path);
      return { operation: `${route?.resource ?? 'unknown'}/${kind}`, writtenMachine };
    },
    handle(request) {
      const { path, query } = targetOf(request);
      const ids = tracingOf(world, request);
      const reply = enter(world, throttle, { request, path, query, found: match(path), ids });
      return { ...reply, headers: { ...commonHeaders(world, ids), ...reply.headers } };
    },
  };
}

interface Entering {
  readonly request: CloudRequest;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly found: Match | undefined;
  readonly ids: { readonly requestId: string; readonly correlationId: string };
}

function enter(world: World, throttle: Throttle | undefined, entering: Entering): CloudReply {
  const { request, path, query, found } = entering;
  const caller = callerOf(request.headers['authorization']);
  if (!caller) return unauthenticated(world);
  const apiVersion = query.get('api-version');
  if (!apiVersion) return missingApiVersion();
  const subscriptionId = subscriptionIn(path);
  if (subscriptionId && !world.subscriptions.has(subscriptionId.toLowerCase())) {
    return refuse(404, 'SubscriptionNotFound', `The subscription '${subscriptionId}' could not be found.`);
  }

  const hybridCompute = found?.route.hybridCompute === true;
  const metered = {
    subscriptionId,
    principal: caller.principal,
    kind: kindOf(request.method, found?.route),
    hybridCompute,
  };
  const passed = throttle?.pass(metered, world.time.now()) ?? { headers: {} };
  if ('refused' in passed) return passed.refused;
  const reply = dispatch(entering, caller, apiVersion);
  return { ...reply, headers: { ...passed.headers, ...reply.headers } };
}

/** The subscription that a path is in; empty for a path of the tenant. */
function subscriptionIn(path: string): string {
  return /^\/subscriptions\/([^/]+)/i.exec(path)?.[1] ?? '';
}

function dispatch({ request, path, query, found, ids }: Entering, caller: Caller, apiVersion: string): CloudReply {
  if (!found) return refuse(404, 'InvalidResourceType', `The resource type could not be found for '${path}'.`);
  const { route, params } = found;
  if (route.hybridCompute && !isKnownVersion(apiVersion)) {
    return unknownApiVersion(route.resource, apiVersion, HYBRID_COMPUTE_VERSIONS);
  }
  const handle = route.methods[request.method];
  if (!handle) {
    const headers = { allow: Object.keys(route.methods).join(', ') };
    return refuse(405, 'MethodNotAllowed', `The method ${request.method} is not allowed here.`, { headers });
  }
  const base = baseOf(request);
  const clientRequestId = request.headers['x-ms-client-request-id'] ?? ids.requestId;
  const { correlationId } = ids;
  const asker = { caller, correlationId, method: request.method, url: `${base}${request.url}`, clientRequestId };
  return handle({ request, params, path, query, apiVersion, base, asker });
}

/** Path (with doubled slashes made single, as ARM accepts them) and query. */
function targetOf({ url }: CloudRequest): { path: string; query: URLSearchParams } {
  const [path = '', ...query] = url.split('?');
  return { path: path.replace(/\/{2,}/g, '/'), query: new URLSearchParams(query.join('?')) };
}

/** Scheme and host of the request: links lead back to where the client came in. */
export function baseOf({ headers }: CloudRequest, scheme: 'http' | 'https' = 'https'): string {
  return `${scheme}://${headers['host'] ?? 'localhost'}`;
}

function kindOf(method: string, route: Route | undefined): RequestKind {
  if (method === 'GET' || method === 'HEAD' || route?.onlyReads === true) return 'read';
  return method === 'DELETE' ? 'delete' : 'write';
}

/** The machine that a path is at or below, under the id it was first given if it lives. */
function machineIn(world: World, path: string): string | undefined {
  const id =
    /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.hybridcompute\/machines\/[^/]+/i.exec(
      path,
    )?.[0];
  return id === undefined ? undefined : (world.machines.get(id.toLowerCase())?.id ?? id);
}

function tracingOf(world: World, { headers }: CloudRequest): Entering['ids'] {
  const requestId = world.chance.guid();
  return { requestId, correlationId: headers['x-ms-correlation-request-id'] ?? requestId };
}

function commonHeaders(world: World, { requestId, correlationId }: Entering['ids']): Record<string, string> {
  const region = (CLOUD_TRAITS[world.cloud].locations[0] ?? '').replaceAll(' ', '').toUpperCase();
  const instant = new Date(world.time.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  return {
    'cache-control': 'no-cache',
    pragma: 'no-cache',
    expires: '-1',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-ms-request-id': requestId,
    'x-ms-correlation-request-id': correlationId,
    'x-ms-routing-request-id': `${region}:${instant}:${requestId}`,
  };
}

function unauthenticated(world: World): CloudReply {
  const authority = `https://login.windows.net/${world.tenantId}`;
  const message = "Authentication failed. The 'Authorization' header is missing.";
  return refuse(401, 'AuthenticationFailed', message, {
    headers: {
      'www-authenticate': `Bearer authorization_uri="${authority}", error="invalid_token", error_description="The authentication failed because of missing 'Authorization' header."`,
    },
  });
}

function missingApiVersion(): CloudReply {
  const message = 'The api-version query parameter (?api-version=) is required for all requests.';
  return refuse(400, 'MissingApiVersionParameter', message);
}
