import type { Time } from '../time.ts';
import type { AgentRules } from './agents.ts';
import type { AuthorizationState } from './authorization/authorizationState.ts';
import type { Caller } from './caller.ts';
import type { Chance } from './chance.ts';
import type { CloudName } from './clouds.ts';
import type { Fields } from './exchange.ts';
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

/** What every change needs to know of the request that asks for it. */
export interface Asker {
  readonly caller: Caller;
  readonly correlationId: string;
  readonly method: string;
  /** Absolute URL of the request. */
  readonly url: string;
  readonly clientRequestId: string;
}

/** An Arc-enabled machine. */
export interface Machine {
  readonly id: string;
  readonly key: string;
  readonly ordinal: number;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly location: string;
  tags?: Record<string, string>;
  kind?: string;
  identity?: { readonly principalId: string; readonly tenantId: string };
  /** Properties as PUT and PATCH gave them: what the agent reports, laid over the usual machine. */
  given: Fields;
  vmId: string;
  readonly vmUuid: string;
  readonly clientPublicKey: string;
  readonly registeredAt: number;
  /** Whether the agent has reported what it runs on. */
  reported: boolean;
  lastStatusChange: number;
  /** Until then `provisioningState` is Updating. */
  updatingUntil: number;
  /** Calls off the report that is still to come. */
  forgetReport?: () => void;
  /** By lower-case name. */
  readonly extensions: Map<string, Extension>;
}

/** What an extension was asked to be. */
export interface ExtensionSpec {
  readonly publisher: string;
  readonly type: string;
  readonly typeHandlerVersion?: string;
  readonly autoUpgradeMinorVersion?: boolean;
  readonly enableAutomaticUpgrade?: boolean;
  readonly forceUpdateTag?: string;
  readonly settings?: Fields;
}

/** An extension of a machine. */
export interface Extension {
  readonly id: string;
  readonly name: string;
  readonly machine: Machine;
  readonly location: string;
  tags?: Record<string, string>;
  spec: ExtensionSpec;
  provisioningState: string;
  /** What the handler last said; absent until it has run. */
  status?: { readonly code: string; readonly level: string; readonly message: string };
  /** What is being done to it now. */
  operation?: Operation;
  everSucceeded: boolean;
}

/** A long-running operation on an extension. */
export interface Operation {
  readonly id: string;
  readonly kind: 'install' | 'update' | 'delete';
  readonly extension: Extension;
  readonly asker: Asker;
  readonly apiVersion: string;
  readonly startedAt: number;
  /** Seconds that clients are told to wait between polls. */
  readonly retryAfterSeconds: number;
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Canceled';
  error?: { readonly code: string; readonly message: string };
  /** The extension as it was when the operation had succeeded. */
  result?: Fields;
  /** Calls off the agent's work; absent while the operation waits for the agent to come back. */
  stopWork?: () => void;
}

/** An event of Azure Resource Manager, before it takes the shape of a schema. */
export interface ResourceEvent {
  readonly id: string;
  readonly subscriptionId: string;
  readonly subject: string;
  readonly type: string;
  readonly at: number;
  readonly data: Fields;
}
