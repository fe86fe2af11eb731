import type { Time } from '../time.ts';
import { type AgentRules, agentRules } from './agents.ts';
import { armOf, baseOf, type Service } from './arm.ts';
import { authorizationControl, authorizationRoutes } from './authorization/authorizationRoutes.ts';
import { type AuthorizationOptions, authorizationState } from './authorization/authorizationState.ts';
import { principalsOf } from './authorization/principals.ts';
import { chanceFrom } from './chance.ts';
import type { CloudName } from './clouds.ts';
import { type Control, controlOf } from './control.ts';
import { type EventGrid, eventGrid } from './eventGrid.ts';
import type { CloudReply, CloudRequest } from './exchange.ts';
import { extensionVersionRoutes } from './extensionVersions.ts';
import { type Faults, faultsFrom, type ServiceName } from './faults.ts';
import { type Directory, directoryOf } from './graph/directory.ts';
import { microsoftGraph } from './graph/graph.ts';
import type { Paging } from './graph/graphWorld.ts';
import { hybridComputeRoutes } from './hybridComputeRoutes.ts';
import type { Machine } from './machineState.ts';
import { managedIdentity } from './managedIdentity.ts';
import { signingFrom } from './operationUrls.ts';
import { type RequestCounts, requestCounts } from './requestCounts.ts';
import { resourceGraphIndex } from './resourceGraphIndex.ts';
import { resourceGraphRoutes } from './resourceGraphRoutes.ts';
import { subscriptionRoutes } from './subscriptionRoutes.ts';
import { tagRoutes } from './tagRoutes.ts';
import { throttleOf } from './throttling.ts';
import { type Traffic, trafficRecorder } from './traffic.ts';
import type { Post } from './webhook.ts';
import type { World } from './world.ts';

/** What a simulated cloud is made of. */
export interface RulesOptions {
  readonly time: Time;
  /** Same seed, same ids and same luck. */
  readonly seed: number;
  readonly cloud: CloudName;
  readonly tenantId: string;
  readonly subscriptions: readonly string[];
  /** The management group above all of them; `demo` by default. */
  readonly managementGroup?: string | undefined;
  /** Carries events to subscribers. */
  readonly post: Post;
  /** Object id of the app's managed identity; made up when absent. */
  readonly principalId?: string | undefined;
  /** The secret of the managed-identity endpoint; made up when absent. */
  readonly identityHeader?: string | undefined;
  /** Directory, limits and habits of the role assignments. */
  readonly authorization?: AuthorizationOptions | undefined;
  /** Machines, or role assignments, per page of a list; 100 by default. */
  readonly pageSize?: number | undefined;
  /** Requests that are kept for `GET /requests`; 100,000 by default, 0 keeps none. */
  readonly recordedRequests?: number | undefined;
  /** How Graph cuts its lists into pages. */
  readonly graphPaging?: Partial<Paging> | undefined;
  /** Whether the limits of ARM and Graph hold; true by default. */
  readonly throttled?: boolean | undefined;
}

/** A service to call with plain values: no socket needed. */
export interface RuledService {
  readonly handle: (request: CloudRequest) => CloudReply;
}

/** The simulated cloud without its servers. */
export interface Rules {
  readonly arm: RuledService;
  readonly graph: RuledService;
  readonly identity: RuledService & { readonly header: string; readonly principalId: string };
  readonly control: Control;
  readonly world: World;
  /** Users, groups and what else Graph knows, for the other rules and for tests. */
  readonly directory: Directory;
  readonly agents: AgentRules;
  readonly events: EventGrid;
  readonly faults: Faults;
  readonly traffic: Traffic;
  readonly counts: RequestCounts;
}

const RECORDED_REQUESTS = 100_000;
const PAGE_SIZE = 100;

