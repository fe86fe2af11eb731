/** A machine as HTTP shows it. */

import * as z from 'zod';
import type { AccessGranted } from '../access/accessGranted.ts';
import { defined } from '../defined.ts';
import { CONDITION_STATUSES, CONDITION_TYPES } from '../onboarding/condition.ts';
import { EXCLUDED_BECAUSE } from '../onboarding/evidence.ts';
import { isFailed } from '../onboarding/machine.ts';
import { armId, type MachineId } from '../onboarding/machineId.ts';
import type { MachineRecord } from '../onboarding/record.ts';
import { MACHINE_STATES, type MachineState } from '../onboarding/state.ts';
import { type Instant, toIso } from '../time.ts';
import { lastErrorOf, lastErrorSchema } from './lastErrorView.ts';

const instant = z.iso.datetime().describe('UTC, ISO 8601');

const condition = z
  .object({
    type: z.enum([...CONDITION_TYPES, 'AccessGranted']),
    status: z.enum(CONDITION_STATUSES),
    reason: z.string(),
    message: z.string(),
    fix: z.string().optional(),
    since: instant,
  })
  .meta({ id: 'Condition' });

const extension = z.object({
  name: z.string(),
  version: z.string().nullable(),
  provisioningState: z.string(),
  code: z.string().optional().describe('Exit code of a failed installation, as the agent reported it'),
  cause: z.string().optional().describe('The agent’s own words on a failed installation'),
});

/** The shape of a machine in every answer. */
export const machineSchema = z
  .object({
    id: z.string().describe('ARM id'),
    name: z.string(),
    subscriptionId: z.string(),
    resourceGroup: z.string(),
    location: z.string().nullable(),
    state: z.enum(MACHINE_STATES),
    reason: z.string(),
    message: z.string(),
    fix: z.string().nullable(),
    ready: z.boolean(),
    conditions: z.array(condition),
    warnings: z
      .array(z.object({ reason: z.string(), message: z.string(), fix: z.string() }))
      .describe('What is worth knowing and keeps nothing from happening'),
    os: z.object({
      name: z.string().nullable(),
      sku: z.string().nullable(),
      version: z.string().nullable(),
      edition: z.string().nullable(),
    }),
    vmId: z.string().nullable(),
    movedFrom: z
      .string()
      .nullable()
      .describe('The ARM id that this machine had before it was moved or registered again'),
    movedTo: z.string().nullable().describe('The ARM id that a machine which is gone has now'),
    extension: extension.nullable(),
    attempts: z.array(z.object({ at: instant, what: z.string(), outcome: z.string(), code: z.string().optional() })),
    nextLookAt: instant
      .nullable()
      .describe(
        'When the app looks again by itself, or with the first sweep after it where that is more than 15 minutes off; null: at the next event or request',
      ),
    firstSeenAt: instant,
    readyAt: instant.nullable(),
    offboard: z
      .object({ requestedAt: instant, by: z.string().nullable(), reason: z.string().nullable() })
      .nullable()
      .describe(
        'Set while a person wants the machine to leave Microsoft Entra. On one that is gone it goes with the machine to its new id',
      ),
    offboardedAt: instant.nullable().describe('When it last left Microsoft Entra through POST …/offboard'),
    exclusion: z
      .object({
        at: instant,
        because: z.enum(EXCLUDED_BECAUSE),
        by: z.string().nullable(),
        reason: z.string().nullable(),
      })
      .nullable()
      .describe(
        'Set while this app excludes the machine by its own record, whatever its tags say: it had left or was excluded when it was deleted from Azure, or a person excluded it. POST …/include ends it',
      ),
    lastError: lastErrorSchema,
    timeline: z.array(z.object({ at: instant, event: z.string(), message: z.string() })),
  })
  .meta({ id: 'Machine' });

export type MachineView = z.output<typeof machineSchema>;

/** The view of a record, and of whether anybody may sign in to its machine. */
export function viewOf(record: MachineRecord, access?: AccessGranted): MachineView {
  const { id, seen, state } = record;
  return {
    id: armId(id),
    name: id.name,
    subscriptionId: id.subscriptionId,
    resourceGroup: id.resourceGroup,
    location: seen?.location ?? null,
    state,
    reason: record.reason,
    message: record.message,
    fix: record.fix ?? null,
    ready: state === 'Ready',
    conditions: [...conditionsOf(record), ...accessOf(access, state)],
    warnings: [...(record.warnings ?? [])],
    os: osOf(record),
    vmId: seen?.vmId ?? null,
    movedFrom: idOrNull(record.movedFrom),
    movedTo: idOrNull(record.movedTo),
    extension: extensionOf(record),
    attempts: record.attempts.map((attempt) => ({ ...attempt, at: toIso(attempt.at) })),
    nextLookAt: isoOrNull(nextLookOf(record)),
    firstSeenAt: toIso(record.firstSeenAt),
    readyAt: isoOrNull(record.readyAt),
    offboard: offboardOf(record),
    offboardedAt: isoOrNull(record.offboardedAt),
    exclusion: exclusionOf(record),
    lastError: lastErrorOf(record),
    timeline: record.timeline.map((entry) => ({ ...entry, at: toIso(entry.at) })),
  };
}

function nextLookOf({ looks, dueAt }: MachineRecord): Instant | undefined {
  return looks.next?.at ?? looks.running?.since ?? dueAt;
}

function conditionsOf({ conditions }: MachineRecord): MachineView['conditions'] {
  if (conditions === undefined) return [];
  return CONDITION_TYPES.map((type) => {
    const { until: _until, since, ...shown } = conditions[type];
    return { ...shown, since: toIso(since) };
  });
}

/** A role is not enough to sign in: the machine must have joined, and an offboarded one has left. */
function accessOf(access: AccessGranted | undefined, state: MachineState): MachineView['conditions'] {
  if (access === undefined) return [];
  const { message } = access;
  const useless = access.status === 'True' && state !== 'Ready';
  const shown = useless ? `${message} Nobody can sign in with Microsoft Entra while the machine is ${state}.` : message;
  return [{ ...access, message: shown, since: toIso(access.since) }];
}

function osOf({ seen }: MachineRecord): MachineView['os'] {
  const { type = null, sku = null, version = null, edition = null } = seen?.os ?? {};
  return { name: type, sku, version, edition };
}

function extensionOf({ seen }: MachineRecord): MachineView['extension'] {
  if (seen?.extension === undefined) return null;
  const { name, version, provisioningState, code, message } = seen.extension;
  const cause = isFailed(provisioningState) ? message : undefined;
  return defined({ name, version: version ?? null, provisioningState, code, cause });
}

function idOrNull(id: MachineId | undefined): string | null {
  return id === undefined ? null : armId(id);
}

function offboardOf({ offboard, unmetOrder }: MachineRecord): MachineView['offboard'] {
  const order = offboard ?? unmetOrder;
  if (order === undefined) return null;
  const { requestedAt, by = null, reason = null } = order;
  return { requestedAt: toIso(requestedAt), by, reason };
}

function exclusionOf({ exclusion }: MachineRecord): MachineView['exclusion'] {
  if (exclusion === undefined) return null;
  const { at, because, by = null, reason = null } = exclusion;
  return { at: toIso(at), because, by, reason };
}

function isoOrNull(at: Instant | undefined): string | null {
  return at === undefined ? null : toIso(at);
}
