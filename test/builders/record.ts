/** Records and conditions as tests want them: a machine on which everything is in order, unless said otherwise. */
import type { Condition, Conditions, ConditionType } from '../../src/lib/onboarding/condition.ts';
import { explain, type Reason } from '../../src/lib/onboarding/reasons.ts';
import { firstSight, type MachineRecord } from '../../src/lib/onboarding/record.ts';
import { NOON } from './evidence.ts';
import { aMachineId } from './machine.ts';

export function aRecord(overrides: Partial<MachineRecord> = {}): MachineRecord {
  return { ...firstSight(aMachineId(), NOON), ...overrides };
}

export function aCondition(
  type: ConditionType,
  status: Condition['status'],
  reason: Reason,
  rest: Partial<Condition> = {},
): Condition {
  return { type, status, reason, message: explain(reason).sentence, since: NOON, ...rest };
}

/** A short way to say a condition: status and reason, and until when it cannot change by itself. */
export type Said = readonly [status: Condition['status'], reason: Reason, until?: number];

/** Conditions of a machine that can sign people in, but for what `said` says. */
export function someConditions(said: Partial<Record<ConditionType, Said>> = {}): Conditions {
  const make = (type: ConditionType, usual: Reason): Condition => {
    const [status, reason, until] = said[type] ?? ['True', usual];
    return aCondition(type, status, reason, until === undefined ? {} : { until });
  };
  return {
    Selected: make('Selected', 'SelectedByRule'),
    Reported: make('Reported', 'AgentReported'),
    Eligible: make('Eligible', 'RequirementsMet'),
    Connected: make('Connected', 'AgentConnected'),
    IdentityEnabled: make('IdentityEnabled', 'IdentityPresent'),
    ExtensionInstalled: make('ExtensionInstalled', 'ExtensionSucceeded'),
  };
}
