/** Randomness and ids from one seed, so that a run on virtual time replays exactly. */

/** A source of everything random in the simulated cloud. */
export interface Chance {
  /** A number from 0 up to, but not including, 1. */
  fraction(): number;
  /** A version 4 GUID in lower case. */
  guid(): string;
  /** `length` characters of base64url. */
  text(length: number): string;
  /** A copy of the list in random order. */
  shuffled<T>(items: readonly T[]): T[];
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A source that gives the same sequence for the same seed (the generator is the public-domain mulberry32). */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;

  function word(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  const fraction = () => word() / 2 ** 32;
  const eight = () => word().toString(16).padStart(8, '0');

  return {
    fraction,
    guid() {
      const hex = eight() + eight() + eight() + eight();
      const variant = '89ab'.charAt(word() % 4);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
    text(length) {
      let text = '';
      while (text.length < length) text += BASE64URL.charAt(word() % 64);
      return text;
    },
    shuffled<T>(items: readonly T[]) {
      const keyed = items.map((item) => ({ item, key: fraction() }));
      return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
    },
  };
}
