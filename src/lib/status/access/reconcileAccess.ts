/** `POST /access/reconcile`: a person asks for a run now. */
import * as z from 'zod';
import { type RequestDeps, requestRunFor } from '../../access/runs/requestAccessRun.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { problem } from '../../http/problem.ts';

/** With keys nobody is named, and all who hold them count as one. */
const A_KEY = 'a holder of a key';

const TOO_MANY =
  'This caller has begun 30 runs, and may begin one a minute. Wait as Retry-After says, or leave it to the schedule.';

export const reconcileAccess = defineEndpoint({
  name: 'reconcileAccessNow',
  method: 'POST',
  route: 'access/reconcile',
  who: 'operate',
  summary: 'Read the policy, the groups and the assignments, plan, and carry it out now',
  description:
    'While a run is under way this asks for exactly one more after it, whose id is answered, also to everybody who asks meanwhile. A caller may begin 30 runs at once and one a minute from then on; more are answered with 429 and Retry-After. With keys, all callers count as one. GET /access/runs/{runId} tells when a run has ended.',
  answers: { 202: { description: 'A run will do it', schema: z.object({ runId: z.string() }) } },
  problems: ['throttled'],
  handle: async ({ by }, deps: RequestDeps) => {
    const asked = await requestRunFor(by ?? A_KEY, deps);
    if ('runId' in asked) return { status: 202, body: asked };
    const retryAfterSeconds = Math.ceil((asked.notBefore - deps.clock.now()) / 1000);
    return problem('throttled', TOO_MANY, { retryAfterSeconds });
  },
});
