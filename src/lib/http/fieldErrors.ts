import type * as z from 'zod';
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

/** `['changes', 0, 'role']` as `changes[0].role`; the empty path as `root`. */
function fieldPath(path: readonly PropertyKey[], root: string): string {
  if (path.length === 0) return root;
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text.replace(/^\./, '');
}
