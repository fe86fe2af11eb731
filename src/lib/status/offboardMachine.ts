/** `POST /machines/{id}/offboard`: a person wants the machine to leave Microsoft Entra. */
import * as z from 'zod';
import { defineEndpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';
import type { OnboardingSettings } from '../onboarding/evidence.ts';
import { armId } from '../onboarding/machineId.ts';
import { offboardingAsked } from '../onboarding/offboardingOnRecord.ts';
import { approver, saidBy, saidReason } from './approver.ts';
import { machineIn, machineParams } from './machines.ts';
import { type LookingDeps, lookForPerson, machineToChange } from './machineToLookAt.ts';

export interface OffboardDeps extends LookingDeps {
  readonly settings: Pick<OnboardingSettings, 'mode'>;
}

/** The looks do the work, so that this asks for nothing that is not on record. */
export const offboardMachine = defineEndpoint({
  name: 'offboardMachine',
  method: 'POST',
  route: 'machines/{subscriptionId}/{resourceGroup}/{name}/offboard',
  who: 'approve',
  summary: 'Let a machine leave Microsoft Entra',
  description:
    'Sets the tag that EXCLUDE_TAG names on the machine, so that it is not onboarded again, and then removes the extension AADLoginForWindows: people can no longer sign in with Microsoft Entra accounts. See to another way in first. Asked again while it is under way, it goes on, and tries once more what failed; the new reason is noted on the timeline. Removing the tag later makes the machine one like any other.',
  params: machineParams,
  body: z.strictObject({ reason: saidReason, by: saidBy }),
  answers: {
    202: {
      description: 'It is on record and under way; GET the machine to see how far it is',
      schema: z.object({ machine: z.string().describe('ARM id'), look: z.enum(['requested', 'already-coming']) }),
    },
  },
  problems: ['unknown-machine', 'observe-mode', 'upstream'],
  handle: async ({ params, body, by }, deps: OffboardDeps) => {
    if (deps.settings.mode === 'observe') {
      return problem(
        'observe-mode',
        'ONBOARDING_MODE is observe: nothing is changed, and no machine can leave. Set ONBOARDING_MODE=enforce and ask again.',
      );
    }
    const found = await machineToChange(machineIn(params), deps);
    if ('code' in found) return found;
    const said = { by: approver(by, body), reason: body.reason };
    const look = await lookForPerson(found, deps, (record, now) =>
      offboardingAsked(record, { ...said, requestedAt: now }),
    );
    return { status: 202, body: { machine: armId(found.id), look } };
  },
});
