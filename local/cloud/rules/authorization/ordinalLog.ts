/** Entries in the order in which they came. Pages begin behind an ordinal, so deletions neither skip nor double an entry. */
export interface OrdinalLog<T extends { readonly ordinal: number }> {
  /** How many there are. */
  size(): number;
  /** Its ordinal is higher than all before. */
  add(entry: T): void;
  remove(entry: T): void;
  /** What came later than `ordinal`, in order. */
  after(ordinal: number): Iterable<T>;
}

/** An empty log. Removals leave holes until they are half of it: each costs the same, however many entries there are. */
export function ordinalLog<T extends { readonly ordinal: number }>(): OrdinalLog<T> {
  let entries: T[] = [];
  const living = new Set<T>();
  return {
    size: () => living.size,
    add(entry) {
      entries.push(entry);
      living.add(entry);
    },
    remove(entry) {
      living.delete(entry);
      if (living.size * 2 < entries.length) entries = entries.filter((one) => living.has(one));
    },
    *after(ordinal) {
      for (let index = firstAfter(entries, ordinal); index < entries.length; index++) {
        const entry = entries[index];
        if (entry !== undefined && living.has(entry)) yield entry;
      }
    },
  };
}

function firstAfter(entries: readonly { readonly ordinal: number }[], ordinal: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.ordinal ?? 0) > ordinal) high = middle;
    else low = middle + 1;
  }
  return low;
}
