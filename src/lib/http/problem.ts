import * as z from 'zod';

/** Every problem this API can answer, with its status and title. A code is never renamed and never reused. */
export const PROBLEMS = {
  'bad-request': { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  forbidden: { status: 403, title: 'You may not do this' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'unknown-machine': { status: 404, title: 'No machine has this id or name' },
  'no-plan': { status: 404, title: 'There is no access plan yet' },
  conflict: { status: 409, title: 'The state does not allow this' },
  'observe-mode': { status: 409, title: 'Nothing is changed in observe mode' },
  'ambiguous-machine': { status: 409, title: 'More than one machine has this name' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be JSON' },
  throttled: { status: 429, title: 'Too many calls for now' },
  internal: { status: 500, title: 'We made a mistake' },
  upstream: { status: 502, title: 'A service we depend on refused or failed' },
  'not-ready': { status: 503, title: 'The app cannot work with its settings' },
} as const satisfies Record<string, { status: number; title: string }>;

/** The closed list of problem codes. */
export type ProblemCode = keyof typeof PROBLEMS;

/** Whether a text is one of our codes. */
export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEMS, text);
}

/** One thing wrong with the input: a path such as `limit` or `changes[0].role`, and a sentence. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** What a problem may carry beyond its sentence. */
export interface ProblemExtra {
  /** For bad input: everything that is wrong, at once. */
  readonly errors?: readonly FieldError[];
  /** For an ambiguous name: the ids that it could mean. */
  readonly candidates?: readonly string[];
  /** Seconds to wait; also sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

/** A problem document, RFC 9457, as a value: a handler returns it, `serve` sends it. */
export interface Problem<Code extends ProblemCode = ProblemCode> extends ProblemExtra {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: Code;
}

/** The problem with this code. `detail` is one sentence about this case, for the person who called. */
export function problem<Code extends ProblemCode>(code: Code, detail: string, extra: ProblemExtra = {}): Problem<Code> {
  const { status, title } = PROBLEMS[code];
  return { type: `urn:problem-type:arc-entra-signin:${code}`, title, status, detail, code, ...extra };
}

const codes = Object.keys(PROBLEMS).filter(isProblemCode);

/** The schema of a problem document, for the API description. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('One sentence about this case.'),
    code: z.enum(codes).describe('Stable; switch on this.'),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .describe('Everything that is wrong with the input.'),
    candidates: z.array(z.string()).optional().describe('What an ambiguous name could mean.'),
    retryAfterSeconds: z.int().optional(),
  })
  .meta({ id: 'Problem', description: 'A problem, RFC 9457.' });
