/** `GET /access/plan`: what would be changed, for whom and why. */
import * as z from 'zod';
import type { Documents } from '../../access/documents.ts';
import { planDocumentSchema } from '../../access/runs/planDocument.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { problem } from '../../http/problem.ts';
import type { PauseState } from '../../onboarding/control.ts';
import type { Clock } from '../../time.ts';
import { pauseSchema, pausesView } from '../pausesView.ts';
import { planSchema, planView } from './planView.ts';

export interface PlanDeps {
  readonly documents: Documents;
  readonly pauses: Pick<PauseState, 'read'>;
  readonly clock: Clock;
}

const plan = planSchema
  .extend({
    pauses: z
      .array(pauseSchema)
      .describe(
        'What a person has paused of it, and until when: `removals` is what takes access away, `access` and `all` are every change. Who is denied loses access all the same.',
      ),
  })
  .meta({ id: 'AccessPlan' });

export const getAccessPlan = defineEndpoint({
  name: 'accessPlan',
  method: 'GET',
  route: 'access/plan',
  who: 'read',
  summary: 'The newest access plan: who is to get and to lose which role where, and what keeps it from being done',
  answers: { 200: { description: 'The plan', schema: plan } },
  problems: ['no-plan'],
  handle: async (_input, { documents, pauses, clock }: PlanDeps) => {
    const newest = planDocumentSchema.safeParse((await documents.read('plan'))?.value).data;
    if (newest === undefined)
      return problem(
        'no-plan',
        'No run has ended yet; POST /api/access/reconcile asks for one, or wait for the schedule.',
      );
    const paused = pausesView(await pauses.read(), clock.now()).filter(({ what }) => what !== 'onboarding');
    return { status: 200, body: { ...planView(newest), pauses: paused } };
  },
});
