/** A binary heap: the first of many, where many come and go. */
export interface Heap<T> {
  add(item: T): void;
  /** The item that comes before all others; it stays. */
  first(): T | undefined;
  /** The same, and takes it out. */
  take(): T | undefined;
}

/** An empty heap; `compare` is below zero when `a` comes before `b`. */
export function heapOf<T>(compare: (a: T, b: T) => number): Heap<T> {
  const items: T[] = [];

  function goesBefore(a: number, b: number): boolean {
    const [one, other] = [items[a], items[b]];
    return one !== undefined && other !== undefined && compare(one, other) < 0;
  }

  function swap(a: number, b: number): void {
    const [one, other] = [items[a], items[b]];
    if (one === undefined || other === undefined) return;
    items[a] = other;
    items[b] = one;
  }

  function sink(from: number): void {
    for (let at = from; ; ) {
      const left = 2 * at + 1;
      const child = goesBefore(left + 1, left) ? left + 1 : left;
      if (!goesBefore(child, at)) return;
      swap(child, at);
      at = child;
    }
  }

  return {
    add(item) {
      items.push(item);
      for (let at = items.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!goesBefore(at, parent)) return;
        swap(at, parent);
        at = parent;
      }
    },
    first: () => items[0],
    take() {
      swap(0, items.length - 1);
      const item = items.pop();
      sink(0);
      return item;
    },
  };
}
