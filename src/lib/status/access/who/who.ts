/** `GET /access/who`: who can sign in to a machine, and where a person can sign in. */
import * as z from 'zod';
import type { PlanningDeps } from '../../../access/runs/accessDeps.ts';
import { type KnownDeps, knownNow } from '../../../access/runs/knownNow.ts';
import { HINDRANCES } from '../../../access/who/hindrances.ts';
import { pendingIn } from '../../../access/who/pending.ts';
import { defineEndpoint } from '../../../http/endpoint.ts';
import { limit, NO_CURSOR } from '../../../http/paging.ts';
import { toIso } from '../../../time.ts';
import { type PendingDeps, pendingItem, pendingNow } from './pendingNow.ts';
import { wayItem, wayView } from './wayItem.ts';
import { askedOf, waysCursor, waysPager } from './waysFound.ts';
import { type WaysOfDeps, waysOf } from './waysOf.ts';
import { type WaysToDeps, waysTo } from './waysTo.ts';

export interface WhoDeps extends KnownDeps, PendingDeps, WaysToDeps, WaysOfDeps {
  readonly accessSettings: PlanningDeps['accessSettings'];
  readonly directory: WaysToDeps['directory'] & WaysOfDeps['directory'];
}

export const getWho = defineEndpoint({
  name: 'accessWho',
  method: 'GET',
  route: 'access/who',
  who: 'read',
  summary: 'Who can sign in to a machine (?machine=), or where a person can sign in (?user=)',
  description:
    'From the newest readings, whose age is `asOf`, and what this app has changed since. What others change in Azure shows after the next run, and takes effect about ten minutes after it was made. Members of groups that no binding names are not read: such a group stands for them at a machine; whether a person is in one, the directory is asked. It tells that of groups with hidden membership only with the permission Member.Read.Hidden.',
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
      limit,
      cursor: waysCursor.optional(),
    })
    .refine(({ machine, user }) => (machine === undefined) !== (user === undefined), 'give either machine or user')
    .refine((query) => query.cursor === undefined || query.cursor.of === askedOf(query), {
      path: ['cursor'],
      message: NO_CURSOR,
    }),
  answers: {
    200: {
      description: 'One page of the ways in, by person',
      schema: z.object({
        asOf: z.iso.datetime().nullable(),
        incomplete: z
          .array(z.object({ scope: z.string(), message: z.string(), fix: z.string().optional() }))
          .describe('What could not be read: there may be more ways in than these, or fewer'),
        items: z.array(wayItem),
        next: z.string().nullable().describe('The cursor of the next page; null on the last.'),
        hindrances: z
          .array(z.object({ reason: z.enum([...HINDRANCES, 'denied']), message: z.string() }))
          .describe('With `user`: why this person cannot sign in anywhere; empty where nothing is known'),
        pending: z
          .array(pendingItem)
          .describe('Changes of the newest plan that are not made, of this person or at this machine: `limit` of them'),
        pendingCount: z.int().describe('All of those; GET /api/access/plan has them'),
      }),
    },
  },
  problems: ['unknown-machine', 'ambiguous-machine', 'not-found'],
  handle: async ({ query }, deps: WhoDeps) => {
    const now = await knownNow(deps);
    const { known, asOf, plan, tried } = now;
    const pageOf = waysPager(query, query.limit, query.cursor?.after);
    const found =
      query.machine === undefined
        ? await waysOf(query.user ?? '', now, pageOf, deps)
        : await waysTo(query.machine, known, pageOf, deps);
    if ('code' in found) return found;
    const { ways, names, incomplete, machine, hindrances, concerns } = found;
    const pending = plan === undefined ? [] : pendingIn(plan, tried, concerns);
    return {
      status: 200,
      body: {
        asOf: asOf === undefined ? null : toIso(asOf),
        incomplete: incomplete.map((gap) => ({ ...gap })),
        items: ways.items.map((way) => wayView(way, known, names, machine)),
        next: ways.next,
        hindrances: hindrances.map((one) => ({ ...one })),
        pending: await pendingNow(pending.slice(0, query.limit), deps),
        pendingCount: pending.length,
      },
    };
  },
});
