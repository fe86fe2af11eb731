/** `GET /access/plan`: what would be changed, for whom and why. */
import type { Documents } from '../../access/documents.ts';
import { planDocumentSchema } from '../../access/runs/planDocument.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { problem } from '../../http/problem.ts';
import { planSchema, planView } from './planView.ts';

export const getAccessPlan = defineEndpoint({
  name: 'accessPlan',
  method: 'GET',
  route: 'access/plan',
  who: 'read',
  summary: 'The newest access plan: who is to get and to lose which role where, and what keeps it from being done',
  answers: { 200: { description: 'The plan', schema: planSchema } },
  problems: ['no-plan'],
  handle: async (_input, { documents }: { readonly documents: Documents }) => {
    const plan = planDocumentSchema.safeParse((await documents.read('plan'))?.value).data;
    if (plan === undefined)
      return problem(
        'no-plan',
        'No run has ended yet; POST /api/access/reconcile asks for one, or wait for the schedule.',
      );
    return { status: 200, body: planView(plan) };
  },
});
