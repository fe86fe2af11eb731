/** What ARM and Graph say when they refuse: `{error:{code,message}}`, from some providers without the wrapper. */
import * as z from 'zod';

export interface ArmError {
  readonly code: string | undefined;
  readonly message: string | undefined;
}

const flat = z.object({
  code: z.string().min(1).optional().catch(undefined),
  message: z.string().optional().catch(undefined),
});

const body = z.union([z.object({ error: flat }).transform(({ error }) => error), flat]);

/** The code and the message in the text of an answer; both undefined when it is not an error of ARM. */
export function armErrorIn(text: string | null | undefined): ArmError {
  return armErrorOf(parsed(text));
}

/** The same in an answer that has been parsed. */
export function armErrorOf(answer: unknown): ArmError {
  const { code, message } = body.safeParse(answer).data ?? {};
  return { code, message };
}

function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    // A gateway on the way answers in HTML or not at all: the status is all there is.
    return undefined;
  }
}
