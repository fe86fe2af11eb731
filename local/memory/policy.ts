/** The policy in memory: for simulations, in which people write it. Held to the same contract as the real one. */
import type { PolicySource, PolicyText } from '../../src/lib/access/documents.ts';
import { policyTextOf } from '../../src/lib/access/policyText.ts';

export interface MemoryPolicy extends PolicySource {
  /** Writes the policy. */
  put(content: string | Uint8Array): void;
  /** Removes it. */
  remove(): void;
  /** Answers this from now on, for example that it cannot be read. */
  answer(instead: PolicyText): void;
}

/** A policy that nobody has written yet. */
export function createMemoryPolicy(): MemoryPolicy {
  let current: PolicyText = { kind: 'absent' };
  let writes = 0;
  return {
    read: async () => current,
    put(content) {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      current = policyTextOf(bytes, { etag: `"${++writes}"` });
    },
    remove() {
      current = { kind: 'absent' };
    },
    answer(instead) {
      current = instead;
    },
  };
}
