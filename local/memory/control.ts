/** Small shared rows in memory: for simulations on virtual time. Held to the same contract as the real store. */
import type { ControlStore } from '../../src/lib/onboarding/control.ts';

/** A store whose rows can be lost. */
export interface MemoryControl extends ControlStore {
  /** Somebody deletes a row, past all who use it. */
  lose(key: string): void;
}

/** An empty store, which all instances of a simulated app may share. */
export function createMemoryControl(): MemoryControl {
  // As text, which is what the real store keeps, and quicker to copy than what it says.
  const rows = new Map<string, { readonly text: string; readonly etag: string }>();
  let writes = 0;
  return {
    async read(key) {
      const row = rows.get(key);
      if (row === undefined) return undefined;
      const value: unknown = JSON.parse(row.text);
      return { value, etag: row.etag };
    },
    async write(key, value, etag) {
      if (rows.get(key)?.etag !== etag) return 'conflict';
      rows.set(key, { text: JSON.stringify(value), etag: String(++writes) });
      return 'ok';
    },
    lose: (key) => void rows.delete(key),
  };
}
