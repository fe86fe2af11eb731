/**
 * What a stored record must look like so that nobody stumbles over it. Fields that this version does not know stay, also
 * inside of others: a newer instance has written them.
 */
import * as z from 'zod';
import { defined } from '../defined.ts';
import { instant } from '../instant.ts';
import { CONDITION_STATUSES, type Condition, type Conditions, type ConditionType } from './condition.ts';
import { EXCLUDED_BECAUSE, type Exclusion } from './evidence.ts';
import { CAUSES, type Looks } from './looks.ts';
import { type MachineId, machineIdOf } from './machineId.ts';
import type { Offboarding, OffboardRequest } from './offboarding.ts';
import { HELD_REASONS, type Reason } from './reasons.ts';
import { type Attempt, CHANGES, type MachineRecord, OUTCOMES, type Seen, type TimelineEntry } from './record.ts';
import { MACHINE_STATES, TROUBLE_REASONS, type Trouble } from './state.ts';
import type { Warning, WarningReason } from './warnings.ts';

/** A schema for each field of these, so that none is forgotten. */
type Fields<T> = Record<keyof T, z.ZodType>;

const text = z.string();
const count = z.int().min(0);

const id = z
  .object({ subscriptionId: text, resourceGroup: text, name: text })
  .transform((parts, context): MachineId => {
    const machine = machineIdOf(parts);
    if (machine !== undefined) return machine;
    context.addIssue('is no machine');
    return z.NEVER;
  });

/** Reasons are only shown: one of another version does no harm. */
const reason = z.custom<Reason>((value) => typeof value === 'string');
const warningReason = z.custom<WarningReason>((value) => typeof value === 'string');

const cause = z.enum(CAUSES);
const failure = z.looseObject({ code: text, message: text });

const ofType = <T extends ConditionType>(type: T) =>
  z.looseObject({
    type: z.literal(type),
    status: z.enum(CONDITION_STATUSES),
    reason,
    message: text,
    fix: text.exactOptional(),
    since: instant,
    until: instant.exactOptional(),
  } satisfies Fields<Condition>);

/** Every condition, or the record has none: one that a new version has brought makes the others be judged anew, too. */
const conditions = z.looseObject({
  Selected: ofType('Selected'),
  Reported: ofType('Reported'),
  Eligible: ofType('Eligible'),
  Connected: ofType('Connected'),
  IdentityEnabled: ofType('IdentityEnabled'),
  ExtensionInstalled: ofType('ExtensionInstalled'),
} satisfies Fields<Conditions>);

const order = {
  requestedAt: instant,
  by: text.exactOptional(),
  reason: text.exactOptional(),
} satisfies Fields<OffboardRequest>;

const seen = z.looseObject({
  location: text,
  vmId: text.exactOptional(),
  principalId: text.exactOptional(),
  os: z.looseObject({
    type: text.exactOptional(),
    sku: text.exactOptional(),
    version: text.exactOptional(),
    edition: text.exactOptional(),
  } satisfies Fields<Seen['os']>),
  extension: z
    .looseObject({
      name: text,
      version: text.exactOptional(),
      provisioningState: text,
      code: text.exactOptional(),
      message: text.exactOptional(),
    } satisfies Fields<NonNullable<Seen['extension']>>)
    .exactOptional(),
} satisfies Fields<Seen>);

const exclusion = z.looseObject({
  at: instant,
  because: z.enum(EXCLUDED_BECAUSE),
  by: text.exactOptional(),
  reason: text.exactOptional(),
} satisfies Fields<Exclusion>);

const attempt = z.looseObject({
  at: instant,
  what: z.enum(CHANGES),
  outcome: z.enum(OUTCOMES),
  code: text.exactOptional(),
} satisfies Fields<Attempt>);

const looks = z.looseObject({
  running: z
    .looseObject({ token: text, since: instant, cause } satisfies Fields<NonNullable<Looks['running']>>)
    .exactOptional(),
  next: z
    .looseObject({ token: text, at: instant, setAt: instant, cause } satisfies Fields<NonNullable<Looks['next']>>)
    .exactOptional(),
  again: cause.exactOptional(),
  last: text.exactOptional(),
  dropped: z.array(text).exactOptional(),
} satisfies Fields<Looks>);

const offboard = z.looseObject({
  ...order,
  tagRequestedAt: instant.exactOptional(),
  removalRequestedAt: instant.exactOptional(),
  removals: count.exactOptional(),
  failure: failure.exactOptional(),
} satisfies Fields<Offboarding>);

const slot = z.looseObject({
  call: z.enum(['read', 'write']),
  at: instant,
  confirmed: z.literal(true).exactOptional(),
} satisfies Fields<NonNullable<MachineRecord['slot']>>);

const warning = z.looseObject({ reason: warningReason, message: text, fix: text } satisfies Fields<Warning>);
const trouble = z.looseObject({
  reason: z.enum(TROUBLE_REASONS),
  code: text,
  message: text,
  at: instant,
} satisfies Fields<Trouble>);

const record = z.looseObject({
  version: z.literal(1),
  id,
  state: z.enum(MACHINE_STATES),
  reason,
  message: text,
  fix: text.exactOptional(),
  firstSeenAt: instant,
  updatedAt: instant,
  readyAt: instant.exactOptional(),
  conditions: conditions.optional().catch(undefined),
  seen: seen.exactOptional(),
  warnings: z.array(warning).exactOptional(),
  trouble: trouble.exactOptional(),
  claimedVmId: text.exactOptional(),
  movedFrom: id.exactOptional(),
  movedTo: id.exactOptional(),
  lastError: z.looseObject({ code: text, message: text, at: instant }).exactOptional(),
  attempts: z.array(attempt),
  timeline: z.array(z.looseObject({ at: instant, event: text, message: text } satisfies Fields<TimelineEntry>)),
  looks,
  waited: count,
  identityRequestedAt: instant.exactOptional(),
  installRequestedAt: instant.exactOptional(),
  installs: count.exactOptional(),
  installFailure: failure.exactOptional(),
  removedAt: instant.exactOptional(),
  removals: count.exactOptional(),
  busyUntil: instant.exactOptional(),
  busySince: instant.exactOptional(),
  inProgressSince: instant.exactOptional(),
  operationUrl: text.exactOptional(),
  held: z.enum(HELD_REASONS).exactOptional(),
  offboard: offboard.exactOptional(),
  unmetOrder: z.looseObject(order).exactOptional(),
  takenAt: instant.exactOptional(),
  offboardedAt: instant.exactOptional(),
  dueAt: instant.exactOptional(),
  absence: z
    .looseObject({ toldAt: instant.exactOptional(), seenAt: instant.exactOptional() } satisfies Fields<
      NonNullable<MachineRecord['absence']>
    >)
    .exactOptional(),
  registeredAt: instant.exactOptional(),
  exclusion: exclusion.exactOptional(),
  slot: slot.exactOptional(),
} satisfies Fields<MachineRecord>);

/** The record that this stored value is; undefined when it is damaged, or of another version. */
export function readRecord(value: unknown): MachineRecord | undefined {
  const { data } = record.safeParse(value);
  return data && defined(data);
}
