import { baseOf, type Service } from '../arm.ts';
import { callerOf } from '../caller.ts';
import { type CloudReply, type CloudRequest, isFields, refuse } from '../exchange.ts';
import type { Faults } from '../faults.ts';
import type { RequestCounts } from '../requestCounts.ts';
import { type Match, routerOf } from '../routes.ts';
import { batchReply } from './batch.ts';
import type { GraphRoute, GraphWorld } from './graphWorld.ts';
import { type Query, queryOf } from './query.ts';
import { denied, isRefused } from './refusals.ts';
import { type Throttle, unitsOf } from './throttling.ts';

/** What Graph's front works with. */
export interface FrontOptions {
  readonly world: GraphWorld;
  readonly routes: readonly GraphRoute[];
  /** None: no limits. */
  readonly throttle: Throttle | undefined;
  /** Met here and not outside, because the parts of a batch meet them too. */
  readonly faults: Pick<Faults, 'around'>;
  /** The parts of a batch are counted besides the batch. */
  readonly counts: Pick<RequestCounts, 'count'>;
}

/** A request, or a part of a batch, that names something. */
interface Target {
  readonly version: string;
  /** Below the version. */
  readonly path: string;
  readonly search: string;
  readonly found: Match<GraphRoute> | undefined;
}

type Ids = Readonly<Record<'request-id' | 'client-request-id', string>>;

/** Graph's front: who may enter, then the route, then the headers that every answer carries. */
export function graphOf({ world, routes, throttle, faults, counts }: FrontOptions): Service {
  const match = routerOf(routes);

  function targetOf(url: string): Target {
    const [whole = '', ...search] = url.split('?');
    const { version = '', path = '/' } = /^\/(?<version>[^/]*)(?<path>\/.*)$/.exec(plain(whole))?.groups ?? {};
    return { version, path, search: search.join('?'), found: match(path) };
  }

  function describe({ method, url }: CloudRequest): { operation: string } {
    const { path, found } = targetOf(url);
    const resource = isBatch(path) ? 'batch' : (found?.route.resource ?? 'unknown');
    return { operation: `${resource}/${kindOf(method, found?.route)}` };
  }

  function handle(request: CloudRequest): CloudReply {
    const requestId = world.chance.guid();
    const ids = { 'request-id': requestId, 'client-request-id': request.headers['client-request-id'] ?? requestId };
    const reply = faults.around('graph', request, () => withInnerError(world, enter(request), ids));
    return { ...reply, headers: { ...ids, ...commonHeaders(world), ...reply.headers } };
  }

  function part(request: CloudRequest): CloudReply {
    const reply = handle(request);
    counts.count({ service: 'graph', status: reply.status, ...describe(request) });
    return reply;
  }

  function enter(request: CloudRequest): CloudReply {
    const caller = callerOf(request.headers['authorization']);
    if (!caller) return unauthenticated();
    const target = targetOf(request.url);
    if (target.version !== 'v1.0') return refuse(400, 'BadRequest', `Invalid version: ${target.version}`);
    if (isBatch(target.path)) return batchReply(world, request, part);
    const eventual = request.headers['consistencylevel']?.toLowerCase() === 'eventual';
    const query = queryOf(target.search, eventual);
    if (isRefused(query)) return query.refused;

    const units = unitsOf(target.found?.route, query);
    const metered = { app: caller.principal, units, users: world.directory.store.userCount() };
    const passed = throttle?.pass(metered, world.time.now()) ?? { headers: {} };
    if (isRefused(passed)) return passed.refused;
    const reply = dispatch(world, request, target, query, eventual);
    return { ...reply, headers: { ...passed.headers, ...reply.headers } };
  }

  return { describe, handle };
}

function dispatch(
  world: GraphWorld,
  request: CloudRequest,
  { path, found }: Target,
  query: Query,
  eventual: boolean,
): CloudReply {
  if (!found) return refuse(400, 'BadRequest', `Resource not found for the segment '${path.split('/').at(-1)}'.`);
  const { route, params } = found;
  const handle = route.methods[request.method];
  if (!handle) {
    return refuse(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.');
  }
  const reads = kindOf(request.method, route) === 'read';
  // What may be written is not looked at: whoever writes here prepares a test or a demo.
  if (reads && route.readBy && !world.directory.sight.may(route.readBy)) return denied();
  return handle({ request, params, path, query, eventual, base: `${baseOf(request)}/v1.0` });
}

/** The forms of a path that say the same: `%24count`, `microsoft.graph.delta()`. */
function plain(path: string): string {
  return path
    .replace(/%24/gi, '$')
    .replace(/microsoft\.graph\.(delta|checkMemberGroups|getMemberGroups|getByIds)\b/i, '$1')
    .replace(/\(\)$/, '');
}

function isBatch(path: string): boolean {
  return path.toLowerCase() === '/$batch';
}

function kindOf(method: string, route: GraphRoute | undefined): 'read' | 'write' | 'delete' {
  if (method === 'GET' || route?.onlyReads === true) return 'read';
  return method === 'DELETE' ? 'delete' : 'write';
}

function commonHeaders({ time }: GraphWorld): Record<string, string> {
  return {
    'cache-control': 'no-cache',
    'strict-transport-security': 'max-age=31536000',
    date: new Date(time.now()).toUTCString(),
  };
}

/** Graph's errors tell inside, too, what to quote to support. */
function withInnerError({ time }: GraphWorld, reply: CloudReply, ids: Ids): CloudReply {
  if (reply.status < 400 || !isFields(reply.body) || !isFields(reply.body['error'])) return reply;
  const date = new Date(time.now()).toISOString().slice(0, 19);
  return { ...reply, body: { error: { ...reply.body['error'], innerError: { date, ...ids } } } };
}

function unauthenticated(): CloudReply {
  return refuse(401, 'InvalidAuthenticationToken', 'Access token is empty.', {
    headers: {
      'www-authenticate':
        'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
    },
  });
}
