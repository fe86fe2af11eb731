import { type OrdinalLog, ordinalLog } from './ordinalLog.ts';
import type { Scope } from './scopes.ts';

/** Something that stands at a scope and is about principals. */
export interface Placed {
  readonly ordinal: number;
  readonly scope: Scope;
  readonly principalIds: readonly string[];
}

/** Where things stand, to be asked from above, from below and by principal without a look at all of them. */
export interface ScopeIndex<T extends Placed> {
  add(entry: T): void;
  remove(entry: T): void;
  /** What stands exactly there. */
  at(scopeKey: string): OrdinalLog<T>;
  /** What stands there or below. */
  within(scopeKey: string): OrdinalLog<T>;
  of(principalId: string): OrdinalLog<T>;
}

/** An empty index. */
export function scopeIndex<T extends Placed>(): ScopeIndex<T> {
  const at = logsByKey<T>();
  const within = logsByKey<T>();
  const of = logsByKey<T>();
  return {
    add(entry) {
      at.add(entry, [entry.scope.key]);
      within.add(entry, entry.scope.lineage);
      of.add(entry, entry.principalIds);
    },
    remove(entry) {
      at.remove(entry, [entry.scope.key]);
      within.remove(entry, entry.scope.lineage);
      of.remove(entry, entry.principalIds);
    },
    at: at.get,
    within: within.get,
    of: of.get,
  };
}

function logsByKey<T extends Placed>() {
  const logs = new Map<string, OrdinalLog<T>>();
  const get = (key: string): OrdinalLog<T> => logs.get(key) ?? ordinalLog<T>();
  return {
    get,
    add(entry: T, keys: readonly string[]) {
      for (const key of keys) {
        const log = get(key);
        log.add(entry);
        logs.set(key, log);
      }
    },
    remove(entry: T, keys: readonly string[]) {
      for (const key of keys) {
        const log = get(key);
        log.remove(entry);
        if (log.size() === 0) logs.delete(key);
      }
    },
  };
}
