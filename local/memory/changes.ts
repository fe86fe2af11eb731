/** What became of changes, in memory: for simulations on virtual time. Held to the same contract as the real records. */
import {
  type ChangeRecord,
  type ChangeRecords,
  changeRecordId,
  isEnded,
} from '../../src/lib/access/apply/changeRecord.ts';
import { runId as runIdIn, runIdsFrom } from '../../src/lib/access/runRecord.ts';

/** No records yet; all instances of a simulated app may share them. */
export function createMemoryChanges(): ChangeRecords {
  const runs = new Map<string, Map<string, ChangeRecord>>();
  const of = (runId: string): ChangeRecord[] => [...(runs.get(runId)?.values() ?? [])];
  return {
    async read(runId, id) {
      return structuredClone(runs.get(runId)?.get(id));
    },
    async save(record) {
      const key = runIdIn(record.runId);
      const run = runs.get(key) ?? new Map<string, ChangeRecord>();
      runs.set(key, run.set(changeRecordId(record.id), structuredClone(record)));
    },
    async list(runId, limit, from = '') {
      const after = of(runId).filter(({ id }) => id > from);
      const items = structuredClone(after.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit));
      const last = items.at(-1);
      const more = after.length > limit && last !== undefined;
      return { items, ...(more && { next: last.id }) };
    },
    async ended(runId) {
      return of(runId).filter(isEnded).length;
    },
    async prune(before, most) {
      const old = [...runs.keys()].filter((runId) => runId > runIdsFrom(before - 1)).flatMap(of);
      const forgotten = old.slice(0, most);
      for (const { runId, id } of forgotten) runs.get(runId)?.delete(id);
      return forgotten.length;
    },
  };
}
