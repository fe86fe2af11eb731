/** `POST /machines/{id}/reconcile`: a person, or another system, wants the machine looked at now. */
import * as z from 'zod';
import { defineEndpoint } from '../http/endpoint.ts';
import { armId } from '../onboarding/machineId.ts';
import { machineIn, machineParams } from './machines.ts';
import { type LookingDeps, lookForPerson, machineToLookAt } from './machineToLookAt.ts';

export const reconcileMachine = defineEndpoint({
  name: 'reconcileMachine',
  method: 'POST',
  route: 'machines/{subscriptionId}/{resourceGroup}/{name}/reconcile',
  who: 'operate',
  summary: 'Look at a machine now',
  description:
    'Observes the machine and does what is due, as an event would. It also gives a machine that gave up another try. A machine that is not on record is looked at if it exists in Azure.',
  params: machineParams,
  answers: {
    202: {
      description: 'A look is under way; GET the machine to see what it finds',
      schema: z.object({ machine: z.string().describe('ARM id'), look: z.enum(['requested', 'already-coming']) }),
    },
  },
  problems: ['unknown-machine', 'upstream'],
  handle: async ({ params }, deps: LookingDeps) => {
    const found = await machineToLookAt(machineIn(params), deps);
    if ('code' in found) return found;
    return { status: 202, body: { machine: armId(found.id), look: await lookForPerson(found, deps) } };
  },
});
