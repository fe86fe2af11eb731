import type { Time } from '../time.ts';
import type { AgentRules } from './agents.ts';
import type { AuthorizationState } from './authorization/authorizationState.ts';
import type { Chance } from './chance.ts';
import type { CloudName } from './clouds.ts';
import type { ResourceEvent } from './eventSchemas.ts';
import type { Machine, Operation } from './machineState.ts';
import type { Signing } from './operationUrls.ts';
import type { ResourceGraphIndex } from './resourceGraphIndex.ts';

/** Everything that the simulated ARM knows. The rules are functions over it; nothing else holds state of resources. */
export interface World {
  readonly time: Time;
  readonly chance: Chance;
  readonly cloud: CloudName;
  readonly tenantId: string;
  /** Subscription ids as configured, by their lower-case form. */
  readonly subscriptions: ReadonlyMap<string, string>;
  /** The one management group; all subscriptions are below it. */
  readonly managementGroup: string;
  /** Resource groups that a machine was ever put into: id in the case first used, by its lower-case form. */
  readonly groups: Map<string, string>;
  /** By `keyOf(id)`, in order of registration. */
  readonly machines: Map<string, Machine>;
  /** What Resource Graph knows of the machines. */
  readonly index: ResourceGraphIndex;
  /** Who has access to what. */
  readonly authorization: AuthorizationState;
  /** By operation id. */
  readonly operations: Map<string, Operation>;
  /** Operations that ended, in order, until they are forgotten. */
  readonly ended: { readonly id: string; readonly at: number }[];
  readonly agents: AgentRules;
  /** What the URLs of operations are signed with. */
  readonly signing: Signing;
  /** Machines, or role assignments, per page of a list. */
  readonly pageSize: number;
  /** Counts registrations of machines and what is assigned, so that pages have an order that deletions do not disturb. */
  nextOrdinal: number;
  /** Hands an event to Event Grid. */
  readonly publish: (event: ResourceEvent) => void;
}
