import type * as z from 'zod';
import { fieldPath } from '../fieldPath.ts';
import type { FieldError } from './problem.ts';

/** Everything that a schema refused, each with the path of its field; `root` names the whole. */
export function fieldErrors(error: z.ZodError, root: string): FieldError[] {
  const errors = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: fieldPath([...issue.path, key], root), message: 'is not known' }))
      : [{ field: fieldPath(issue.path, root), message: issue.message }],
  );
  return [...new Map(errors.map((entry) => [`${entry.field}\n${entry.message}`, entry])).values()];
}
