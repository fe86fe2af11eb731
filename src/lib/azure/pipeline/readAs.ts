import type * as z from 'zod';
import { unexpectedAnswer } from './unexpectedAnswer.ts';

/**
 * What an answer says, read with a schema. `what` names it in the failure, with the places that could not be read and
 * nothing of what was in them.
 *
 * @throws Failure transient `UnexpectedAnswer`
 */
export function readAs<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data;
  const places = error.issues.map(({ path }) => path.join('.') || 'the whole');
  throw unexpectedAnswer(what, [...new Set(places)].join(', '));
}
