/** The item of a list, sorted by `keyOf` in code units, that has this key; undefined when there is none. */
export function findSorted<T>(list: readonly T[] | undefined, key: string, keyOf: (item: T) => string): T | undefined {
  if (list === undefined) return undefined;
  let low = 0;
  let high = list.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const item = list[middle];
    if (item === undefined) return undefined;
    const found = keyOf(item);
    if (found === key) return item;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}
