import { type Lens, membersBelow } from './membership.ts';
import type { Sight } from './sight.ts';
import type { DirectoryObject } from './store.ts';

/** Transitive members, worked out once for all pages of a list. */
export interface Closures {
  below(group: DirectoryObject, lens: Lens): readonly DirectoryObject[];
}

/** A closure of a large group is megabytes; few are read at a time. */
const MOST_KEPT = 8;

/** Keeps the closures that were asked for last, as long as nothing changes. */
export function closuresFor(sight: Sight): Closures {
  const kept = new Map<string, readonly DirectoryObject[]>();
  return {
    below(group, lens) {
      const key = `${group.id} ${lens.revision} ${sight.generation()}`;
      const members = kept.get(key) ?? membersBelow(group, lens);
      // Set anew, so that the oldest use stands first.
      kept.delete(key);
      kept.set(key, members);
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      return members;
    },
  };
}
