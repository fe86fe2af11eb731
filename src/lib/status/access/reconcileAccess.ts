/** `POST /access/reconcile`: a person asks for a run now. */
import * as z from 'zod';
import { type RequestDeps, requestAccessRun } from '../../access/runs/requestAccessRun.ts';
import { defineEndpoint } from '../../http/endpoint.ts';

export const reconcileAccess = defineEndpoint({
  name: 'reconcileAccessNow',
  method: 'POST',
  route: 'access/reconcile',
  who: 'operate',
  summary: 'Read the policy, the groups and the assignments, plan, and carry it out now',
  description:
    'While a run is under way this asks for exactly one more after it, whose id is answered. GET /access/runs/{runId} tells when it has ended.',
  answers: { 202: { description: 'A run will do it', schema: z.object({ runId: z.string() }) } },
  handle: async (_input, deps: RequestDeps) => ({
    status: 202,
    body: { runId: await requestAccessRun('person', deps) },
  }),
});
