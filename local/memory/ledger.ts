/** The ledger of machines in memory: for simulations on virtual time. Held to the same contract as the real one. */
import { foldCase } from '../../src/lib/foldCase.ts';
import { type MachineId, machineKey } from '../../src/lib/onboarding/machineId.ts';
import type { Held, Ledger, MachineFilter } from '../../src/lib/onboarding/ports.ts';
import type { MachineRecord } from '../../src/lib/onboarding/record.ts';

/** An empty ledger. */
export function createMemoryLedger(): Ledger {
  const rows = new Map<string, Held>();
  let writes = 0;
  const keyOf = (id: MachineId) => `${id.subscriptionId}/${machineKey(id)}`;

  return {
    async read(id) {
      return structuredClone(rows.get(keyOf(id)));
    },
    async write(record, etag) {
      const key = keyOf(record.id);
      if (rows.get(key)?.etag !== etag) return 'conflict';
      const next = String(++writes);
      rows.set(key, { record: structuredClone(record), etag: next });
      return { etag: next };
    },
    async remove(id, etag) {
      const held = rows.get(keyOf(id));
      if (held !== undefined && held.etag !== etag) return 'conflict';
      rows.delete(keyOf(id));
      return 'removed';
    },
    async list(filter, limit, from = '') {
      const found = [...rows]
        .filter(([key, { record }]) => key > from && matches(record, filter))
        .toSorted(([a], [b]) => (a < b ? -1 : 1));
      const items = found.slice(0, limit);
      const last = items.at(-1);
      const more = found.length > limit && last !== undefined;
      return { items: items.map(([, { record }]) => structuredClone(record)), ...(more && { next: last[0] }) };
    },
  };
}

function isIn(id: MachineRecord['id'], { subscriptionId, resourceGroup }: MachineFilter): boolean {
  return (
    foldCase(subscriptionId ?? id.subscriptionId) === id.subscriptionId &&
    foldCase(resourceGroup ?? id.resourceGroup) === foldCase(id.resourceGroup)
  );
}

function matches({ id, state, reason }: MachineRecord, filter: MachineFilter): boolean {
  const same = (wanted: string | undefined, value: string) => wanted === undefined || wanted === value;
  return (
    isIn(id, filter) &&
    (filter.states?.includes(state) ?? true) &&
    same(filter.reason, reason) &&
    foldCase(id.name).includes(foldCase(filter.q ?? ''))
  );
}
