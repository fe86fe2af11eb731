/** `POST /machines/{id}/include`: a person lets a machine in again that this app excludes by its own record. */
import * as z from 'zod';
import { defineEndpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';
import { included } from '../onboarding/exclusionOnRecord.ts';
import { armId } from '../onboarding/machineId.ts';
import { approver, saidBy, saidReason } from './approver.ts';
import { machineIn, machineParams } from './machines.ts';
import { type LookingDeps, lookForPerson, machineToChange } from './machineToLookAt.ts';

export const includeMachine = defineEndpoint({
  name: 'includeMachine',
  method: 'POST',
  route: 'machines/{subscriptionId}/{resourceGroup}/{name}/include',
  who: 'approve',
  summary: 'Let an excluded machine in again',
  description:
    'Ends the exclusion that this app keeps on record: of a machine that was deleted from Azure after it had left or while it was excluded, and registered again with the same vmId (`ExcludedOnReturn`); and of one that a person excluded with `POST /resume` (`ExcludedByPerson`). It also gives a machine that gave up another try. It changes neither tags nor ONBOARD: a machine with the exclusion tag stays excluded until the tag is removed, and one that ONBOARD does not name is not taken.',
  params: machineParams,
  body: z.strictObject({ reason: saidReason, by: saidBy }),
  answers: {
    202: {
      description: 'It is on record, and the machine is looked at; GET it to see what comes next',
      schema: z.object({ machine: z.string().describe('ARM id'), look: z.enum(['requested', 'already-coming']) }),
    },
  },
  problems: ['unknown-machine', 'conflict', 'upstream'],
  handle: async ({ params, body, by }, deps: LookingDeps) => {
    const found = await machineToChange(machineIn(params), deps);
    if ('code' in found) return found;
    if (found.held?.record.exclusion === undefined) {
      return problem(
        'conflict',
        'This app does not exclude the machine by its record. If it is excluded by its tag, remove the tag; its `message` says what else it waits for.',
      );
    }
    const decided = { by: approver(by, body), reason: body.reason };
    const look = await lookForPerson(found, deps, (record, now) => included(record, decided, now));
    return { status: 202, body: { machine: armId(found.id), look } };
  },
});