/** Puts the rules together on one time and one source of chance. */
export function createRules(options: RulesOptions): Rules {
  const { time, cloud, tenantId, subscriptions, post } = options;
  const chance = chanceFrom(options.seed);
  const agents = agentRules();
  const events = eventGrid(time, chance, post, `/subscriptions/${subscriptions[0] ?? ''}`);
  const faults = faultsFrom(chance);
  const traffic = trafficRecorder(options.recordedRequests ?? RECORDED_REQUESTS);
  const counts = requestCounts();
  const directory = directoryOf(time, chance);
  const world = newWorld(options, { chance, agents, events, directory });
  const identity = {
    cloud,
    tenantId,
    principalId: options.principalId ?? chance.guid(),
    clientId: chance.guid(),
    header: options.identityHeader ?? chance.text(32),
    chance,
    now: () => time.now(),
  };

  const throttle = options.throttled === false ? undefined : throttleOf(cloud);
  const routes = [
    ...hybridComputeRoutes(world),
    ...tagRoutes(world),
    ...extensionVersionRoutes(world),
    ...subscriptionRoutes(world),
    ...resourceGraphRoutes(world),
    ...authorizationRoutes(world),
  ];
  const arm = armOf(world, routes, throttle);
  const identityService = { describe: () => ({ operation: 'token/read' }), handle: managedIdentity(identity) };
  const graph = microsoftGraph({
    time,
    chance,
    tenantId,
    directory,
    faults,
    counts,
    throttled: options.throttled !== false,
    paging: options.graphPaging,
  });
  // An app's managed identity is a service principal of the tenant.
  const { principalId, clientId: appId } = identity;
  directory.store.add('servicePrincipal', { displayName: 'arc-entra-signin', appId }, principalId);
  const door = { time, faults, traffic, counts };
  return {
    arm: { handle: through(door, 'arm', arm) },
    graph: { handle: through({ ...door, faults: metInside }, 'graph', graph) },
    identity: {
      handle: through(door, 'identity', identityService),
      header: identity.header,
      principalId: identity.principalId,
    },
    control: controlOf({
      agents,
      faults,
      events,
      traffic,
      counts,
      index: world.index,
      directory,
      further: authorizationControl(world),
    }),
    world,
    directory,
    agents,
    events,
    faults,
    traffic,
    counts,
  };
}

type Within = Pick<World, 'chance' | 'agents'> & Pick<Rules, 'events' | 'directory'>;

function newWorld(options: RulesOptions, { chance, agents, events, directory }: Within): World {
  const { time, cloud, tenantId, subscriptions, managementGroup = 'demo', pageSize = PAGE_SIZE } = options;
  const machines = new Map<string, Machine>();
  const places = { managementGroup, subscriptions: new Map(subscriptions.map((id) => [id.toLowerCase(), id])) };
  return {
    time,
    chance,
    cloud,
    tenantId,
    ...places,
    groups: new Map(),
    machines,
    index: resourceGraphIndex(time, machines),
    authorization: authorizationState(places, { principals: principalsOf(directory), ...options.authorization }),
    operations: new Map(),
    ended: [],
    agents,
    signing: signingFrom(chance),
    pageSize,
    nextOrdinal: 0,
    publish: (event) => events.publish(event),
  };
}

type Door = Pick<Rules, 'traffic' | 'counts'> & { readonly faults: Pick<Faults, 'around'>; readonly time: Time };

/** Graph meets the faults inside, for the parts of a batch. */
const metInside: Pick<Faults, 'around'> = { around: (_service, _request, process) => process() };

/** The way of every request: through the faults to the service, and into the records. */
function through(
  { time, faults, traffic, counts }: Door,
  service: ServiceName,
  { describe, handle }: Service,
): (request: CloudRequest) => CloudReply {
  const scheme = service === 'identity' ? 'http' : 'https';
  return (request) => {
    const reply = faults.around(service, request, () => handle(request));
    counts.count({ service, status: reply.status, ...describe(request) });
    const url = baseOf(request, scheme) + request.url;
    traffic.record({ service, at: time.now(), url, request, reply });
    return reply;
  };
}
