/** Runs in memory: for simulations on virtual time. Held to the same contract as the real ones. */
import { type RunRecord, type Runs, runId, runIdsFrom } from '../../src/lib/access/runRecord.ts';

/** No runs yet; all instances of a simulated app may share them. */
export function createMemoryRuns(): Runs {
  const runs = new Map<string, RunRecord>();
  const idsAfter = (key: string) => [...runs.keys()].filter((id) => id > key).toSorted();
  return {
    async save(run) {
      runs.set(runId(run.id), structuredClone(run));
    },
    async read(id) {
      return structuredClone(runs.get(id));
    },
    async list(limit, from = '') {
      const ids = idsAfter(from);
      const items = structuredClone(ids.slice(0, limit).flatMap((id) => runs.get(id) ?? []));
      const last = items.at(-1);
      const more = ids.length > limit && last !== undefined;
      return { items, ...(more && { next: last.id }) };
    },
    async prune(before, most) {
      const old = idsAfter(runIdsFrom(before - 1)).slice(0, most);
      for (const id of old) runs.delete(id);
      return old.length;
    },
  };
}
