/** Where quarantines are kept: a small row each, changed by its mark, and a document with the changes of each. */
import type { Instant } from '../../time.ts';
import type { Quarantine } from './quarantine.ts';

export interface QuarantinePage {
  readonly items: readonly Quarantine[];
  /** From where the next page goes on; absent after the last one. */
  readonly next?: string;
}

/** The rows. Held to one contract suite in Azure Table storage and in memory; every method throws what the store throws. */
export interface Quarantines {
  /** Writes a new one. One of this id that is there already stays as it is, whatever has become of it. */
  create(quarantine: Quarantine): Promise<void>;
  /** Undefined for what is not remembered, or cannot be read, and for every text that is not the id of a quarantine. */
  read(id: string): Promise<{ readonly quarantine: Quarantine; readonly etag: string } | undefined>;
  /** Replaces the one that had this mark. `conflict`: somebody else was faster. */
  update(quarantine: Quarantine, etag: string): Promise<'ok' | 'conflict'>;
  /** The newest first, after `from`. What cannot be read is left out. */
  list(limit: number, from?: string): Promise<QuarantinePage>;
  /**
   * Forgets those that were made before then, `most` of them at most, readable or not; `forget` takes away first what
   * belongs to each. Resolves to how many they were.
   */
  prune(before: Instant, most: number, forget: (id: string) => Promise<void>): Promise<number>;
}
