/** Input of the control route, and how it says what is wrong with it. */

import type * as z from 'zod';
import type { CloudReply } from './exchange.ts';

/** What `handle` makes of the input, or the problem that names what is wrong with it. */
export function checked<T>(schema: z.ZodType<T>, body: unknown, handle: (value: T) => CloudReply): CloudReply {
  const parsed = schema.safeParse(body);
  return parsed.success ? handle(parsed.data) : badInput(parsed.error);
}

/** 400, with the fields that are wrong. */
export function badInput(error: z.ZodError): CloudReply {
  const errors = error.issues.flatMap((issue) => {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.') || 'body'];
    return names.map((field) => ({ field, message: issue.message }));
  });
  return problem(400, 'bad-input', 'The input is not valid.', { errors });
}

/** A problem (RFC 9457) with a stable code. */
export function problem(status: number, code: string, detail: string, more: object = {}): CloudReply {
  return { status, headers: { 'content-type': 'application/problem+json' }, body: { status, code, detail, ...more } };
}
