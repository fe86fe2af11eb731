/** `POST /machines/{id}/reconcile`: a person, or another system, wants the machine looked at now. */
import * as z from 'zod';
import { defineEndpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';
import { armId } from '../onboarding/machineId.ts';
import type { LookQueue, MachineReader } from '../onboarding/ports.ts';
import { requestLook } from '../onboarding/requestLook.ts';
import type { RowDeps } from '../onboarding/row.ts';
import type { Watched } from '../onboarding/watched.ts';
import { machineIn, machineParams, unknownMachine } from './machines.ts';

export interface ReconcileDeps extends RowDeps {
  readonly reader: MachineReader;
  readonly queue: LookQueue;
  readonly newToken: () => string;
  readonly watched: Pick<Watched, 'includes'>;
}

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
  handle: async ({ params }, deps: ReconcileDeps) => {
    const id = machineIn(params);
    if (!(await deps.watched.includes(id.subscriptionId)))
      return unknownMachine('in the subscriptions that are watched');
    const held = await deps.ledger.read(id);
    if (held === undefined) {
      const reading = await deps.reader.get(id, { unknown: true });
      if (reading.kind === 'absent') return unknownMachine('in the subscriptions that are watched');
      if (reading.kind === 'denied') {
        return problem('upstream', `Azure does not let this app read the machine (${reading.code}).`);
      }
    }
    const request = { id: held?.record.id ?? id, token: deps.newToken(), cause: 'person' as const };
    const message = await requestLook(request, deps, { held });
    if (message !== undefined) await deps.queue.send(message, 0);
    const look = message?.token === request.token ? ('requested' as const) : ('already-coming' as const);
    return { status: 202, body: { machine: armId(request.id), look } };
  },
});
