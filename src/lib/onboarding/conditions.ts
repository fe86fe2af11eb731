import { type Conditions, type ConditionType, conditionFrom, type Finding } from './condition.ts';
import { connected } from './conditions/connected.ts';
import { eligible } from './conditions/eligible.ts';
import { extensionInstalled } from './conditions/extensionInstalled.ts';
import { identityEnabled } from './conditions/identityEnabled.ts';
import { reported } from './conditions/reported.ts';
import { selected } from './conditions/selected.ts';
import type { Evidence } from './evidence.ts';

/**
 * Judges every condition. A status that has not changed since `before` keeps the time since when it holds. A new condition
 * is a rule of its own and a line here.
 */
export function judge(evidence: Evidence, before: Conditions | undefined): Conditions {
  const ask = (type: ConditionType, rule: (evidence: Evidence) => Finding) =>
    conditionFrom(type, rule(evidence), before?.[type], evidence);
  return {
    Selected: ask('Selected', selected),
    Reported: ask('Reported', reported),
    Eligible: ask('Eligible', eligible),
    Connected: ask('Connected', connected),
    IdentityEnabled: ask('IdentityEnabled', identityEnabled),
    ExtensionInstalled: ask('ExtensionInstalled', extensionInstalled),
  };
}
