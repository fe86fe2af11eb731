/**
 * What a stored record must look like so that nobody stumbles over it. Fields that this version does not know stay, also
 * inside of others: a newer instance has written them.
 */
import * as z from 'zod';
import { defined } from '../defined.ts';
import { instant } from '../instant.ts';
import type { CONDITION_TYPES, ConditionType } from './condition.ts';
import { type MachineId, machineIdOf } from './machineId.ts';
import type { HeldReason, Reason } from './reasons.ts';
import type { Attempt, MachineRecord } from './record.ts';
import { MACHINE_STATES, type Trouble } from './state.ts';
import type { WarningReason } from './warnings.ts';

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

const HELD = ['OnboardingPaused', 'RolloutFull', 'RolloutHalted'] as const satisfies readonly HeldReason[];
const TROUBLES = [
  'ReadDenied',
  'WriteDenied',
  'WriteRefused',
  'LookKeptFailing',
] as const satisfies readonly Trouble['reason'][];
const CHANGES = [
  'enableIdentity',
  'installExtension',
  'excludeByTag',
  'removeExtension',
] as const satisfies readonly Attempt['what'][];
const OUTCOMES = [
  'requested',
  'accepted',
  'busy',
  'refused',
  'succeeded',
  'failed',
] as const satisfies readonly Attempt['outcome'][];

const cause = z.enum(['event', 'person', 'schedule']);
const failure = z.looseObject({ code: text, message: text });

const condition = z.looseObject({
  status: z.enum(['True', 'False', 'Unknown']),
  reason,
  message: text,
  fix: text.exactOptional(),
  since: instant,
  until: instant.exactOptional(),
});
const ofType = <T extends ConditionType>(type: T) => condition.extend({ type: z.literal(type) });

/** Every condition, or the record has none: one that a new version has brought makes the others be judged anew, too. */
const conditions = z.looseObject({
  Selected: ofType('Selected'),
  Reported: ofType('Reported'),
  Eligible: ofType('Eligible'),
  Connected: ofType('Connected'),
  IdentityEnabled: ofType('IdentityEnabled'),
  ExtensionInstalled: ofType('ExtensionInstalled'),
} satisfies Record<(typeof CONDITION_TYPES)[number], z.ZodType>);

const order = { requestedAt: instant, by: text.exactOptional(), reason: text.exactOptional() };

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
  seen: z
    .looseObject({
      location: text,
      vmId: text.exactOptional(),
      os: z.looseObject({
        type: text.exactOptional(),
        sku: text.exactOptional(),
        version: text.exactOptional(),
        edition: text.exactOptional(),
      }),
      extension: z
        .looseObject({
          name: text,
          version: text.exactOptional(),
          provisioningState: text,
          code: text.exactOptional(),
          message: text.exactOptional(),
        })
        .exactOptional(),
    })
    .exactOptional(),
  warnings: z.array(z.looseObject({ reason: warningReason, message: text, fix: text })).exactOptional(),
  trouble: z.looseObject({ reason: z.enum(TROUBLES), code: text, message: text, at: instant }).exactOptional(),
  claimedVmId: text.exactOptional(),
  movedFrom: id.exactOptional(),
  movedTo: id.exactOptional(),
  lastError: z.looseObject({ code: text, message: text, at: instant }).exactOptional(),
  attempts: z.array(
    z.looseObject({ at: instant, what: z.enum(CHANGES), outcome: z.enum(OUTCOMES), code: text.exactOptional() }),
  ),
  timeline: z.array(z.looseObject({ at: instant, event: text, message: text })),
  looks: z.looseObject({
    running: z.looseObject({ token: text, since: instant, cause }).exactOptional(),
    next: z.looseObject({ token: text, at: instant, setAt: instant, cause }).exactOptional(),
    again: cause.exactOptional(),
    last: text.exactOptional(),
    dropped: z.array(text).exactOptional(),
  }),
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
  held: z.enum(HELD).exactOptional(),
  offboard: z
    .looseObject({
      ...order,
      tagRequestedAt: instant.exactOptional(),
      removalRequestedAt: instant.exactOptional(),
      removals: count.exactOptional(),
      failure: failure.exactOptional(),
    })
    .exactOptional(),
  unmetOrder: z.looseObject(order).exactOptional(),
  takenAt: instant.exactOptional(),
  offboardedAt: instant.exactOptional(),
  dueAt: instant.exactOptional(),
  slot: z.looseObject({ call: z.enum(['read', 'write']), at: instant }).exactOptional(),
} satisfies Record<keyof MachineRecord, z.ZodType>);

/** The record that this stored value is; undefined when it is damaged, or of another version. */
export function readRecord(value: unknown): MachineRecord | undefined {
  const { data } = record.safeParse(value);
  return data && defined(data);
}
