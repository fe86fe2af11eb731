/** `GET /machines` and `GET /machines/{id}`: which machine is ready, and why not. */

import * as z from 'zod';
import type { AccessGranted } from '../access/accessGranted.ts';
import { defined } from '../defined.ts';
import { foldCase } from '../foldCase.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { anyOf, cursorOf, limit, pageOf } from '../http/paging.ts';
import { problem } from '../http/problem.ts';
import { ID_PARTS, type MachineId } from '../onboarding/machineId.ts';
import type { Ledger } from '../onboarding/ports.ts';
import type { MachineRecord } from '../onboarding/record.ts';
import { onMachine, RECONCILE } from '../onboarding/requests.ts';
import { MACHINE_STATES } from '../onboarding/state.ts';
import type { Instant } from '../time.ts';
import { type MachineView, machineSchema, viewOf } from './machineView.ts';

const cursor = cursorOf(1, z.object({ after: z.string().regex(/^[^/]+\/[^/]+$/) }));

/** A machine in a path: the three parts of its ARM id. */
export const machineParams = z.object({
  subscriptionId: z.string().regex(ID_PARTS.subscriptionId, 'must be the id of a subscription, a GUID'),
  resourceGroup: z.string().regex(ID_PARTS.resourceGroup, 'cannot be the name of a resource group'),
  name: z
    .string()
    .regex(ID_PARTS.name, 'cannot be the name of a machine: 1 to 54 letters, digits, hyphens, underscores, dots'),
});

/** The id that a path has named; its parts are valid by then. */
export function machineIn(params: z.output<typeof machineParams>): MachineId {
  return { ...params, subscriptionId: foldCase(params.subscriptionId) };
}

export interface MachinesDeps {
  readonly ledger: Ledger;
  /** Whether any login role reaches the machine, from the newest readings. Never throws. */
  readonly accessAt: (id: MachineId, firstSeenAt: Instant) => Promise<AccessGranted>;
}

export const listMachines = defineEndpoint({
  name: 'machines',
  method: 'GET',
  route: 'machines',
  who: 'read',
  summary: 'Machines, with their state and what is in the way',
  query: z.object({
    state: anyOf(z.enum(MACHINE_STATES)).optional().describe('Any of these states'),
    subscription: machineParams.shape.subscriptionId.optional().describe('Id of a subscription'),
    resourceGroup: z.string().optional().describe('Name of a resource group, without case'),
    reason: z.string().optional().describe('Reason of the state'),
    q: z.string().optional().describe('A part of the name, without case'),
    limit,
    cursor: cursor.optional(),
  }),
  answers: { 200: { description: 'One page of machines', schema: pageOf(machineSchema) } },
  handle: async ({ query }, { ledger, accessAt }: MachinesDeps) => {
    const { state, subscription, resourceGroup, reason, q } = query;
    const filter = defined({ states: state, subscriptionId: subscription, resourceGroup, reason, q });
    const page = await ledger.list(filter, query.limit, query.cursor?.after);
    const next = page.next === undefined ? null : z.encode(cursor, { after: page.next });
    const items = await Promise.all(page.items.map((record) => seen(record, accessAt)));
    return { status: 200, body: { items, next } };
  },
});

export const getMachine = defineEndpoint({
  name: 'machine',
  method: 'GET',
  route: 'machines/{subscriptionId}/{resourceGroup}/{name}',
  who: 'read',
  summary: 'One machine: its conditions, what was done, and what happens next',
  params: machineParams,
  answers: { 200: { description: 'The machine', schema: machineSchema } },
  problems: ['unknown-machine'],
  handle: async ({ params }, { ledger, accessAt }: MachinesDeps) => {
    const id = machineIn(params);
    const held = await ledger.read(id);
    if (held === undefined) return unknownMachine('on record', id);
    return { status: 200, body: await seen(held.record, accessAt) };
  },
});

/** Nobody signs in to a machine that is gone. */
async function seen(record: MachineRecord, accessAt: MachinesDeps['accessAt']): Promise<MachineView> {
  return record.state === 'Gone' ? viewOf(record) : viewOf(record, await accessAt(record.id, record.firstSeenAt));
}

/** No machine of that id: not on record, or not in Azure either. */
export function unknownMachine(where: 'on record' | 'in the subscriptions that are watched', id?: MachineId) {
  const request = id === undefined ? RECONCILE : onMachine(RECONCILE, id);
  const hint = where === 'on record' ? ` If it exists in Azure, ${request} has it looked at.` : '';
  return problem('unknown-machine', `There is no machine of this id ${where}.${hint}`);
}
