import type { Runner } from '../runner.ts';
import { type Answer, bare, type HostRequest } from './exchange.ts';
import { httpAnswer } from './httpAnswer.ts';
import { httpCall } from './httpCall.ts';
import { type HostKeys, mayCall, shownKey } from './keys.ts';
import type { Routes } from './routes.ts';

/**
 * Answers a request to an HTTP function: 404 for an unknown route and for a wrong method, 401 for a key that is missing
 * or opens another level, 400 for a path with a zero, 500 for a handler that throws; none of these has a body (measured on
 * the real host).
 */
export async function answerFunction(
  request: HostRequest,
  { routes, keys, runner }: { routes: Routes; keys: HostKeys; runner: Runner },
): Promise<Answer> {
  if (/%00/.test(request.url.pathname)) return bare(400);
  const match = routes(request.method, request.url.pathname);
  if (!match) return bare(404);
  if (!mayCall(match.fn.trigger.authLevel, shownKey(request, keys))) return bare(401);
  const outcome = await runner.run(match.fn, httpCall(withSizedBody(request), match.params));
  return outcome.ok ? httpAnswer(outcome.response) : bare(500);
}

/** The host passes on a body whose length is announced; one that comes in chunks never reaches the function. */
function withSizedBody(request: HostRequest): HostRequest {
  return Number(request.headers['content-length'] ?? 0) > 0 ? request : { ...request, body: Buffer.alloc(0) };
}
