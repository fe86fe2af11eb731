/** The inventory over anything that answers queries of Resource Graph. */

import type { QueryRequest } from '@azure/arm-resourcegraph';
import * as z from 'zod';
import { Failure } from '../../errors.ts';
import { foldCase } from '../../foldCase.ts';
import type { InventoryPage, InventoryReader, InventoryScope, MachineIndex } from '../../onboarding/inventory.ts';
import type { ObservedMachine } from '../../onboarding/machine.ts';
import { armId } from '../../onboarding/machineId.ts';
import { readMachineRow } from './machineRow.ts';
import { MACHINES_QUERY, machineIdsQuery, SUBSCRIPTIONS_QUERY } from './queries.ts';
import { createQuota, type QuotaDeps } from './quota.ts';
import { type Ask, rowPages } from './rowPages.ts';

/** Subscriptions that one query may name. */
const MOST_SUBSCRIPTIONS = 1000;

export interface InventoryOverDeps extends QuotaDeps {
  readonly ask: Ask;
}

/** Make one per process: it knows what is left of the quota. */
export function inventoryOver({ ask, ...timing }: InventoryOverDeps): InventoryReader & MachineIndex {
  const asking = { ask, quota: createQuota(timing) };

  async function* machines(scope: InventoryScope): AsyncGenerator<InventoryPage> {
    const seen = new Set<string>();
    let totalBefore = 0;
    for (const within of queryScopes(scope)) {
      let total = totalBefore;
      for await (const page of rowPages(asking, { query: MACHINES_QUERY, ...within })) {
        const read = page.rows.map(readMachineRow);
        const machines = joined(read.filter((machine) => machine !== undefined)).filter((one) => isNew(one, seen));
        total = totalBefore + page.total;
        yield { machines, total, unreadable: read.filter((machine) => machine === undefined).length };
      }
      totalBefore = total;
    }
  }

  return {
    machines,
    async shown(ids) {
      const found = new Set<string>();
      const subscriptions = [...new Set(ids.map(({ subscriptionId }) => subscriptionId))];
      const query = { query: machineIdsQuery(ids.map(armId)), subscriptions };
      for await (const { rows } of rowPages(asking, query)) for (const row of rows) found.add(machineKeyIn(row));
      return found;
    },
    async subscriptionsBelow(managementGroupId) {
      const found = new Set<string>();
      const query = { query: SUBSCRIPTIONS_QUERY, managementGroups: [managementGroupId] };
      for await (const { rows } of rowPages(asking, query)) for (const row of rows) found.add(subscriptionIn(row));
      return [...found];
    },
  };
}

/** Two extensions of one type make two rows of a machine, which stand together: the rows are in the order of the ids. */
function joined(rows: readonly ObservedMachine[]): readonly ObservedMachine[] {
  const machines = new Map<string, ObservedMachine>();
  for (const row of rows) {
    const first = machines.get(keyOf(row));
    const extensions = [...(first?.extensions ?? []), ...row.extensions];
    machines.set(keyOf(row), { ...(first ?? row), extensions });
  }
  return [...machines.values()];
}

/** Rows move from page to page while the index changes. */
function isNew(machine: ObservedMachine, seen: Set<string>): boolean {
  const key = keyOf(machine);
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

function keyOf({ id }: ObservedMachine): string {
  return foldCase(armId(id));
}

/**
 * The scopes to ask one after the other. Ids begin with the subscription, so sorted subscriptions give sorted machines. No
 * subscription is no query: one without a scope would be about the whole tenant.
 */
function queryScopes(scope: InventoryScope): Pick<QueryRequest, 'subscriptions' | 'managementGroups'>[] {
  if (scope.kind === 'managementGroup') return [{ managementGroups: [scope.id] }];
  const ids = [...new Set(scope.subscriptionIds.map((id) => foldCase(id)))].toSorted();
  const count = Math.ceil(ids.length / MOST_SUBSCRIPTIONS);
  return Array.from({ length: count }, (_, index) => ({
    subscriptions: ids.slice(index * MOST_SUBSCRIPTIONS, (index + 1) * MOST_SUBSCRIPTIONS),
  }));
}

const machineKey = z.object({ machineKey: z.string() });

/** A row that is none says that no machine is there. */
function machineKeyIn(row: unknown): string {
  return machineKey.safeParse(row).data?.machineKey ?? '';
}

const subscription = z.object({ subscriptionId: z.guid().toLowerCase() });

function subscriptionIn(row: unknown): string {
  const { data } = subscription.safeParse(row);
  if (data !== undefined) return data.subscriptionId;
  // A subscription that is left out would look like one that left the management group.
  throw new Failure('transient', 'MalformedAnswer', 'Resource Graph sent a row that is no subscription.');
}
