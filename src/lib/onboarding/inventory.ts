/**
 * The inventory: every machine in sight of the app in a few calls, as Azure Resource Graph has it. It lags behind by
 * minutes, so it only says where a look is due; nothing is decided, and nobody is gone, because of it.
 */
import type { ObservedMachine } from './machine.ts';
import type { MachineId } from './machineId.ts';

/** What is in sight: the configured subscriptions, or everything below a management group. */
export type InventoryScope =
  | { readonly kind: 'subscriptions'; readonly subscriptionIds: readonly string[] }
  | { readonly kind: 'managementGroup'; readonly id: string };

/** Up to a thousand machines, each with its AADLoginForWindows extension as its only extension, if it has one. */
export interface InventoryPage {
  readonly machines: readonly ObservedMachine[];
  /** How many the whole answer has, as the service says on every page. */
  readonly total: number;
  /** Rows that could not be read; such an answer is not complete. */
  readonly unreadable: number;
}

/** Reading the inventory. Every method throws `Throttled` or a `Failure` where a page cannot be had. */
export interface InventoryReader {
  /** All machines, page by page, in the order of their ids (lower case). */
  machines(scope: InventoryScope): AsyncIterable<InventoryPage>;
  /** The subscriptions below a management group, lower case. */
  subscriptionsBelow(managementGroupId: string): Promise<readonly string[]>;
}

/** Asking the inventory for single machines. Throws as the reader does. */
export interface MachineIndex {
  /** Which of these machines it shows: their ARM ids, lower case. One query, for up to a hundred of them. */
  shown(ids: readonly MachineId[]): Promise<ReadonlySet<string>>;
}
