/** Reads a part of the input by its schema: the one way from a schema to what people are told. */
import type * as z from 'zod';
import { fieldErrors } from './fieldErrors.ts';
import { issueWords } from './issueWords.ts';
import type { FieldError } from './problem.ts';

/** A value, or everything that is wrong with it. */
export type Parsed =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'errors'; readonly errors: readonly FieldError[] };

/** The value as the schema reads it; `root` is the field that stands for the whole. */
export function parseInput(schema: z.ZodType, value: unknown, root: string): Parsed {
  const parsed = schema.safeParse(value, { error: issueWords });
  return parsed.success
    ? { kind: 'value', value: parsed.data }
    : { kind: 'errors', errors: fieldErrors(parsed.error, root) };
}
