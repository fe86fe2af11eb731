import type { Time } from '../time.ts';
import { type AgentRules, agentRules } from './agents.ts';
import { armOf, baseOf, type Service } from './arm.ts';
import { type Chance, chanceFrom } from './chance.ts';
import type { CloudName } from './clouds.ts';
import { type Control, controlOf } from './control.ts';
import { type EventGrid, eventGrid } from './eventGrid.ts';
import type { CloudReply, CloudRequest } from './exchange.ts';
import { extensionVersionRoutes } from './extensionVersions.ts';
import { type Faults, faultsFrom, type ServiceName } from './faults.ts';
import { hybridComputeRoutes } from './hybridComputeRoutes.ts';
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
import type { Machine, World } from './world.ts';

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
  /** Machines per page of a list; 100 by default. */
  readonly pageSize?: number | undefined;
  /** Requests that are kept for `GET /requests`; 100,000 by default, 0 keeps none. */
  readonly recordedRequests?: number | undefined;
  /** Whether ARM's limits hold; true by default. */
  readonly throttled?: boolean | undefined;
}

/** A service to call with plain values: no socket needed. */
export interface RuledService {
  readonly handle: (request: CloudRequest) => CloudReply;
}

/** The simulated cloud without its servers. */
export interface Rules {
  readonly arm: RuledService;
  readonly identity: RuledService & { readonly header: string; readonly principalId: string };
  readonly control: Control;
  readonly world: World;
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
  const world = newWorld(options, chance, agents, events);
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
  ];
  const arm = armOf(world, routes, throttle);
  const identityService = { describe: () => ({ operation: 'token/read' }), handle: managedIdentity(identity) };
  const door = { time, faults, traffic, counts };
  return {
    arm: { handle: through(door, 'arm', arm) },
    identity: {
      handle: through(door, 'identity', identityService),
      header: identity.header,
      principalId: identity.principalId,
    },
    control: controlOf({ agents, faults, events, traffic, counts, index: world.index }),
    world,
    agents,
    events,
    faults,
    traffic,
    counts,
  };
}

function newWorld(options: RulesOptions, chance: Chance, agents: AgentRules, events: EventGrid): World {
  const { time, cloud, tenantId, subscriptions, managementGroup = 'demo', pageSize = PAGE_SIZE } = options;
  const machines = new Map<string, Machine>();
  return {
    time,
    chance,
    cloud,
    tenantId,
    subscriptions: new Map(subscriptions.map((id) => [id.toLowerCase(), id])),
    managementGroup,
    groups: new Map(),
    machines,
    index: resourceGraphIndex(time, machines),
    operations: new Map(),
    ended: [],
    agents,
    signing: signingFrom(chance),
    pageSize,
    nextOrdinal: 0,
    publish: (event) => events.publish(event),
  };
}

type Door = Pick<Rules, 'faults' | 'traffic' | 'counts'> & { readonly time: Time };

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
