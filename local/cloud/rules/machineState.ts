/** The machines as the cloud keeps them, with their extensions and what is being done to these. */

import type { Asker } from './caller.ts';
import type { Fields } from './exchange.ts';

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
  /** System-assigned unless it says otherwise. */
  identity?: { readonly type?: 'UserAssigned'; readonly principalId?: string; readonly tenantId: string };
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
  /** Nothing is being done to it, and it never comes out of its state: it blocks every other extension. */
  hangs?: boolean;
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
