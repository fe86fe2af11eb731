import type { Time } from '../../time.ts';
import type { DirectoryStore } from './store.ts';

/** A copy of the directory that runs behind: which revision it shows. */
export interface Copy {
  revision(): number;
  /** From now on it is so far behind, or stands still. What it shows already stays shown. */
  run(behindMs: number | 'frozen'): void;
}

/** A copy that shows everything at once. */
export function copyOf(store: DirectoryStore, time: Time): Copy {
  let behind: number | 'frozen' = 0;
  let shownAlready = 0;

  function revision(): number {
    if (behind === 'frozen') return shownAlready;
    if (behind === 0) return store.changes.length;
    return Math.max(shownAlready, store.revisionAt(time.now() - behind));
  }

  return {
    revision,
    run(next) {
      shownAlready = revision();
      behind = next;
    },
  };
}
