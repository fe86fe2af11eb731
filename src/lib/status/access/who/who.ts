/** `GET /access/who`: who can sign in to a machine, and where a person can sign in. */
import * as z from 'zod';
import type { PlanningDeps } from '../../../access/runs/accessDeps.ts';
import { knownNow } from '../../../access/runs/knownNow.ts';
import { defineEndpoint } from '../../../http/endpoint.ts';
import { toIso } from '../../../time.ts';
import { wayItem, wayView } from './wayItem.ts';
import { type WaysOfDeps, waysOf } from './waysOf.ts';
import { type WaysToDeps, waysTo } from './waysTo.ts';

export interface WhoDeps
  extends Pick<PlanningDeps, 'readings' | 'installation' | 'clock' | 'accessSettings' | 'documents'>,
    WaysToDeps,
    WaysOfDeps {
  readonly directory: WaysToDeps['directory'] & WaysOfDeps['directory'];
}

export const getWho = defineEndpoint({
  name: 'accessWho',
  method: 'GET',
  route: 'access/who',
  who: 'read',
  summary: 'Who can sign in to a machine (?machine=), or where a person can sign in (?user=)',
  description:
    'From the newest readings, whose age is `asOf`. A change in Azure shows after the next run, and takes effect about ten minutes after it was made. Members of groups that no binding names are not read: such a group stands for them at a machine; whether a person is in one, the directory is asked. It tells that of groups with hidden membership only with the permission Member.Read.Hidden.',
  query: z
    .object({
      machine: z
        .string()
        .min(1, 'is empty; give a full ARM id, or a name that only one machine has')
        .optional()
        .describe('Full ARM id, or a name that only one machine has'),
      user: z
        .string()
        .min(1, 'is empty; give an object id or a user principal name')
        .max(200, 'is too long for an object id or a user principal name')
        .optional()
        .describe('Object id or user principal name'),
    })
    .refine(({ machine, user }) => (machine === undefined) !== (user === undefined), 'give either machine or user'),
  answers: {
    200: {
      description: 'Every way in',
      schema: z.object({
        asOf: z.iso.datetime().nullable(),
        incomplete: z
          .array(z.object({ scope: z.string(), message: z.string(), fix: z.string().optional() }))
          .describe('What could not be read: there may be more ways in than these, or fewer'),
        items: z.array(wayItem),
      }),
    },
  },
  problems: ['unknown-machine', 'ambiguous-machine', 'not-found'],
  handle: async ({ query }, deps: WhoDeps) => {
    const { known, asOf } = await knownNow(deps);
    const found =
      query.machine === undefined
        ? await waysOf(query.user ?? '', known, deps)
        : await waysTo(query.machine, known, deps);
    if ('code' in found) return found;
    const { ways, names, incomplete, machine } = found;
    const items = ways.map((way) => wayView(way, known, names, machine));
    const age = asOf === undefined ? null : toIso(asOf);
    return { status: 200, body: { asOf: age, incomplete: incomplete.map((gap) => ({ ...gap })), items } };
  },
});
