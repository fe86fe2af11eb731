import type { Clock } from '../time.ts';
import { type AuthMode, mayCall } from './auth.ts';
import type { AnyAnswer, Endpoint } from './endpoint.ts';
import { failureProblem } from './failureProblem.ts';
import { type InputSource, readInput } from './input.ts';
import type { Problem } from './problem.ts';
import { answerResponse, type PlainResponse, problemResponse } from './response.ts';

/** A request as plain data: header names in lower case, parameters and query decoded by the host. */
export interface PlainRequest extends InputSource {
  readonly method: string;
  readonly url: string;
}

/** Where an error happened. The path is without its query, which may hold the caller's key. */
export interface Where {
  readonly endpoint: string;
  readonly method: string;
  readonly path: string;
}

/** What serving needs beside the endpoint's own dependencies. */
export interface ServeOptions {
  readonly auth: AuthMode;
  readonly clock: Clock;
  /** Is given what a handler threw when the caller gets a 5xx for it: the caller is not told the cause. */
  readonly report: (error: unknown, where: Where) => void;
  /** Hold each answer against its schema; for tests. */
  readonly checkAnswers?: boolean;
}

/**
 * Serves one request to one endpoint: may the caller call, is the input valid, what does the handler answer. Never
 * rejects (unless `report` throws): whatever a handler throws becomes a problem.
 */
export async function serve<Deps>(
  endpoint: Endpoint<Deps>,
  request: PlainRequest,
  deps: NoInfer<Deps>,
  options: ServeOptions,
): Promise<PlainResponse> {
  try {
    const outcome = await answer(endpoint, request, deps, options);
    if ('code' in outcome) return problemResponse(outcome);
    return answerResponse(endpoint, outcome, {
      ifNoneMatch: request.headers['if-none-match'],
      check: options.checkAnswers === true,
    });
  } catch (error) {
    const problem = failureProblem(error, options.clock.now());
    if (problem.status >= 500) options.report(error, whereabouts(endpoint.name, request));
    return problemResponse(problem);
  }
}

async function answer<Deps>(
  endpoint: Endpoint<Deps>,
  request: PlainRequest,
  deps: Deps,
  options: ServeOptions,
): Promise<AnyAnswer | Problem> {
  const verdict = mayCall(endpoint.who, { principal: request.headers['x-ms-client-principal'] }, options.auth);
  if (!verdict.ok) return verdict.problem;

  const input = await readInput(endpoint, request);
  if (!input.ok) return input.problem;

  const { params, query, body } = input;
  return endpoint.handle({ params, query, body, by: verdict.by }, deps);
}

function whereabouts(endpoint: string, { method, url }: PlainRequest): Where {
  return { endpoint, method, path: url.replace(/[?#].*$/s, '') };
}
