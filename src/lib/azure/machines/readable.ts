/**
 * Values that somebody else wrote, of which each is one of three: not said, said and understood, or said and not to be
 * understood. The third is no "not said": a restriction that cannot be read may still restrict.
 */
import * as z from 'zod';

/** In the place of a value that is there and cannot be read. */
const UNREADABLE = Symbol('unreadable');

type Unreadable = typeof UNREADABLE;

/** Live agents write these words where they know nothing. */
const NOTHING: ReadonlySet<string> = new Set(['', 'unknown', 'n/a']);

const nothing = z
  .unknown()
  .refine((value) => value == null || (typeof value === 'string' && NOTHING.has(value.trim().toLowerCase())))
  .transform(() => undefined)
  .optional();

const unreadable = z.unknown().transform((): Unreadable => UNREADABLE);

/** A value of that shape; undefined when nothing is said; a mark, for `unreadableIn`, when it has another shape. */
export function readable<T extends z.ZodType>(shape: T) {
  return z.union([nothing, shape, unreadable]);
}

/** Text without the spaces around it. */
export const readableText = readable(z.string().trim());

/** The value, undefined when nothing is said or nothing could be read. */
export function known<T>(value: T): Exclude<T, Unreadable> | undefined;
export function known(value: unknown): unknown {
  return value === UNREADABLE ? undefined : value;
}

/** The paths of what could not be read, in a value that was made with `readable`. */
export function unreadableIn(value: unknown, path: string): string[] {
  if (value === UNREADABLE) return [path];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, part]) => unreadableIn(part, `${path}.${name}`));
}
