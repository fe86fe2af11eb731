import { type Fields, isFields } from './exchange.ts';

/** `patch` laid over `target` by JSON merge patch (RFC 7396): objects merge, null takes away, all else replaces. */
export function mergePatch(target: Fields, patch: Fields): Fields {
  const merged: Fields = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    const before = merged[name];
    if (value === null) delete merged[name];
    else if (isFields(value)) merged[name] = mergePatch(isFields(before) ? before : {}, value);
    else merged[name] = value;
  }
  return merged;
}

/** One patch that does what `first` and then `second` do: nulls stay, since they still have something to take away. */
export function composePatches(first: Fields, second: Fields): Fields {
  const composed: Fields = { ...first };
  for (const [name, value] of Object.entries(second)) {
    const before = composed[name];
    composed[name] = isFields(value) && isFields(before) ? composePatches(before, value) : value;
  }
  return composed;
}
