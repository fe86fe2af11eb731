/** Something that can stand once: what makes it the same as another, and where it stands. */
export interface Entry<T> {
  /** Undefined is like nothing else. */
  readonly key: string | undefined;
  readonly entry: T;
}

/** Every entry whose key an earlier one has, with the first of these. */
export function repeats<T>(entries: readonly Entry<T>[]): { readonly entry: T; readonly first: T }[] {
  const firsts = new Map<string, T>();
  return entries.flatMap(({ key, entry }) => {
    if (key === undefined) return [];
    const first = firsts.get(key);
    if (first !== undefined) return [{ entry, first }];
    firsts.set(key, entry);
    return [];
  });
}
