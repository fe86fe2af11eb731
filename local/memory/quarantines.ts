/** Quarantines in memory: for simulations on virtual time. Held to the same contract as the real ones. */
import type { Quarantine } from '../../src/lib/access/quarantine/quarantine.ts';
import type { Quarantines } from '../../src/lib/access/quarantine/quarantines.ts';
import { runIdsFrom } from '../../src/lib/access/runRecord.ts';

/** No quarantines yet; all instances of a simulated app may share them. */
export function createMemoryQuarantines(): Quarantines {
  const rows = new Map<string, { readonly quarantine: Quarantine; readonly etag: string }>();
  let writes = 0;
  const put = (quarantine: Quarantine): void => {
    rows.set(quarantine.id, { quarantine: structuredClone(quarantine), etag: String(++writes) });
  };
  const idsAfter = (key: string) => [...rows.keys()].filter((id) => id > key).toSorted();
  return {
    async create(quarantine) {
      if (!rows.has(quarantine.id)) put(quarantine);
    },
    async read(id) {
      return structuredClone(rows.get(id));
    },
    async update(quarantine, etag) {
      if (rows.get(quarantine.id)?.etag !== etag) return 'conflict';
      put(quarantine);
      return 'ok';
    },
    async list(limit, from = '') {
      const ids = idsAfter(from);
      const items = structuredClone(ids.slice(0, limit).flatMap((id) => rows.get(id)?.quarantine ?? []));
      const last = items.at(-1);
      const more = ids.length > limit && last !== undefined;
      return { items, ...(more && { next: last.id }) };
    },
    async prune(before, most, forget) {
      const old = idsAfter(runIdsFrom(before - 1)).slice(0, most);
      for (const id of old) {
        await forget(id);
        rows.delete(id);
      }
      return old.length;
    },
  };
}
