/** Small shared rows in memory: for simulations on virtual time. Held to the same contract as the real store. */
import type { ControlStore } from '../../src/lib/onboarding/control.ts';

/** An empty store, which all instances of a simulated app may share. */
export function createMemoryControl(): ControlStore {
  const rows = new Map<string, { readonly value: object; readonly etag: string }>();
  let writes = 0;
  return {
    async read(key) {
      return structuredClone(rows.get(key));
    },
    async write(key, value, etag) {
      if (rows.get(key)?.etag !== etag) return 'conflict';
      rows.set(key, { value: structuredClone(value), etag: String(++writes) });
      return 'ok';
    },
  };
}
