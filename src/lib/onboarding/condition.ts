/**
 * A condition, as a Kubernetes object has them: one question about a machine, answered True, False or Unknown with a
 * reason from a closed list. Conditions are what people and other systems read; decisions are made from nothing else.
 */
import { defined } from '../defined.ts';
import type { Instant } from '../time.ts';
import type { MachineId } from './machineId.ts';
import { explain, type Reason } from './reasons.ts';
import { onMachine } from './requests.ts';
import { shorten } from './shorten.ts';

export const CONDITION_STATUSES = ['True', 'False', 'Unknown'] as const;
export type ConditionStatus = (typeof CONDITION_STATUSES)[number];

/** In the order in which they are shown. */
export const CONDITION_TYPES = [
  'Selected',
  'Reported',
  'Eligible',
  'Connected',
  'IdentityEnabled',
  'ExtensionInstalled',
] as const;

export type ConditionType = (typeof CONDITION_TYPES)[number];

/** What a rule says of a machine at one moment. */
export interface Finding {
  readonly status: ConditionStatus;
  readonly reason: Reason;
  /** One sentence; the reason's own when absent. */
  readonly message?: string;
  /** The way out; the reason's own when absent. */
  readonly fix?: string;
  /** Not before this instant can the answer change by itself (settling). */
  readonly until?: Instant;
}

/** A finding with the time since when its status has held. */
export interface Condition {
  readonly type: ConditionType;
  readonly status: ConditionStatus;
  readonly reason: Reason;
  readonly message: string;
  readonly fix?: string;
  readonly since: Instant;
  readonly until?: Instant;
}

export type Conditions = Readonly<Record<ConditionType, Condition>>;

/** The condition that a finding makes of a machine: `since` stays while the status stays. */
export function conditionFrom(
  type: ConditionType,
  finding: Finding,
  before: Condition | undefined,
  { machine, now }: { readonly machine: { readonly id: MachineId }; readonly now: Instant },
): Condition {
  const explained = explain(finding.reason);
  const { status, reason, message = explained.sentence, fix = explained.fix, until } = finding;
  const since = before?.status === status ? before.since : now;
  const wayOut = fix && shorten(onMachine(fix, machine.id));
  return defined({ type, status, reason, message: shorten(message), fix: wayOut, since, until });
}
